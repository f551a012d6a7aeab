"""The product with one of its guards taken away, to show that a race would be seen: its SQL is rewritten on its way to
the database, in the thread that asks for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

_HEAD_START_SECONDS = (
    0.05  # after a rewritten statement, so that the others come as far before anybody goes on
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Statements on `table` that hold `words` say `instead` in their place."""

    table: str
    words: str
    instead: str = ""


@contextmanager
def mutated(*rewrites: Rewritten) -> Iterator[list[str]]:
    """This thread's connection with its statements rewritten; yields what was sent in other words."""
    sent: list[str] = []

    def rewrite(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        changed = sql
        for one in rewrites:
            if f'"{one.table}"' in changed:
                changed = changed.replace(one.words, one.instead)
        answer = execute(changed, params, many, context)
        if changed != sql:
            sent.append(changed)
            time.sleep(_HEAD_START_SECONDS)
        return answer

    with connection.execute_wrapper(rewrite):
        yield sent
