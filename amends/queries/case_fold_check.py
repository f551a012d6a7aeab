"""Folds the journal over every case and compares it with the row: rows are the truth, the journal the proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.cases.models import Case
from amends.core.roles import Permission
from amends.kernel.canonical import plain
from amends.kernel.context import Context
from amends.kernel.query import one_moment, query
from amends.queries.journal_check import Finding

_CHANGES = """
    SELECT substr(stream, 6)::bigint, body FROM kernel_journalentry
    WHERE stream LIKE 'case:%%' AND body LIKE '%%"set":%%' ORDER BY substr(stream, 6)::bigint, seq
"""
_UNTOLD = """
    SELECT id FROM cases_case c WHERE NOT EXISTS (
        SELECT 1 FROM kernel_journalentry j WHERE j.stream = 'case:' || c.id AND j.seq = 1
    ) ORDER BY id
"""
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class CasesFolded:
    """How many cases were compared, and where row and journal differ."""

    cases: int
    findings: tuple[Finding, ...]


@query(Permission.READ_JOURNAL)
def case_fold_check(ctx: Context) -> CasesFolded:
    """Compare every case row with the fold of its journal; names each column that differs and each case without one."""
    findings: list[Finding] = []
    seen = 0
    batch: dict[int, dict[str, Any]] = {}
    with one_moment():
        for case_id, folded in _folds():
            batch[case_id] = folded
            if len(batch) == _BATCH:
                seen += len(batch)
                findings.extend(_compare(batch))
                batch = {}
        seen += len(batch)
        findings.extend(_compare(batch))
        findings.extend(_untold())
    return CasesFolded(seen, tuple(findings))


def _folds() -> Iterator[tuple[int, dict[str, Any]]]:
    current: int | None = None
    folded: dict[str, Any] = {}
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHANGES)
        while rows := cursor.fetchmany(_BATCH):
            for case_id, body in rows:
                if case_id != current:
                    if current is not None:
                        yield current, folded
                    current, folded = case_id, {}
                folded |= json.loads(body).get("set", {})
    if current is not None:
        yield current, folded


def _untold() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD)
        for (case_id,) in cursor.fetchall():
            yield Finding(f"case:{case_id}", "it has a row, but no journal")


def _compare(batch: dict[int, dict[str, Any]]) -> Iterator[Finding]:
    rows: dict[int, dict[str, Any]] = {
        row["id"]: dict(row) for row in Case.objects.filter(id__in=batch).values()
    }
    for case_id, folded in batch.items():
        row = rows.get(case_id)
        if row is None:
            yield Finding(f"case:{case_id}", "the journal tells of it, but its row is gone")
            continue
        for name, value in sorted(folded.items()):
            if name in row and not _is_told(row[name], value):
                problem = f"{name} is {plain(row[name])!r}, but the journal ends at {value!r}"
                yield Finding(f"case:{case_id}", problem)


def _is_told(kept: object, told: object) -> bool:
    """Whether the journal tells what the row has: of a moment the same instant, in whatever zone it was written."""
    if isinstance(kept, datetime) and isinstance(told, str):
        try:
            return datetime.fromisoformat(told) == kept
        except ValueError:
            return False
    return bool(plain(kept) == told)
