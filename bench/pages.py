"""How long the two pages take at which a guest stands waiting: the page to log on, and the page of a case with its
envelope, asked for by a signed-in colleague through the whole list of middleware.

Four browsers ask without a pause, beside that one who has the server for themselves.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator

import django

from bench.ground import ground, percentile
from bench.load import Measured, closed_load
from bench.web import web_server

CASES, CLIENTS, SECONDS, AIM_MS = 500, 4, 8, 150


def sign_in(user_id: int) -> str:
    """A session of that colleague, as signing in makes it: the value of the cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from amends.apps.staff.models import User

    session = SessionStore()
    session[SESSION_KEY] = str(user_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = User.objects.get(id=user_id).get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def requests(paths: list[str], cookie: str) -> Iterator[bytes]:
    """One page after the other, round and round."""
    for path in itertools.cycle(paths):
        yield f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()


def say(name: str, measured: Measured, clients: int) -> None:
    """One line a page."""
    assert set(measured.statuses) == {200}, measured.statuses
    p50, p95 = (percentile(measured.latencies, share) * 1000 for share in (0.50, 0.95))
    verdict = "meets the aim" if p95 < AIM_MS else "MISSES THE AIM"
    print(
        f"{name}, {clients} at once: {measured.per_second:,.0f}/s, p50 {p50:.1f} ms, p95 {p95:.1f} ms "
        f"(aim: below {AIM_MS} ms): {verdict}"
    )


def main() -> None:
    """Measure both pages, and say it."""
    with ground() as place:

        def made_by(*command: str) -> str:
            arguments = [sys.executable, "-m", *command]
            return subprocess.run(
                arguments, env=place.environment, capture_output=True, text=True, check=True
            ).stdout

        made_by("django", "collectstatic", "--no-input")
        filled = json.loads(made_by("bench.givings", "fill", str(CASES)))
        cookie = made_by("bench.pages", "sign-in", str(filled["user_id"])).strip()
        pages = {"log page": ["/log"], "case page": [f"/cases/{ref}" for ref in filled["refs"]]}
        with web_server(place) as port:
            for name, paths in pages.items():
                asked = requests(paths, cookie)
                closed_load(port, asked, connections=CLIENTS, seconds=2)  # warm
                for clients in (1, CLIENTS):
                    say(name, closed_load(port, asked, connections=clients, seconds=SECONDS), clients)


if __name__ == "__main__":
    if sys.argv[1:2] == ["sign-in"]:
        django.setup()
        print(sign_in(int(sys.argv[2])))
    else:
        main()
