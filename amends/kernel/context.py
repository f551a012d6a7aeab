"""Who acts, what they may, where, and when: what an entry point builds and every command and query receives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from amends.core.refusal import Kind, Refusal
from amends.core.roles import LEVEL, PERMISSIONS, Permission, Role
from amends.core.text import gettext_noop


class NotPermitted(Refusal):
    """The actor's roles do not include what the command or query asks for, here or anywhere."""

    code = "not_permitted"
    kind = Kind.FORBIDDEN
    message = gettext_noop("Your role does not include this here. A colleague with the right role can do it.")


class ActorKind(StrEnum):
    """What sort of actor it is; written on every row and journal entry."""

    PERSON = "person"
    PROGRAM = "program"
    SOURCE = "source"  # a registered source of events
    CUSTOMER = "customer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor: `id` is the user's, token's, source's or customer's id by `kind`; the system has none."""

    kind: ActorKind
    id: int | None = None

    def __str__(self) -> str:
        return self.kind.value if self.id is None else f"{self.kind.value}:{self.id}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The units in which something holds; `unit_ids` None means the whole organisation."""

    unit_ids: frozenset[int] | None = frozenset()
    restricted: bool = False  # may see restricted (sensitive) cases

    def covers(self, unit_id: int) -> bool:
        """Whether `unit_id` lies in the scope."""
        return self.unit_ids is None or unit_id in self.unit_ids


@dataclass(frozen=True, slots=True)
class Placed:
    """One role held over a subtree of units (None: everywhere), with what it may there."""

    role: Role
    unit_ids: frozenset[int] | None
    permissions: frozenset[Permission]


def placed(role: Role, unit_ids: frozenset[int] | None) -> Placed:
    """The placement of `role` over `unit_ids` with everything the role matrix gives it."""
    return Placed(role, unit_ids, PERMISSIONS[role])


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a command may not read by itself: actor, rights, time, chance and the caller's idempotency key.

    `now` is aware UTC, read once at the edge; `random` gives n random bytes. With both fixed, a command replays.
    """

    actor: Actor
    placements: tuple[Placed, ...]
    now: datetime
    entrypoint: str
    random: Callable[[int], bytes]
    idempotency_key: str | None = None
    restricted: bool = False
    grant_minor: int | None = None  # a program's own cap per case, narrows only

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """Whether the actor has `permission` at `unit_id`, or anywhere when no unit is named."""
        return any(
            permission in place.permissions
            and (unit_id is None or place.unit_ids is None or unit_id in place.unit_ids)
            for place in self.placements
        )

    def require(self, permission: Permission, unit_id: int | None = None) -> None:
        """Raise `NotPermitted` unless `may`."""
        if not self.may(permission, unit_id):
            raise NotPermitted(permission=permission.value)

    def scope(self, permission: Permission) -> Scope:
        """Every unit in which the actor has `permission`; queries filter by it."""
        units: set[int] = set()
        for place in self.placements:
            if permission in place.permissions:
                if place.unit_ids is None:
                    return Scope(None, self.restricted)
                units |= place.unit_ids
        return Scope(frozenset(units), self.restricted)

    def role_at(self, unit_id: int) -> Role | None:
        """The role with the highest authority that the actor holds at `unit_id`."""
        roles = [p.role for p in self.placements if p.unit_ids is None or unit_id in p.unit_ids]
        return max(roles, key=lambda role: LEVEL.get(role, -1), default=None)

    def roles_with(self, permission: Permission, unit_id: int) -> frozenset[Role]:
        """The roles by which the actor has `permission` at `unit_id`."""
        return frozenset(
            place.role
            for place in self.placements
            if permission in place.permissions and (place.unit_ids is None or unit_id in place.unit_ids)
        )

    def without_key(self) -> Context:
        """The same context without its idempotency key, for a second command in one request."""
        return replace(self, idempotency_key=None)

    @property
    def user_id(self) -> int | None:
        """The acting colleague's user id, where a person acts."""
        return self.actor.id if self.actor.kind is ActorKind.PERSON else None
