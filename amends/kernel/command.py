"""What every command has in common: permission, one transaction, idempotency by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

from django.db import transaction

from amends.core.roles import Permission
from amends.kernel import idempotency
from amends.kernel.context import Context

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One registered command: its name, the permission it needs and the undecorated function."""

    name: str
    permission: Permission
    function: Callable[..., Any]
    permissions: tuple[Permission, ...] = ()  # any one of these lets in; the first is `permission`


REGISTRY: dict[str, CommandEntry] = {}


def command(
    permission: Permission,
    *instead: Permission,
) -> Callable[[Callable[Concatenate[Context, P], R]], Callable[Concatenate[Context, P], R]]:
    """Make a function a command: `def verb_noun(ctx, *, ...) -> NounPast`.

    The wrapper refuses an actor who has neither `permission` nor any given `instead` of it anywhere
    (`NotPermitted`): a customer answers their own offer, a colleague records the answer they were told. Where the
    permission must hold at one unit, the command itself calls `ctx.require(permission, unit_id)` once it knows the
    unit. The wrapper opens the one transaction, and with `ctx.idempotency_key` a repeated call with equal arguments
    gets the first answer back.
    """

    def decorate(function: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
        name = function.__name__
        REGISTRY[name] = CommandEntry(name, permission, function, (permission, *instead))

        @wraps(function)
        def run(ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not any(ctx.may(other) for other in instead):
                ctx.require(permission)
            with transaction.atomic():
                if ctx.idempotency_key is None:
                    return function(ctx, *args, **kwargs)
                return _once(ctx, function, kwargs)

        return run

    return decorate


def _once(ctx: Context, function: Callable[..., R], kwargs: Mapping[str, Any]) -> R:
    row_id, known = idempotency.claim(ctx, function.__name__, kwargs)
    if row_id is None:
        answer_type = get_type_hints(function)["return"]
        return idempotency.recall(answer_type, known)  # type: ignore[no-any-return]
    answer = function(ctx, **kwargs)
    idempotency.remember(row_id, answer)
    return answer
