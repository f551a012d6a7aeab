"""Stops whoever guesses: counts codes that were not ours, and refuses all of theirs once there were too many.

Right codes cost nothing: what is counted in PostgreSQL is each wrong one, and each web process remembers who
is blocked. A process that has not met somebody blocked elsewhere learns it at their next wrong code, so the
limit is overrun by at most one guess per web process.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from amends.kernel.context import Context
from amends.kernel.throttle import TooManyAttempts, take

LIMIT = 20
WINDOW_SECONDS = 600

_lock = threading.Lock()
_blocked: dict[str, datetime] = {}


def require_unblocked(ctx: Context) -> None:
    """Raise `TooManyAttempts` while this actor is blocked; ask before any code is looked at."""
    who = str(ctx.actor)
    with _lock:
        until = _blocked.get(who)
        if until is not None and until <= ctx.now:
            del _blocked[who]
            until = None
    if until is not None:
        raise TooManyAttempts(retry_after=max(1, int((until - ctx.now).total_seconds())))


def count_wrong(ctx: Context) -> None:
    """Count one code that was not ours; raises `TooManyAttempts` beyond `LIMIT` in `WINDOW_SECONDS`."""
    who = str(ctx.actor)
    try:
        take("wrong_code", who, now=ctx.now, limit=LIMIT, window_seconds=WINDOW_SECONDS)
    except TooManyAttempts as refusal:
        seconds = int(str(refusal.params["retry_after"]))
        with _lock:
            _blocked[who] = ctx.now + timedelta(seconds=seconds)
        raise
