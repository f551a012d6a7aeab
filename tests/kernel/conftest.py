"""What the kernel's tests share: an actor of the house, and one command that exists for these tests alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission, Role
from amends.kernel import command as commands
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.kernel.journal import record

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class NoteRefused(Refusal):
    """The test command was asked to refuse."""

    code = "note_refused"
    kind = Kind.CONFLICT
    message = "Not now."


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """The test command's answer."""

    stream: str
    count: int
    at: datetime


TakeNote = Callable[..., NoteTaken]


@pytest.fixture
def ctx() -> Context:
    """The installation itself, at noon, with chance that is none."""
    return Context(
        Actor(ActorKind.SYSTEM), (placed(Role.SYSTEM, None),), NOON, "test", lambda n: bytes(range(n))
    )


@pytest.fixture
def take_note() -> Iterator[TakeNote]:
    """A command that writes one journal entry, and refuses when told to."""

    @commands.command(Permission.SWEEP)
    def take_note(ctx: Context, *, stream: str, count: int, refuse: bool = False) -> NoteTaken:
        record(ctx, stream, "note.taken", {"count": count})
        if refuse:
            raise NoteRefused
        return NoteTaken(stream, count, ctx.now)

    yield take_note
    del commands.REGISTRY["take_note"]
