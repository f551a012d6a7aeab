"""A program gets an identity: a token with scopes, a unit and a grant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.hearing import NameMissing, one_line
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission, Role, permissions_of_scopes, scopes_of_role
from amends.core.text import gettext_noop
from amends.core.token import make_token, token_hash
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record
from amends.kernel.keys import current_key_id, derive

NAME_MAX = 120


class TokenNotRepeatable(Refusal):
    """Making a token was asked for under an idempotency key, which would have to remember it."""

    code = "token_not_repeatable"
    kind = Kind.INVALID
    message = gettext_noop(
        "A token is shown once and kept nowhere, so making one cannot be repeated under a key."
    )


class ScopesMissing(Refusal):
    """The role brings no scopes of its own, and none were named."""

    code = "scopes_missing"
    kind = Kind.INVALID
    message = gettext_noop("Say what the program may do: name at least one scope.")


class GrantInvalid(Refusal):
    """Less than nothing, or more than any amount."""

    code = "grant_invalid"
    kind = Kind.INVALID
    message = gettext_noop("What a program may give on its own is an amount of 0 or more.")


@dataclass(frozen=True, slots=True)
class TokenCreated:
    """The token itself, to be shown once, and what is kept of it."""

    token: str
    token_id: int
    last_four: str
    scopes: tuple[str, ...]


@command(Permission.MANAGE_TOKENS)
def create_token(
    ctx: Context,
    *,
    name: str,
    role: str,
    unit_code: str | None = None,
    scopes: tuple[str, ...] = (),
    grant_minor: int | None = None,
    expires_at: datetime | None = None,
) -> TokenCreated:
    """Make a token for the program `name` that stands in `role` over a unit (the whole organisation by default).

    Without `scopes` it gets the widest that the role has. `grant_minor` caps what it may give per case on its own.
    Raises `NameMissing`, `TooLong`, `GrantInvalid`, `RoleUnknown`, `ScopeUnknown`, `ScopesMissing`, `UnitUnknown` or
    `TokenNotRepeatable`.
    """
    if ctx.idempotency_key is not None:
        raise TokenNotRepeatable(field="Idempotency-Key")
    called = one_line(name, NAME_MAX, field="name")
    if not called:
        raise NameMissing(field="name")
    if grant_minor is not None and not 0 <= grant_minor < 2**63:
        raise GrantInvalid(field="grant")
    held = _role(role)
    granted = scopes or scopes_of_role(held)
    permissions_of_scopes(granted)
    if not granted:
        raise ScopesMissing(field="scopes")
    unit = units.root() if unit_code is None else units.unit_by_code(unit_code, field="unit")
    ctx.require(Permission.MANAGE_TOKENS, unit.id)
    token, key_id = make_token(ctx.random(25)), current_key_id()
    kept = staff.add_token(
        ctx,
        name=called,
        role=held,
        unit_id=unit.id,
        scopes=tuple(granted),
        grant_minor=grant_minor,
        token_hash=token_hash(derive("api-token", key_id), token),
        key_id=key_id,
        last_four=token[-4:],
        expires_at=expires_at,
    )
    body = {
        "token_id": kept.id,
        "unit_id": unit.id,
        "role": held.value,
        "scopes": list(granted),
        "grant": grant_minor,
    }
    record(ctx, "staff", "token.created", body)
    return TokenCreated(token, kept.id, kept.last_four, tuple(granted))


class TokenRoleUnknown(Refusal):
    """Not a role that a program may stand in."""

    code = "token_role_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no role %(role)s for a program. The roles are: %(known)s.")


def _role(role: str) -> Role:
    known = [
        Role.PROGRAM,
        Role.FRONT_LINE,
        Role.LEAD,
        Role.CX_MANAGER,
        Role.CASHIER,
        Role.FINANCE,
        Role.AUDITOR,
    ]
    if role not in {each.value for each in known}:
        raise TokenRoleUnknown(field="role", role=role[:40], known=", ".join(known))
    return Role(role)
