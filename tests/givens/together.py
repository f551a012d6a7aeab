"""Runs the same act from many threads at once, each with a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections, transaction

from amends.core.refusal import Refusal


def together(act: Callable[[int, int], object], *, threads: int, each: int = 1) -> Counter[str]:
    """Call `act(thread, turn)` in a transaction, `each` times in every thread, all starting at once.

    Counts how they ended: "done", the code of a refusal, or "defect: ..." for anything else.
    """
    start = Barrier(threads)

    def run(thread: int) -> Counter[str]:
        ended: Counter[str] = Counter()
        try:
            connections["default"].ensure_connection()
            start.wait(timeout=60)
            for turn in range(each):
                ended[_end_of(act, thread, turn)] += 1
        finally:
            connections.close_all()
        return ended

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(run, range(threads)), Counter())


def _end_of(act: Callable[[int, int], object], thread: int, turn: int) -> str:
    try:
        with transaction.atomic():
            act(thread, turn)
    except Refusal as refusal:
        return refusal.code
    except Exception as defect:
        return f"defect: {type(defect).__name__}"
    return "done"


def without_transaction(act: Callable[[int, int], None], *, threads: int) -> Counter[str]:
    """As `together`, for what opens its transactions itself."""

    def run(thread: int) -> str:
        try:
            act(thread, 0)
        except Exception as defect:
            return f"defect: {type(defect).__name__}"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(run, range(threads)))
