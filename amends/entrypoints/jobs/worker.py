"""Runs one worker: its jobs, and its sign of life beside them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from amends.entrypoints.common.context import read_clock
from amends.entrypoints.jobs.registry import jobs
from amends.kernel import beats
from amends.kernel.queue import run_worker

BEAT_SECONDS = 10

logger = logging.getLogger(__name__)


def work(worker: str, *, until_idle: bool = False) -> None:
    """Run everything in the registry until SIGTERM, or with `until_idle` until nothing is left to do."""
    with _heart(worker):
        run_worker(jobs(worker), name=worker, until_idle=until_idle)


@contextmanager
def _heart(worker: str) -> Iterator[None]:
    """Beat every ten seconds in a thread of its own; a missed beat is logged, and the work goes on."""
    stop = threading.Event()

    def keep_beating() -> None:
        while True:
            try:
                beats.beat(worker, read_clock())
            except Exception:  # the database may be away for a moment
                logger.exception("no sign of life could be written")
            connection.close()
            if stop.wait(BEAT_SECONDS):
                break
        try:
            beats.stop_beating(worker)
        finally:
            connection.close()

    heart = threading.Thread(target=keep_beating, name="heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        stop.set()
        heart.join(timeout=5)
