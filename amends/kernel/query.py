"""What every query has in common: permission, and a frozen answer made of reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction

from amends.core.roles import Permission
from amends.kernel.context import Context

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class QueryEntry:
    """One registered query: its name, the permission it needs and the undecorated function."""

    name: str
    permission: Permission
    function: Callable[..., Any]


REGISTRY: dict[str, QueryEntry] = {}


def query(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Context, P], R]], Callable[Concatenate[Context, P], R]]:
    """Make a function a query: refused without `permission`; it filters by `ctx.scope(permission)` itself."""

    def decorate(function: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
        REGISTRY[function.__name__] = QueryEntry(function.__name__, permission, function)

        @wraps(function)
        def run(ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
            ctx.require(permission)
            return function(ctx, *args, **kwargs)

        return run

    return decorate


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in the block is as it was at one moment, whatever is written meanwhile; nothing can be written.

    For proofs that compare tables with each other while the house is at work. Inside a transaction that has begun
    already it is that one's moment which counts, and nothing is promised about it.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
