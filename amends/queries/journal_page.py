"""The journal, read by auditors: what happened, who did it, in which chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.apps.cases.models import Case
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.models import JournalEntry
from amends.kernel.query import query
from amends.queries.names import names_of

PAGE = 40  # entries with long bodies still make no page of more than 100 kB


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One entry. `case_ref` is set where the chain is a case's; `mac` begins the proof of the chain."""

    id: int
    stream: str
    seq: int
    event: str
    at: datetime
    actor: str
    who: str
    entrypoint: str
    body: Mapping[str, Any]
    case_ref: str
    mac: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """One page of the journal, the latest first; `after` leads to the older ones."""

    rows: tuple[JournalRow, ...]
    after: str | None


@query(Permission.READ_JOURNAL)
def journal_page(
    ctx: Context, *, stream: str = "", event: str = "", actor: str = "", after: str = "", limit: int = PAGE
) -> JournalPage:
    """Entries of all chains, or of one `stream` (a case's reference will do), by `event` (or its beginning, `case.`)
    and `actor` (`person:12`). Raises `CursorInvalid`.
    """
    rows = JournalEntry.objects.all()
    if stream:
        rows = rows.filter(stream=_stream(stream))
    if event:
        rows = rows.filter(event__startswith=event)
    if actor:
        rows = rows.filter(actor=actor)
    if after:
        (last_id,) = cursor_keys(after, 1)
        if not isinstance(last_id, int):
            raise CursorInvalid(field="after")
        rows = rows.filter(id__lt=last_id)
    found = list(rows.order_by("-id")[: limit + 1])
    page = found[:limit]
    names = names_of(row.actor for row in page)
    refs = _case_refs(page)
    lines = tuple(
        JournalRow(
            id=row.id,
            stream=row.stream,
            seq=row.seq,
            event=row.event,
            at=row.at,
            actor=row.actor,
            who=names.get(row.actor, ""),
            entrypoint=row.entrypoint,
            body=json.loads(row.body),
            case_ref=refs.get(row.stream, ""),
            mac=row.mac[:12],
        )
        for row in page
    )
    return JournalPage(lines, cursor_text(page[-1].id) if len(found) > limit else None)


def _stream(text: str) -> str:
    """A chain's name, or that of the case whose reference was typed."""
    try:
        case_id = Case.objects.filter(ref=normal_ref(text)).values_list("id", flat=True).first()
    except RefInvalid:
        return text.strip()[:80]
    return f"case:{case_id or 0}"


def _case_refs(rows: list[JournalEntry]) -> dict[str, str]:
    ids = [int(row.stream[5:]) for row in rows if row.stream.startswith("case:") and row.stream[5:].isdigit()]
    found = Case.objects.filter(id__in=ids).values_list("id", "ref")
    return {f"case:{case_id}": ref for case_id, ref in found}
