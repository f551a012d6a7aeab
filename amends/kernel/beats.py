"""Signs of life of the workers, so that a doctor sees whether anybody is at work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

KEPT = timedelta(hours=1)


def beat(worker: str, now: datetime) -> None:
    """`worker` lives; those not heard of for an hour are forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_workerbeat (worker, at) VALUES (%s, %s) "
            "ON CONFLICT (worker) DO UPDATE SET at = excluded.at",
            [worker[:80], now],
        )
        cursor.execute("DELETE FROM kernel_workerbeat WHERE at < %s", [now - KEPT])


def stop_beating(worker: str) -> None:
    """`worker` ended as it should."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_workerbeat WHERE worker = %s", [worker[:80]])
