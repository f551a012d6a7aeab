"""The shape of a way out: what is handed over, how it is refused, and a double that only writes down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class TransportError(Exception):
    """It was not handed over. `permanent` says that trying again is of no use; `problem` is for colleagues to read."""

    def __init__(self, problem: str, *, permanent: bool) -> None:
        self.problem = problem
        self.permanent = permanent
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to go. It may hold voucher codes and links, so it is never stored or logged."""

    message_id: str  # with its angle brackets; the same at every attempt
    to_address: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    language: str
    references: tuple[str, ...] = ()  # Message-IDs of the thread, oldest first
    automatic: bool = False  # nobody wrote it at this moment, so no out-of-office answer is wanted


Send = Callable[[Parcel], None]
"""Hands one parcel over, or raises `TransportError`. Returning means that the other side has taken it."""


class Transport(Protocol):
    """A way out. One session serves a whole batch, over one connection where the channel has such a thing."""

    def session(self) -> AbstractContextManager[Send]:
        """Open the way; a session that cannot be opened says so at its first parcel."""
        ...


@dataclass(slots=True)
class Recorder:
    """A way out that ends here: keeps what it was given. `refuse` may raise `TransportError` for a parcel."""

    taken: list[Parcel] = field(default_factory=list)
    refuse: Callable[[Parcel], None] = lambda parcel: None
    sessions: int = 0

    @contextmanager
    def session(self) -> Iterator[Send]:
        """Count the session, and write down what goes through it."""
        self.sessions += 1
        yield self._take

    def _take(self, parcel: Parcel) -> None:
        self.refuse(parcel)
        self.taken.append(parcel)
