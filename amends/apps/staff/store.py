"""The only writer of colleagues, placements, tokens and saved views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from amends.apps.staff.models import ApiToken, Placement, SavedView, User
from amends.core.refusal import Kind, Refusal
from amends.core.roles import LEVEL, PERMISSIONS, Permission, Role
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.reading_once import read_once


class ColleagueUnknown(Refusal):
    """No active colleague fits."""

    code = "colleague_unknown"
    kind = Kind.INVALID
    message = gettext_noop("No colleague with that name works here now. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class UserRecord:
    """One colleague as commands see them."""

    id: int
    email: str
    display_name: str
    title: str
    timezone: str
    language: str
    is_active: bool
    sees_restricted: bool


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """One program's identity, without its token."""

    id: int
    name: str
    role: str
    unit_id: int
    scopes: tuple[str, ...]
    last_four: str


def user(user_id: int) -> UserRecord:
    """The colleague with that id, active or not."""
    return _record(User.objects.get(id=user_id))


def user_by_email(email: str, *, field: str | None = None) -> UserRecord:
    """The active colleague who signs in with `email`; raises `ColleagueUnknown` at `field`."""
    row = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if row is None:
        raise ColleagueUnknown(field=field)
    return _record(row)


def is_known(user_id: int) -> bool:
    """Whether that is a colleague, active or not."""
    return User.objects.filter(id=user_id).exists()


def is_taken(email: str) -> bool:
    """Whether somebody, active or not, signs in with `email` (small letters); nobody is added until the commit."""
    with connection.cursor() as cursor:
        cursor.execute('LOCK TABLE "staff_user" IN SHARE ROW EXCLUSIVE MODE')
    return User.objects.filter(email=email).exists()


@read_once
def people_with_role(unit_id: int, role: Role) -> tuple[UserRecord, ...]:
    """Active colleagues who hold `role` over a unit, the nearest placed first."""
    return tuple(record for record, _ in _placed_over(unit_id, [role]))


def level_of(user_id: int, unit_id: int) -> int:
    """The authority (0 to 3, core.roles.LEVEL) of a colleague over a unit."""
    roles = _open_placements(_lineage(unit_id)).filter(user_id=user_id).values_list("role", flat=True)
    return max((LEVEL[Role(role)] for role in roles), default=0)


def roles_of(user_id: int, unit_id: int) -> frozenset[Role]:
    """The roles that an active colleague holds over a unit."""
    held = _open_placements(_lineage(unit_id)).filter(user_id=user_id, user__is_active=True)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def holds_any(user_id: int, roles: Iterable[Role]) -> bool:
    """Whether an active colleague holds one of these roles anywhere."""
    held = Placement.objects.filter(user_id=user_id, user__is_active=True, ended_at=None)
    return held.filter(role__in=[role.value for role in roles]).exists()


def works_at(user_id: int, unit_id: int) -> bool:
    """Whether an active colleague may work on cases of a unit."""
    working = [role.value for role in Role if Permission.WORK_CASES in PERMISSIONS[role]]
    return (
        _open_placements(_lineage(unit_id))
        .filter(user_id=user_id, role__in=working, user__is_active=True)
        .exists()
    )


def escalation_owner(
    unit_id: int, above_level: int, exclude_user_ids: Iterable[int]
) -> tuple[UserRecord, int] | None:
    """Who takes over after a failed recovery, and at which level: somebody fresh, of higher authority than
    `above_level`, the least senior such role first and the nearest placed first. Where nobody stands higher,
    somebody fresh at the highest level there is. None when every candidate is excluded."""
    excluded = frozenset(exclude_user_ids)
    ladder = (Role.FRONT_LINE, Role.LEAD, Role.CX_MANAGER)
    candidates = [
        (LEVEL[role], person) for person, role in _placed_over(unit_id, ladder) if person.id not in excluded
    ]
    higher = [(level, person) for level, person in candidates if level > above_level]
    if higher:
        level, person = min(higher, key=lambda each: each[0])
        return person, level
    if not candidates:
        return None
    top = max(level for level, _ in candidates)
    return next((person, level) for level, person in candidates if level == top)


def person_for(unit_id: int, owner: str, *, prefer_user_id: int | None) -> UserRecord | None:
    """Who does what a policy calls "Housekeeping" or "Duty manager": an active colleague near that unit with that
    title, else in a team of that name, else with a role of that name; the nearest placed first, of equals the one
    who acts (`prefer_user_id`). None when nobody answers to those words.
    """
    words = owner.strip().casefold()
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"unit_id": unit_id})
        near = cursor.fetchall()
    best: tuple[int, int, bool, int] | None = None
    for user_id, title, unit_name, role, distance in near:
        called = (title.casefold(), unit_name.casefold(), _ROLE_WORDS.get(role, ""))
        fits = next((place for place, name in enumerate(called) if words and name == words), None)
        if fits is not None:
            rank = (fits, distance, user_id != prefer_user_id, user_id)
            best = rank if best is None else min(best, rank)
    return None if best is None else user(best[3])


# Colleagues placed above, at, or beside a unit within its site; distance 0 is the unit itself.
_NEAR = """
    SELECT s.id, s.title, u.name, p.role,
           CASE WHEN u.id = ANY(here.lineage) THEN cardinality(here.lineage) - cardinality(u.lineage) ELSE 1 END
    FROM staff_placement p
    JOIN staff_user s ON s.id = p.user_id AND s.is_active
    JOIN units_unit u ON u.id = p.unit_id
    JOIN units_unit here ON here.id = %(unit_id)s
    WHERE p.ended_at IS NULL
      AND (u.id = ANY(here.lineage) OR (here.level = 'team' AND u.lineage @> ARRAY[here.parent_id])
           OR u.lineage @> ARRAY[here.id])
"""
_ROLE_WORDS = {
    Role.FRONT_LINE.value: "front line",
    Role.LEAD.value: "duty manager",
    Role.CX_MANAGER.value: "cx manager",
    Role.FINANCE.value: "finance",
}


def add_user(
    *,
    email: str,
    display_name: str,
    title: str = "",
    language: str = "en",
    timezone: str = "",
    password: str | None = None,
    sees_restricted: bool = False,
) -> UserRecord:
    """A new colleague; without a password they choose one by the link that is mailed to them."""
    assert connection.in_atomic_block
    row = User.objects.create_user(
        email,
        password,
        display_name=display_name,
        title=title,
        language=language,
        timezone=timezone,
        sees_restricted=sees_restricted,
    )
    return _record(row)


def place_user(ctx: Context, *, user_id: int, unit_id: int, role: Role) -> None:
    """The colleague holds `role` over that unit and all below it from now on; twice is once."""
    assert connection.in_atomic_block
    placement = Placement(user_id=user_id, unit_id=unit_id, role=role.value, since_at=ctx.now)
    Placement.objects.bulk_create([placement], ignore_conflicts=True)


def end_placement(ctx: Context, *, user_id: int, unit_id: int, role: Role) -> bool:
    """The colleague holds that role there no longer; whether they did."""
    assert connection.in_atomic_block
    held = Placement.objects.filter(user_id=user_id, unit_id=unit_id, role=role.value, ended_at=None)
    return held.update(ended_at=ctx.now) > 0


def add_token(
    ctx: Context,
    *,
    name: str,
    role: Role,
    unit_id: int,
    scopes: tuple[str, ...],
    grant_minor: int | None,
    token_hash: str,
    key_id: str,
    last_four: str,
    expires_at: datetime | None = None,
) -> TokenRecord:
    """A program's identity; only the keyed hash of its token comes in here."""
    assert connection.in_atomic_block
    row = ApiToken.objects.create(
        name=name,
        role=role.value,
        unit_id=unit_id,
        scopes=list(scopes),
        grant_minor=grant_minor,
        token_hash=token_hash,
        key_id=key_id,
        last_four=last_four,
        made_by=str(ctx.actor),
        made_at=ctx.now,
        expires_at=expires_at,
    )
    return TokenRecord(row.id, row.name, row.role, row.unit_id, tuple(row.scopes), row.last_four)


def revoke_token(ctx: Context, token_id: int) -> bool:
    """The token opens nothing from now on; whether it did before."""
    assert connection.in_atomic_block
    return ApiToken.objects.filter(id=token_id, revoked_at=None).update(revoked_at=ctx.now) > 0


def keep_view(*, user_id: int, screen: str, name: str, filters: str) -> int:
    """The colleague's own name for one set of filters; the same name again replaces the old filters."""
    assert connection.in_atomic_block
    row, _ = SavedView.objects.update_or_create(
        user_id=user_id, screen=screen, name=name, defaults={"filters": filters}
    )
    return row.id


def drop_view(*, user_id: int, view_id: int) -> bool:
    """Forget one of the colleague's own views; whether it was there."""
    assert connection.in_atomic_block
    return SavedView.objects.filter(user_id=user_id, id=view_id).delete()[0] > 0


def _lineage(unit_id: int) -> tuple[int, ...]:
    """The ids of the units from the root down to this one; a column of another app, read as plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lineage FROM units_unit WHERE id = %s", [unit_id])
        row = cursor.fetchone()
    return () if row is None else tuple(row[0])


def _open_placements(lineage: tuple[int, ...]) -> QuerySet[Placement]:
    return Placement.objects.filter(unit_id__in=lineage, ended_at=None)


def _placed_over(unit_id: int, roles: Iterable[Role]) -> list[tuple[UserRecord, Role]]:
    """Active colleagues with one of `roles` over the unit, the nearest first, then by id; each role once."""
    lineage = _lineage(unit_id)
    rows = (
        _open_placements(lineage)
        .filter(role__in=[role.value for role in roles], user__is_active=True)
        .select_related("user")
    )
    near_first = sorted(rows, key=lambda row: (-lineage.index(row.unit_id), row.user_id))
    return [(_record(row.user), Role(row.role)) for row in near_first]


def _record(row: User) -> UserRecord:
    return UserRecord(
        id=row.id,
        email=row.email,
        display_name=row.display_name,
        title=row.title,
        timezone=row.timezone,
        language=row.language,
        is_active=row.is_active,
        sees_restricted=row.sees_restricted,
    )
