"""Who would be asked for a yes, and how long they usually take: what the envelope says beside what needs one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from amends.apps.approvals.models import Substitution
from amends.apps.cases.models import Case
from amends.apps.staff.models import Placement
from amends.core.offer.authority import LEVELS
from amends.core.policy.approvals import ApprovalPath, path_for
from amends.core.policy.line import NEEDS_APPROVAL, GestureLine
from amends.core.roles import Role
from amends.kernel.context import Context
from amends.queries.approvers import involved_in, usual_minutes


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """A colleague of the first step. `usual_minutes` is None where they have answered too seldom to say."""

    name: str
    usual_minutes: int | None


def asked_people(
    ctx: Context, case: Case, paths: Iterable[ApprovalPath], lines: Iterable[GestureLine]
) -> Mapping[str, tuple[AskedPerson, ...]]:
    """By the code of each gesture that needs a yes, whom it would be asked first, the quickest first.

    Whoever asks and whoever was there is left out; who stands in for somebody is named instead of them. `case` has its
    `unit` along.
    """
    ways = tuple(paths)
    wanted = {line.gesture_code: _roles(ways, line) for line in lines if line.status == NEEDS_APPROVAL}
    if not wanted:
        return {}
    barred = involved_in([(case.id, case.owner_before_id)])[case.id] | {str(ctx.actor)}
    people = _people(ctx, case.unit.lineage, frozenset(role for roles in wanted.values() for role in roles))
    usual = usual_minutes([f"person:{user_id}" for _, user_id, _ in people])
    found = {}
    for code, roles in wanted.items():
        asked = {
            user_id: AskedPerson(name, usual.get(f"person:{user_id}"))
            for role, user_id, name in people
            if role in roles and f"person:{user_id}" not in barred
        }
        found[code] = tuple(sorted(asked.values(), key=_quickest))
    return found


def _roles(ways: tuple[ApprovalPath, ...], line: GestureLine) -> tuple[Role, ...]:
    face = line.face or line.open_min
    amount = Decimal(0) if face is None else face.decimal
    return path_for(ways, LEVELS[line.approver], amount)[0].roles


def _people(ctx: Context, lineage: list[int], roles: frozenset[Role]) -> list[tuple[Role, int, str]]:
    """Colleagues with these roles over the unit, or whoever stands in for them now: role, id, name."""
    placed = Placement.objects.filter(
        unit_id__in=lineage, role__in=[role.value for role in roles], ended_at=None, user__is_active=True
    ).select_related("user")
    people = [(Role(row.role), row.user_id, row.user.display_name) for row in placed.order_by("id")]
    away: dict[int, list[tuple[int, str]]] = {}
    rows = Substitution.objects.at(ctx.now).filter(person_id__in=[user_id for _, user_id, _ in people])
    for row in rows.select_related("substitute").order_by("id"):
        away.setdefault(row.person_id, []).append((row.substitute_id, row.substitute.display_name))
    return [
        (role, reader_id, reader_name)
        for role, user_id, name in people
        for reader_id, reader_name in away.get(user_id, [(user_id, name)])
    ]


def _quickest(person: AskedPerson) -> tuple[bool, int, str]:
    return (person.usual_minutes is None, person.usual_minutes or 0, person.name)
