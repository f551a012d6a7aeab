"""Who works here, which programs act for us, and the tree of units: the operator's screens."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from amends.apps.staff.models import ApiToken, Placement, User
from amends.apps.units.models import Unit
from amends.core.money import Money
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One unit as a choice, indented by its depth."""

    id: int
    code: str
    name: str
    level: str
    depth: int
    currency: str


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role somebody holds."""

    unit_id: int
    unit_name: str
    role: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """One colleague with all they hold."""

    id: int
    email: str
    display_name: str
    title: str
    is_active: bool
    last_signed_in_at: datetime | None
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """One token, without the token. `grant` is what it may give per case on its own, at most."""

    id: int
    name: str
    role: str
    unit_name: str
    scopes: tuple[str, ...]
    grant: Money | None
    last_four: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def is_set_up() -> bool:
    """Whether there is an organisation: read before anybody can sign in, so this is a plain function, no query."""
    return Unit.objects.filter(parent=None).exists()


@query(Permission.MANAGE_STAFF)
def unit_choices(ctx: Context) -> tuple[UnitChoice, ...]:
    """Every unit that the actor may place people in, in tree order."""
    scope = ctx.scope(Permission.MANAGE_STAFF)
    rows = sorted(Unit.objects.all(), key=lambda unit: unit.lineage)
    return tuple(
        UnitChoice(unit.id, unit.code, unit.name, unit.level, len(unit.lineage) - 1, unit.currency)
        for unit in rows
        if scope.covers(unit.id)
    )


@query(Permission.MANAGE_STAFF)
def colleagues(ctx: Context, *, q: str = "") -> tuple[Colleague, ...]:
    """Colleagues by name, those whose name or address holds `q`; two statements."""
    users = User.objects.order_by("display_name", "id")
    if q:
        users = users.filter(display_name__icontains=q) | users.filter(email__icontains=q)
    held: dict[int, list[HeldRole]] = defaultdict(list)
    for row in (
        Placement.objects.filter(ended_at=None).select_related("unit").order_by("unit__lineage", "role")
    ):
        held[row.user_id].append(HeldRole(row.unit_id, row.unit.name, row.role, row.since_at))
    return tuple(
        Colleague(
            id=user.id,
            email=user.email,
            display_name=user.display_name,
            title=user.title,
            is_active=user.is_active,
            last_signed_in_at=user.last_login,
            roles=tuple(held[user.id]),
        )
        for user in users
    )


@query(Permission.MANAGE_TOKENS)
def programs(ctx: Context) -> tuple[Program, ...]:
    """All tokens, the living ones first, then the newest first."""
    rows = ApiToken.objects.select_related("unit").order_by("-id")
    living_first = sorted(rows, key=lambda row: row.revoked_at is not None)
    return tuple(
        Program(
            id=row.id,
            name=row.name,
            role=row.role,
            unit_name=row.unit.name,
            scopes=tuple(row.scopes),
            grant=None if row.grant_minor is None else Money(row.grant_minor, row.unit.currency),
            last_four=row.last_four,
            made_at=row.made_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )
        for row in living_first
    )
