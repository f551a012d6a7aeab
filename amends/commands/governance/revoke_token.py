"""A program's token opens nothing from now on."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.staff import store as staff
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class TokenUnknown(Refusal):
    """No living token has that number."""

    code = "token_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("That token has ended already, or never was.")


@dataclass(frozen=True, slots=True)
class TokenRevoked:
    """Which token ended."""

    token_id: int


@command(Permission.MANAGE_TOKENS)
def revoke_token(ctx: Context, *, token_id: int) -> TokenRevoked:
    """End a token; every web process refuses it within five seconds. Raises `TokenUnknown`."""
    if not staff.revoke_token(ctx, token_id):
        raise TokenUnknown(field="token")
    record(ctx, "staff", "token.revoked", {"token_id": token_id})
    return TokenRevoked(token_id)
