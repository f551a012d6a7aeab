"""Builds a Context from what an entry point has: a session, a token, a signed link, a job or the shell.

This is the only place below `config` that reads the clock and draws chance.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.queries.access import PersonAccess, ProgramAccess, SourceAccess, access_of, program_access


def read_clock() -> datetime:
    """The present moment, aware UTC."""
    return datetime.now(UTC)


def nobody_context(entrypoint: str) -> Context:
    """Somebody who has not said who they are: may nothing that needs a permission."""
    return Context(Actor(ActorKind.CUSTOMER), (), read_clock(), entrypoint, secrets.token_bytes)


def person_context(access: PersonAccess, entrypoint: str, *, idempotency_key: str | None = None) -> Context:
    """A colleague, with everything their placements give them."""
    return Context(
        actor=Actor(ActorKind.PERSON, access.user_id),
        placements=access.placements,
        now=read_clock(),
        entrypoint=entrypoint,
        random=secrets.token_bytes,
        idempotency_key=idempotency_key,
        restricted=access.restricted,
    )


def program_context(access: ProgramAccess, *, idempotency_key: str | None = None) -> Context:
    """A program, with exactly the scopes and the grant of its token."""
    return Context(
        actor=Actor(ActorKind.PROGRAM, access.token_id),
        placements=access.placements,
        now=read_clock(),
        entrypoint="api",
        random=secrets.token_bytes,
        idempotency_key=idempotency_key,
        grant_minor=access.grant_minor,
    )


def token_context(token: str, *, idempotency_key: str | None = None) -> Context | None:
    """The context of the program that shows `token`, or None for one that is not good."""
    access = program_access(token, now=read_clock())
    return None if access is None else program_context(access, idempotency_key=idempotency_key)


def source_context(access: SourceAccess, *, idempotency_key: str | None = None) -> Context:
    """A registered source of events, which may send them and nothing else."""
    return Context(
        actor=Actor(ActorKind.SOURCE, access.source_id),
        placements=access.placements,
        now=read_clock(),
        entrypoint="api",
        random=secrets.token_bytes,
        idempotency_key=idempotency_key,
    )


def customer_context(customer_id: int, unit_id: int) -> Context:
    """A customer behind a signed link: their own case, their offer and their answer, at one unit."""
    role = placed(Role.CUSTOMER, frozenset({unit_id}))
    return Context(
        Actor(ActorKind.CUSTOMER, customer_id), (role,), read_clock(), "portal", secrets.token_bytes
    )


def system_context(entrypoint: str) -> Context:
    """The installation itself: sweeps, deliveries, and what a public form or an inbound mail sets off."""
    return Context(
        Actor(ActorKind.SYSTEM), (placed(Role.SYSTEM, None),), read_clock(), entrypoint, secrets.token_bytes
    )


def shell_context(*also: Role) -> Context:
    """Whoever runs `amends` in a shell on the machine: they own the data folder, so they are the operator.

    `also` is what one command takes on besides, such as the CX manager's role for publishing a policy.
    """
    roles = tuple(placed(role, None) for role in (Role.OPERATOR, Role.AUDITOR, Role.SYSTEM, *also))
    return Context(Actor(ActorKind.SYSTEM), roles, read_clock(), "cli", secrets.token_bytes)


def context_of(request: HttpRequest) -> Context:
    """The context of a request of the web, as the middleware below put it there."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    return ctx


class ContextMiddleware:
    """Puts `request.ctx` (a Context) and `request.person` (PersonAccess or None) on every request of the web.

    Also activates the colleague's time zone and language, so that templates show times and words as they read them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Build the context, answer, and leave zone and language as they were."""
        access = access_of(request.user, now=read_clock()) if request.user.is_authenticated else None
        request.person = access  # type: ignore[attr-defined]
        request.ctx = nobody_context("web") if access is None else person_context(access, "web")  # type: ignore[attr-defined]
        if access is None:
            return self.get_response(request)
        with (
            timezone.override(_zone(access.timezone)),
            translation.override(access.language or translation.get_language()),
        ):
            return self.get_response(request)


def _zone(name: str) -> ZoneInfo | None:
    """The zone of that name, or None (the installation's) where this machine knows none."""
    try:
        return ZoneInfo(
            name
        )  # keeps what it has read; a list of all zones would be read from the disk each time
    except (KeyError, ValueError, OSError):
        return None
