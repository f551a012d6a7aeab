"""Work that cannot be one transaction: it leaves the house, or it goes through many rows one by one.

An errand claims in one transaction, calls the network outside any, and records in another, so that neither a slow
mail server holds a lock nor a rolled-back row has already been sent. A sweep takes what is due, each row in a
transaction of its own, so that one that cannot be done does not hold up the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction

from amends.core.roles import Permission
from amends.kernel.command import REGISTRY, CommandEntry
from amends.kernel.context import Context

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

logger = logging.getLogger(__name__)


def errand(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Context, P], R]], Callable[Concatenate[Context, P], R]]:
    """Make a function an errand or a sweep: like `@command`, but it opens its transactions itself.

    It takes no idempotency key: what it does is guarded by the claims it takes.
    """

    def decorate(function: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
        name = function.__name__
        REGISTRY[name] = CommandEntry(name, permission, function)

        @wraps(function)
        def run(ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
            ctx.require(permission)
            return function(ctx, *args, **kwargs)

        return run

    return decorate


def leave_the_house() -> None:
    """Call this directly before the network: it fails inside a transaction, where a wait would hold locks."""
    assert not connection.in_atomic_block, "the network is never touched inside a transaction"


def one_by_one(items: Iterable[T], act: Callable[[T], R | None]) -> tuple[R, ...]:
    """`act` on each item in a transaction of its own; the answers that are not None.

    Whatever one of them raises is logged and rolls back that one alone. The item stays due, and the next sweep
    tries it again: nothing is skipped for good because of a defect.
    """
    answers = []
    for item in items:
        try:
            with transaction.atomic():
                answer = act(item)
        except Exception:  # a defect in one case must not stop the clocks of all others
            logger.exception("one of the due things could not be done", extra={"item": repr(item)})
            continue
        if answer is not None:
            answers.append(answer)
    return tuple(answers)
