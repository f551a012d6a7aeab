"""Contexts for tests: a fixed moment, chance that repeats, and whoever is to act."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime

from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def someone(
    role: Role,
    *,
    user_id: int | None = None,
    unit_ids: Iterable[int] | None = None,
    now: datetime = NOON,
    seed: int = 7,
    key: str | None = None,
) -> Context:
    """A context of `role` over `unit_ids` (None: everywhere); `seed` fixes what it draws."""
    kind = {Role.PROGRAM: ActorKind.PROGRAM, Role.CUSTOMER: ActorKind.CUSTOMER}.get(role, ActorKind.PERSON)
    if role is Role.SYSTEM:
        kind = ActorKind.SYSTEM
    units = None if unit_ids is None else frozenset(unit_ids)
    chance = random.Random(seed)  # noqa: S311 - repeats on purpose
    actor = Actor(kind, None if kind is ActorKind.SYSTEM else user_id)
    return Context(actor, (placed(role, units),), now, "test", chance.randbytes, key)
