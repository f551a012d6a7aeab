"""Who somebody is and what they may: read before there is a Context, so these are plain functions, not queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.apps.events.models import EventSource
from amends.apps.staff.models import ApiToken, User
from amends.core.event.signature import derive_secret
from amends.core.roles import Permission, Role, permissions_of_scopes
from amends.core.token import token_hash
from amends.kernel.context import Placed, placed
from amends.kernel.keys import derive, key_ids

_UNITS_UNDER = """
    SELECT p.role, u.id, (SELECT r.parent_id IS NULL FROM units_unit r WHERE r.id = p.unit_id) AS everywhere,
           CASE WHEN u.id = p.unit_id THEN u.timezone ELSE '' END AS zone_there, cardinality(u.lineage) AS depth
    FROM staff_placement p JOIN units_unit u ON u.lineage @> ARRAY[p.unit_id]
    WHERE p.user_id = %s AND p.since_at <= %s AND (p.ended_at IS NULL OR p.ended_at > %s)
"""
_SUBTREE = "SELECT id FROM units_unit WHERE lineage @> ARRAY[%s::bigint]"


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """A colleague as the entry points need them; `placements` is empty for somebody without a role."""

    user_id: int
    display_name: str
    placements: tuple[Placed, ...]
    restricted: bool
    timezone: str
    language: str


@dataclass(frozen=True, slots=True)
class ProgramAccess:
    """A token as the entry points need it."""

    token_id: int
    name: str
    placements: tuple[Placed, ...]
    grant_minor: int | None


@dataclass(frozen=True, slots=True)
class SourceAccess:
    """A source of events as the API needs it; `secrets` are what it may sign with now, the newest first."""

    source_id: int
    name: str
    placements: tuple[Placed, ...]
    secrets: tuple[bytes, ...]


def person_access(user_id: int, *, now: datetime) -> PersonAccess | None:
    """What this colleague may at `now`, or None when they are unknown or switched off."""
    user = User.objects.filter(id=user_id).first()
    return None if user is None else access_of(user, now=now)


def access_of(user: User, *, now: datetime) -> PersonAccess | None:
    """The same of a colleague whose row was read already, as signing in does for every request."""
    if not user.is_active:
        return None
    units: dict[str, set[int]] = defaultdict(set)
    everywhere: set[str] = set()
    nearest = (0, "")  # how deep, and which zone: people read times as at the place where they work
    with connection.cursor() as cursor:
        cursor.execute(_UNITS_UNDER, [user.id, now, now])
        for role, unit_id, is_root, zone_there, depth in cursor.fetchall():
            units[role].add(unit_id)
            nearest = max(nearest, (depth if zone_there else 0, zone_there))
            if is_root:
                everywhere.add(role)
    placements = tuple(
        placed(Role(role), None if role in everywhere else frozenset(ids))
        for role, ids in sorted(units.items())
    )
    return PersonAccess(
        user_id=user.id,
        display_name=user.display_name,
        placements=placements,
        restricted=user.sees_restricted,
        timezone=user.timezone or nearest[1],
        language=user.language,
    )


def program_access(token: str, *, now: datetime) -> ProgramAccess | None:
    """What the program that shows `token` may at `now`; None for a wrong, revoked or expired one."""
    hashes = [token_hash(derive("api-token", key_id), token) for key_id in key_ids()]
    row = ApiToken.objects.select_related("unit").filter(token_hash__in=hashes, revoked_at=None).first()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    unit_ids = None if row.unit.parent_id is None else _subtree(row.unit_id)
    place = Placed(Role(row.role), unit_ids, permissions_of_scopes(row.scopes))
    return ProgramAccess(row.id, row.name, (place,), row.grant_minor)


def source_access(name: str, *, now: datetime) -> SourceAccess | None:
    """What the event source of that name signs with at `now`; None for one that does not send (any more)."""
    row = EventSource.objects.filter(name=name, ended_at=None).first()
    if row is None:
        return None
    pairs = [(row.key_id, row.serial)]
    if row.previous_until_at is not None and now < row.previous_until_at:
        pairs.append((row.previous_key_id, row.previous_serial))
    known = [(key_id, serial) for key_id, serial in pairs if key_id in key_ids()]
    secrets = tuple(derive_secret(derive("event-source", key_id), serial) for key_id, serial in known)
    place = Placed(Role.PROGRAM, _subtree(row.unit_id), frozenset({Permission.SEND_EVENTS}))
    return SourceAccess(row.id, row.name, (place,), secrets)


def _subtree(unit_id: int) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, [unit_id])
        return frozenset(found for (found,) in cursor.fetchall())
