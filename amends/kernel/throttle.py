"""Counts attempts per subject and window in one statement; the entry points ask it outside any command."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.keys import current_key_id, derive


class TooManyAttempts(Refusal):
    """The subject used up its attempts in the present window."""

    code = "too_many_attempts"
    kind = Kind.THROTTLED
    message = gettext_noop("That was tried too often. Try again in %(retry_after)s seconds.")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after one attempt: for rate-limit headers."""

    limit: int
    remaining: int
    reset_seconds: int


_TAKE = """
    INSERT INTO kernel_throttlewindow AS w (subject, window_started_at, taken) VALUES (%(subject)s, %(now)s, 1)
    ON CONFLICT (subject) DO UPDATE SET
        taken = CASE WHEN w.window_started_at <= %(start)s THEN 1 ELSE w.taken + 1 END,
        window_started_at = CASE WHEN w.window_started_at <= %(start)s THEN %(now)s ELSE w.window_started_at END
    RETURNING window_started_at, taken
"""


def take(purpose: str, who: str, *, now: datetime, limit: int, window_seconds: int) -> Allowance:
    """Count one attempt of `who` at `purpose`; raises `TooManyAttempts` beyond `limit` in `window_seconds`.

    `who` (an address, a token id) is kept only as a keyed hash.
    """
    key = derive("throttle", current_key_id())
    subject = purpose + ":" + hmac.new(key, who.encode(), hashlib.sha256).hexdigest()[:40]
    window = timedelta(seconds=window_seconds)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"subject": subject, "now": now, "start": now - window})
        started_at, taken = cursor.fetchone()
    reset_seconds = max(1, int((started_at + window - now).total_seconds()))
    if taken > limit:
        raise TooManyAttempts(retry_after=reset_seconds)
    return Allowance(limit=limit, remaining=limit - taken, reset_seconds=reset_seconds)
