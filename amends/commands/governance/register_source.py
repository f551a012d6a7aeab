"""A program that will tell us what went wrong gets a name here, and a secret to sign with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from amends.apps.events import store as events
from amends.apps.units import store as units
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class SourceNameInvalid(Refusal):
    """Not a name that can stand in an address."""

    code = "source_name_invalid"
    kind = Kind.INVALID
    message = gettext_noop("Name the source with small letters, digits and hyphens, like parcel-tracking.")


@dataclass(frozen=True, slots=True)
class SourceRegistered:
    """The source, and its secret, which is shown once and kept nowhere."""

    source_id: int
    name: str
    secret: str


@command(Permission.MANAGE_TOKENS)
def register_source(ctx: Context, *, name: str, unit_code: str = "") -> SourceRegistered:
    """Let the program `name` send events about a unit and all below it (the whole organisation by default).

    Raises `SourceNameInvalid` and `SourceTaken` at `name`, and `UnitUnknown`.
    """
    if not _NAME.fullmatch(name):
        raise SourceNameInvalid(field="name")
    unit = units.unit_by_code(unit_code, field="unit") if unit_code else units.root()
    ctx.require(Permission.MANAGE_TOKENS, unit.id)
    source = events.add_source(ctx, name=name, unit_id=unit.id)
    record(ctx, "staff", "source.registered", {"source_id": source.id, "unit_id": unit.id})
    return SourceRegistered(source.id, source.name, events.secret_of(source))
