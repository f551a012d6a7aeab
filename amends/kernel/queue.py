"""The job queue: defers a job with the rows it belongs to, and runs jobs. The one file that knows procrastinate.

A job is a wake-up, not a record: what must happen stands in our own tables with its due time, and a job (or the
next periodic sweep) goes and looks. So a job that is lost or runs twice changes nothing but the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import OperationalError, connection, transaction
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition

STALLED_SECONDS = 30
"""A worker that has not been heard of for so long is taken for dead."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker runs under `name`. With `every` (cron, seconds as a sixth field) it also runs by itself.

    `run` takes the arguments given to `defer`, by keyword; periodic runs come without any.
    """

    name: str
    run: Callable[..., object]
    every: str | None = None


def defer(name: str, /, *, at: datetime | None = None, **arguments: Any) -> None:
    """Let a worker run the job `name` once this transaction has committed, not before `at` if given.

    `arguments` are JSON and hold ids only, never words or anything that can be spent or opened.
    """
    assert connection.in_atomic_block, "a job commits together with the rows it is about"
    waiting = _WAITING.get()
    if waiting is not None and at is None and not arguments:
        waiting.add(name)
        return
    try:
        app.configure_task(name, schedule_at=at).defer(**arguments)
    except ConnectorException as failed:
        # The library hides what Django would have raised: a database that went away is said as such everywhere.
        if isinstance(failed.__cause__, psycopg.OperationalError | psycopg.InterfaceError):
            raise OperationalError(str(failed.__cause__)) from failed
        raise


_WAITING: ContextVar[set[str] | None] = ContextVar("waiting", default=None)


@contextmanager
def waking_together() -> Iterator[None]:
    """What many transactions in a row defer (to be done at once, without arguments) becomes one job at the end.

    For a sweep that goes through many rows: keep the block well under a second. A sweep that dies before its end leaves
    the rows to the periodic run of the same job.
    """
    waiting: set[str] = set()
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
    if waiting:
        with transaction.atomic():
            for name in sorted(waiting):
                defer(name)


def run_worker(
    jobs: Iterable[Job],
    *,
    name: str,
    concurrency: int = 4,
    until_idle: bool = False,
) -> None:
    """Run jobs until SIGTERM or SIGINT, then finish those in hand; with `until_idle`, only until none is left.

    A waiting worker is woken by the database (`LISTEN`), on `AMENDS_DIRECT_DATABASE_URL` where a pooler is in
    front; besides it looks every five seconds.
    """
    worker_app = DjangoApp(connector=_worker_connector())
    for job in jobs:
        _add(worker_app, job)
    worker_app.run_worker(
        name=name,
        concurrency=concurrency,
        wait=not until_idle,
        listen_notify=not until_idle,
        install_signal_handlers=not until_idle,
        delete_jobs=DeleteJobCondition.SUCCESSFUL,
        shutdown_graceful_timeout=10,
        stalled_worker_timeout=STALLED_SECONDS,
    )


def take_up_again(*, keep_failed_hours: int = 72) -> int:
    """Put jobs that a dead worker had in hand back into the queue; drop old failed ones. How many were put back."""
    return async_to_sync(_take_up_again)(keep_failed_hours)


async def _take_up_again(keep_failed_hours: int) -> int:
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        await app.job_manager.retry_job(job)
    await app.job_manager.delete_old_jobs(
        nb_hours=keep_failed_hours, include_failed=True, include_cancelled=True, include_aborted=True
    )
    return len(stalled)


def _worker_connector() -> PsycopgConnector:
    direct: str | None = settings.AMENDS_DIRECT_DATABASE_URL
    pool: dict[str, Any] = {"min_size": 1, "max_size": 4}
    if direct:
        return PsycopgConnector(conninfo=direct, **pool)
    return PsycopgConnector(kwargs=connector_params("default"), **pool)


def _add(worker_app: DjangoApp, job: Job) -> None:
    def run(timestamp: int | None = None, **arguments: Any) -> None:
        """Periodic runs get the second they were due at, which nothing of ours needs."""
        job.run(**arguments)

    # One waiting run of a sweep is enough: it does everything that is due by then.
    lock = f"sweep:{job.name}" if job.every else None
    task = worker_app.task(name=job.name)(run)
    if job.every:
        worker_app.periodic(cron=job.every, periodic_id="sweep", queueing_lock=lock)(task)
