"""How many requests a token may make: a fixed window per web process, so that no shared row becomes a
bottleneck.

The headers follow the IETF draft `draft-ietf-httpapi-ratelimit-headers` in its widely used form
(`RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`), and `Retry-After` comes with a 429.
"""

from __future__ import annotations

import threading
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from amends.kernel.throttle import Allowance, TooManyAttempts


class Limits:
    """Counts per token or source in windows of `window_seconds`; safe between threads."""

    def __init__(self, window_seconds: int = 60) -> None:
        self.window_seconds = window_seconds
        self._windows: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def take(self, caller: str, now: datetime) -> Allowance:
        """Count one request of `caller` (an actor).

        Raises `TooManyAttempts` beyond `AMENDS_API_REQUESTS_PER_MINUTE` for this process.
        """
        limit = int(settings.AMENDS_API_REQUESTS_PER_MINUTE)
        second = int(now.timestamp())
        window = second // self.window_seconds
        reset_seconds = (window + 1) * self.window_seconds - second
        with self._lock:
            known_window, taken = self._windows.get(caller, (window, 0))
            taken = taken + 1 if known_window == window else 1
            self._windows[caller] = (window, taken)
        if taken > limit:
            raise TooManyAttempts(retry_after=reset_seconds)
        return Allowance(limit=limit, remaining=limit - taken, reset_seconds=reset_seconds)


LIMITS = Limits()


def add_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say on every answer to a token what it has left."""
    allowance = getattr(request, "allowance", None)
    if allowance is not None:
        response["RateLimit-Limit"] = str(allowance.limit)
        response["RateLimit-Remaining"] = str(allowance.remaining)
        response["RateLimit-Reset"] = str(allowance.reset_seconds)
    return response
