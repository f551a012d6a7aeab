"""How long the envelope of a case takes over HTTP: facts, past givings, five budgets and every gesture judged.

Four clients ask without a pause, as a desk, an approver and two programs would at the busiest moment.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator

from bench.ground import ground, percentile
from bench.load import closed_load
from bench.web import web_server

CASES, CLIENTS, SECONDS = 500, 4, 6


def requests(refs: list[str], token: str) -> Iterator[bytes]:
    """One case after the other, round and round."""
    for ref in itertools.cycle(refs):
        head = f"GET /api/v1/cases/{ref}/envelope HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
        yield head.encode()


def main() -> None:
    """Measure, and say it in one line."""
    with ground() as place:
        made = subprocess.run(
            [sys.executable, "-m", "bench.givings", "fill", str(CASES)],
            env=place.environment,
            capture_output=True,
            check=True,
        )
        filled = json.loads(made.stdout)
        with web_server(place) as port:
            asked = requests(filled["refs"], filled["token"])
            closed_load(port, asked, connections=CLIENTS, seconds=2)  # warm
            measured = closed_load(port, asked, connections=CLIENTS, seconds=SECONDS)
    assert set(measured.statuses) == {200}, measured.statuses
    p50, p95 = (percentile(measured.latencies, share) * 1000 for share in (0.50, 0.95))
    verdict = "meets the aim" if p95 < 50 else "MISSES THE AIM"
    print(
        f"envelope over HTTP, {CLIENTS} clients: {measured.per_second:,.0f}/s, p50 {p50:.1f} ms, p95 {p95:.1f} ms "
        f"(aim: below 50 ms): {verdict}"
    )


if __name__ == "__main__":
    main()
