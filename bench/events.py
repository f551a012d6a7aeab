"""Events a second from HTTP to the queued letter: received, a case opened and judged, a gesture given from five nested
budgets without a person, its letter written. Beside it pgbench, which writes as many rows of the same width.

pgbench gets a mirror of every table that the run wrote to: rows as wide as ours were on average, a primary key, and
as many further indexes as ours has. It reads nothing, knows no rules and waits for no lock.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.ground import Ground, ground, pgbench, say_ratio
from bench.web import web_server

EVENTS, BATCH, WORKERS, WARM = 1_200, 50, 2, 60
_WRITTEN = """
    SELECT s.relname, s.n_tup_ins, s.n_tup_upd, (SELECT count(*) FROM pg_index i WHERE i.indrelid = s.relid) - 1
    FROM pg_stat_user_tables s WHERE s.n_tup_ins > 0 ORDER BY s.relname
"""
_TOLD = """
    SELECT count(DISTINCT case_id) FROM conversations_message
    WHERE audience = 'customer' AND direction = 'out' AND stage = 'FINAL'
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What one event wrote to a table on average: rows made and changed, their width in bytes, further indexes."""

    table: str
    made: float
    changed: float
    width: int
    indexes: int


def asked(sql: str) -> list[Any]:
    """The rows of one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@contextmanager
def workers(place: Ground) -> Iterator[None]:
    """The product's own workers, whose letters wait until tomorrow's mail server."""
    environment = place.environment | {"AMENDS_SMTP_URL": "smtp://127.0.0.1:9"}
    command = [sys.executable, "-m", "amends.entrypoints.jobs"]
    children = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(WORKERS)]
    try:
        yield
    finally:
        for child in children:
            child.kill()  # everything was counted; nobody waits for letters that no server takes
        for child in children:
            child.wait()


def send(port: int, token: str, first: int, count: int) -> None:
    """So many events, each of another guest, in batches."""
    for start in range(first, first + count, BATCH):
        batch = [
            {
                "specversion": "1.0",
                "id": f"e-{number}",
                "source": "/kitchen",
                "type": "house.alarm.rang",
                "data": {
                    "hours": 1,
                    "email": f"{number}@example.org",
                    "name": "Ada Lindqvist",
                    "unit": "team",
                },
            }
            for number in range(start, min(start + BATCH, first + count))
        ]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/events?source=kitchen",
            data=json.dumps(batch).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/cloudevents-batch+json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            statuses = {each["status"] for each in json.load(answer)["events"]}
        assert statuses == {"accepted"}, statuses


def wait_for_letters(wanted: int) -> None:
    """Until the letter that says what is given is queued in so many cases, however many letters each of them has."""
    ends = time.monotonic() + 300
    while asked(_TOLD)[0][0] < wanted:
        assert time.monotonic() < ends, "the workers did not get there"
        time.sleep(0.05)


def measured(place: Ground, token: str) -> tuple[float, list[Written]]:
    """Events a second, and what each of them wrote."""
    with web_server(place) as port, workers(place):
        send(port, token, 0, WARM)
        wait_for_letters(WARM)
        before = counted()
        begun = time.perf_counter()
        send(port, token, WARM, EVENTS)
        wait_for_letters(WARM + EVENTS)
        seconds = time.perf_counter() - begun
        time.sleep(1.5)  # the statistics of the last transactions
        after = counted()
    return EVENTS / seconds, [
        Written(
            table,
            (made - before.get(table, (0, 0, 0))[0]) / EVENTS,
            (changed - before.get(table, (0, 0, 0))[1]) / EVENTS,
            int(asked(f"SELECT coalesce(avg(pg_column_size(t.*)), 40) FROM {table} t")[0][0]),  # noqa: S608
            indexes,
        )
        for table, (made, changed, indexes) in after.items()
        if made > before.get(table, (0, 0, 0))[0]
    ]


def counted() -> dict[str, tuple[int, int, int]]:
    """Rows made and changed so far, and further indexes, by table."""
    return {table: (made, changed, indexes) for table, made, changed, indexes in asked(_WRITTEN)}


def limit(place: Ground, written: list[Written]) -> float:
    """What PostgreSQL does at most with as many rows of the same width."""
    lines = ["\\set n random(1, 1000000000)", "\\set k random(1, 500)", "BEGIN;"]
    for part in written:
        columns = [f"i{number} bigint" for number in range(part.indexes)]
        made = ", ".join(["id bigserial PRIMARY KEY", *columns, "body text"])
        asked_for = f"CREATE TABLE mirror_{part.table} ({made})"
        execute(asked_for)
        for number in range(part.indexes):
            execute(f"CREATE INDEX ON mirror_{part.table} (i{number})")
        text = f"repeat('x', {max(1, part.width - 8 * part.indexes - 32)})"
        values = ", ".join([*[":n"] * part.indexes, text])
        names = ", ".join([*(f"i{number}" for number in range(part.indexes)), "body"])
        insert = f"INSERT INTO mirror_{part.table} ({names}) VALUES ({values});"  # noqa: S608 - our own names
        change = f"UPDATE mirror_{part.table} SET body = {text} WHERE id = :k;"  # noqa: S608
        lines += [insert] * round(part.made) + [change] * round(part.changed)
    return pgbench(place, "\n".join([*lines, "COMMIT;"]), clients=WORKERS, seconds=8).per_second


def execute(sql: str) -> None:
    """Run one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def main() -> None:
    """Measure, and say it in one line."""
    with ground() as place:
        made = subprocess.run(
            [sys.executable, "-m", "bench.kitchen"], env=place.environment, capture_output=True, check=True
        )
        rate, written = measured(place, json.loads(made.stdout)["token"])
        most = limit(place, written)
    rows = sum(part.made for part in written)
    print(f"one event writes {rows:.0f} rows in {len(written)} tables")
    say_ratio("events from HTTP to the queued letter", rate, most, floor=0.05, aim=0.10)


if __name__ == "__main__":
    main()
