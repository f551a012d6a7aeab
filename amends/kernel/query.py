"""What every query has in common: permission, and a frozen answer made of reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

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
