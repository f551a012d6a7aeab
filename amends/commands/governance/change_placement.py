"""A colleague takes on a role at a unit, or gives it up."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission, Role, known_role
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class PlacementUnknown(Refusal):
    """The colleague does not hold that role there."""

    code = "placement_unknown"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "They do not hold that role there (any more). Load the page again to see what they hold."
    )


class OwnRoleKept(Refusal):
    """An operator tried to take the operator's role from themselves."""

    code = "own_role_kept"
    kind = Kind.FORBIDDEN
    message = gettext_noop("You cannot give up your own role as operator: ask another operator to do it.")


@dataclass(frozen=True, slots=True)
class PlacementChanged:
    """Who holds (or no longer holds) what, where."""

    user_id: int
    unit_id: int
    role: str
    holds: bool


@command(Permission.MANAGE_STAFF)
def change_placement(ctx: Context, *, user_id: int, unit_id: int, role: str, holds: bool) -> PlacementChanged:
    """Give (`holds`) or take a role over a unit and all below it; giving twice is giving once.

    Raises `NotPermitted`, `RoleUnknown`, `ColleagueUnknown`, `PlacementUnknown` or `OwnRoleKept`.
    """
    unit = units.unit(unit_id, field="unit")
    ctx.require(Permission.MANAGE_STAFF, unit.id)
    held = known_role(role)
    if not holds and held is Role.OPERATOR and ctx.user_id == user_id:
        raise OwnRoleKept(field="role")
    if holds:
        if not staff.is_known(user_id):
            raise staff.ColleagueUnknown(field="user")
        staff.place_user(ctx, user_id=user_id, unit_id=unit.id, role=held)
    elif not staff.end_placement(ctx, user_id=user_id, unit_id=unit.id, role=held):
        raise PlacementUnknown(field="role")
    body = {"user_id": user_id, "unit_id": unit.id, "role": held.value}
    record(ctx, "staff", "placement.begun" if holds else "placement.ended", body)
    return PlacementChanged(user_id, unit.id, held.value, holds)
