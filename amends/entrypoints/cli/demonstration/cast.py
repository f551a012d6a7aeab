"""The colleagues and customers of the demonstration, each able to act at any moment of its three months.

`Context.now` and `Context.random` are data, so the commands that make the history are the ones that everybody uses:
only the clock on the wall is another one, and chance repeats.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from amends.core.roles import Permission, Role
from amends.kernel.context import Actor, ActorKind, Context, Placed, placed
from amends.queries.access import PersonAccess, person_access

ENTRYPOINT = "demonstration"


class Chance:
    """Bytes as random as they must be, never twice the same, and the same in every demonstration."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def __call__(self, count: int) -> bytes:
        """The next `count` bytes."""
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(count)


@dataclass
class Cast:
    """Who acts. `people` are user ids by the keys of group.yaml."""

    people: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # their keys by the names that people read
    chance: Chance = field(default_factory=lambda: Chance("kintsu"))
    _known: dict[int, PersonAccess] = field(default_factory=dict)

    def colleague(self, key: str, at: datetime) -> Context:
        """One colleague at `at`, with everything their placements give them."""
        return self.user(self.people[key], at)

    def named(self, name: str, at: datetime) -> Context:
        """The colleague of that name at `at`."""
        return self.colleague(self.names[name], at)

    def user(self, user_id: int, at: datetime) -> Context:
        """The colleague with that id at `at`."""
        known = self._known.get(user_id) or person_access(user_id, now=at)
        if known is None:
            raise LookupError(f"no colleague {user_id}: a defect of the demonstration")
        self._known[user_id] = known
        actor = Actor(ActorKind.PERSON, user_id)
        return Context(actor, known.placements, at, ENTRYPOINT, self.chance)

    def customer(self, customer_id: int, unit_id: int, at: datetime) -> Context:
        """A customer behind their link at `at`."""
        role = placed(Role.CUSTOMER, frozenset({unit_id}))
        return Context(Actor(ActorKind.CUSTOMER, customer_id), (role,), at, ENTRYPOINT, self.chance)

    def source(self, source_id: int, at: datetime) -> Context:
        """A registered program at `at`, which may send events and nothing else."""
        sends = Placed(Role.PROGRAM, None, frozenset({Permission.SEND_EVENTS}))
        return Context(Actor(ActorKind.SOURCE, source_id), (sends,), at, ENTRYPOINT, self.chance)

    def house(self, at: datetime, *also: Role) -> Context:
        """The installation itself at `at`, with further roles where it is being set up."""
        roles = tuple(placed(role, None) for role in (Role.SYSTEM, *also))
        return Context(Actor(ActorKind.SYSTEM), roles, at, ENTRYPOINT, self.chance)
