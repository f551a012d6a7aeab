"""Work on several columns or stretches of them at the same time: the libraries beneath do not hold Python meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import polars as pl

R = TypeVar("R")

STRETCH = 1 << 16
"""So many cases are worked on at once: they stay in the processor's cache."""


def side_by_side(work: Callable[..., R], *arguments: Sequence[Any], height: int) -> list[R]:
    """`list(map(work, *arguments))`; on several threads, one a core, where there are more cases than a stretch."""
    if height <= STRETCH:
        return list(map(work, *arguments))
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        return list(threads.map(work, *arguments))
