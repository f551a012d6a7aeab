"""What changes seldom is read once for many acts: a unit, who leads there, a text, the policy of a moment.

A sweep that acts on many things one after the other reads the same few rows for each. Within `reading_once` a function
under `@read_once` asks the database once for equal arguments; outside it, always. A policy is asked for by its moment,
so each act asks anew. What is left in a budget, where a case stands or what was given is never read so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_HELD: ContextVar[dict[Any, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Until the end of the block, what is marked `@read_once` is read once; keep the block as short as a second."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def read_once(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a reading of frozen records by plain arguments; what it raises is not kept."""

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        held = _HELD.get()
        if held is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in held:
            held[key] = function(*args, **kwargs)
        found: R = held[key]
        return found

    return read
