"""Proves the journal: every chain unbroken, every MAC right, every head where its chain ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.journal import chain_mac
from amends.kernel.keys import derive
from amends.kernel.query import one_moment, query

_ENTRIES = """
    SELECT stream, seq, event, at, actor, entrypoint, body, key_id, mac
    FROM kernel_journalentry ORDER BY stream COLLATE "C", seq
"""
_HEADS = 'SELECT stream, seq, mac FROM kernel_journalhead WHERE seq > 0 ORDER BY stream COLLATE "C"'
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, where it is, and what was expected."""

    where: str
    problem: str


@dataclass(frozen=True, slots=True)
class JournalChecked:
    """How much was read, and everything that was found."""

    streams: int
    entries: int
    findings: tuple[Finding, ...]


@query(Permission.READ_JOURNAL)
def journal_check(ctx: Context) -> JournalChecked:
    """Read the whole journal in chain order on one snapshot and recompute it.

    Finds changed entries (MAC), removed or inserted ones (sequence), cut tails (head) and unknown keys. What it cannot
    find is a database replaced as a whole together with its keys: for that, compare with an exported checkpoint.
    """
    findings: list[Finding] = []
    ends: dict[str, tuple[int, str]] = {}
    entries = 0
    with one_moment():
        for entry in _rows(_ENTRIES):
            entries += 1
            findings.extend(_check(entry, ends))
        for head in _rows(_HEADS):
            end = ends.get(head["stream"], (0, ""))
            if end != (head["seq"], head["mac"]):
                problem = f"the chain ends at {end[0]}, but its head says {head['seq']}: entries were cut off"
                findings.append(Finding(head["stream"], problem))
    return JournalChecked(streams=len(ends), entries=entries, findings=tuple(findings))


def _check(entry: dict[str, Any], ends: dict[str, tuple[int, str]]) -> Iterator[Finding]:
    stream, seq = entry["stream"], entry["seq"]
    last_seq, previous = ends.get(stream, (0, ""))
    where = f"{stream} #{seq}"
    if seq != last_seq + 1:
        yield Finding(where, f"expected entry {last_seq + 1}: entries are missing or were put in")
    try:
        expected = chain_mac(derive("journal", entry["key_id"]), previous, entry)
    except KeyError:
        yield Finding(where, f"its key {entry['key_id']} is not in this installation's keys")
    else:
        if expected != entry["mac"]:
            yield Finding(where, "the entry, or the one before it, was changed")
    ends[stream] = (seq, entry["mac"])


def _rows(sql: str) -> Iterator[dict[str, Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        names: list[str] = []
        while batch := cursor.fetchmany(_BATCH):
            names = names or [column.name for column in cursor.description]
            for row in batch:
                yield dict(zip(names, row, strict=True))
