"""When a message that could not be handed over is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

ATTEMPTS_MAX = 10
"""With the waits below the last attempt comes about a day after the first."""

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=8)


def try_again_at(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed ones (1 or more); None when it is time to tell a person.

    Each wait is three times the one before: 30 s, 1.5 min, 4.5 min, 13.5 min, 40 min, 2 h, 6 h, 8 h, 8 h.
    """
    if attempts >= ATTEMPTS_MAX:
        return None
    wait: timedelta = _FIRST_WAIT * int(3 ** (attempts - 1))
    return now + min(wait, _LONGEST_WAIT)
