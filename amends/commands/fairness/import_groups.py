"""Group attributes come in from a table, for the consistency report alone."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.customers import store as customers
from amends.apps.fairness import store as fairness
from amends.core.fairness.groups import read_groups
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class GroupsImported:
    """How many attributes are kept now, how many were taken away, and the lines whose customer nobody knows."""

    kept: int
    taken_away: int
    unknown_lines: tuple[int, ...]


@command(Permission.KEEP_GROUPS)
def import_groups(ctx: Context, *, table: str) -> GroupsImported:
    """Keep what a CSV says of customers, whom it names by reference or membership number; an empty cell takes the
    attribute away. Nobody reads it back: it is used in the consistency report and nowhere else.

    Raises `GroupsUnreadable`; lines with unknown customers are left out and named.
    """
    lines = read_groups(table)
    ids = customers.ids_by_name({line.customer for line in lines})
    known = [line for line in lines if line.customer in ids]
    unknown = {line.line for line in lines} - {line.line for line in known}
    values = {(ids[line.customer], line.name): line.value for line in known}
    kept = fairness.keep_attributes(ctx, values)
    body = {
        "names": sorted({line.name for line in known}),
        "kept": kept,
        "taken_away": len(values) - kept,
        "unknown": len(unknown),
    }
    record(ctx, "fairness", "groups.imported", body)
    return GroupsImported(kept, len(values) - kept, tuple(sorted(unknown)))
