"""Many cases at once: one is taken through its steps in mind, and all with equal facts are written as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.cases.models import Case
from amends.apps.cases.store.evidence import standing_of
from amends.apps.cases.store.moving import after_event
from amends.apps.cases.store.records import NAMES, TOLD, CaseRecord, columns, record_of
from amends.core.case.facts import CaseFacts, Said
from amends.core.case.lifecycle import Event, State
from amends.core.case.severity import priority
from amends.core.message.correspondence import Correspondence
from amends.core.mould import JsonMould, mark, number_mark
from amends.core.ref import make_ref
from amends.kernel.bulk import among, array_text, copy_rows, draw_ids, run
from amends.kernel.canonical import canonical
from amends.kernel.context import Context
from amends.kernel.journal import begin_chains, commitment

_TABLE = "cases_case"
_OWN = ("id", "ref", "visit_ref", "customer_id")
_SAME = tuple(name for name in NAMES if name not in _OWN)


@dataclass(frozen=True, slots=True)
class Beginning:
    """One customer's case to be written: its id was drawn before; the key is for the journal's commitments."""

    case_id: int
    customer_id: int
    person_key: bytes


def draw_case_ids(count: int) -> list[int]:
    """Ids for cases that will be written later."""
    return draw_ids(_TABLE, count)


def fresh_refs(ctx: Context, count: int) -> list[str]:
    """So many references that no case has."""
    while True:
        refs = [make_ref("C", ctx.random(16)) for _ in range(count)]
        taken = run("SELECT 1 FROM cases_case WHERE ref = ANY(%(refs)s::text[]) LIMIT 1", {"refs": refs})
        if len(set(refs)) == count and not taken:
            return refs


def case_in_mind(ctx: Context, *, customer_id: int, **given: Any) -> CaseRecord:
    """A received case that is written nowhere yet, of one customer out of many with equal facts."""
    flags = given.pop("flags", frozenset())
    row = Case(
        **columns(
            {
                "ref": mark("ref"),
                "visit_ref": mark("ref"),
                "customer_id": customer_id,
                "received_at": ctx.now,
                "state": State.RECEIVED,
                "flags": flags,
                "priority": priority(None, flags),
                "wanted": "acknowledge" if given.get("owner_id") else "find_owner",
                **given,
            }
        )
    )
    return record_of(row)


def facts_in_mind(case: CaseRecord, said: Sequence[Said]) -> CaseFacts:
    """What would be known about it, with `said` as its evidence."""
    return _row(case).facts(said)


def correspondence_in_mind(case: CaseRecord, facts: CaseFacts) -> Correspondence:
    """Who would write to whom about it."""
    return _row(case).correspondence(facts)


def waiting_in_mind(case: CaseRecord, wanted_by_at: datetime) -> CaseRecord:
    """The case with the moment by which something is wanted of it."""
    return replace(case, wanted_by_at=wanted_by_at)


def step_in_mind(
    ctx: Context,
    case: CaseRecord,
    event: Event,
    facts: CaseFacts,
    *,
    wanted_by_at: datetime | None = None,
    changes: dict[str, Any] | None = None,
    **known: Any,
) -> CaseRecord:
    """The case one event on; `known` is what the command brings, `changes` are further columns.

    Raises `TransitionNotAllowed` or the first guard that does not hold, like a step of one case alone.
    """
    standing = standing_of(ctx, case, facts, **known)
    moved = after_event(ctx, case, event, standing, wanted_by_at=wanted_by_at, **(changes or {}))
    if moved.keys() & {"severity", "flags"}:
        severity, flags = moved.get("severity", case.severity), moved.get("flags", case.flags)
        moved = {"priority": priority(severity, flags), **moved}
    return replace(case, **moved)


def open_many(
    ctx: Context,
    case: CaseRecord,
    beginnings: Sequence[Beginning],
    refs: Sequence[str],
    said: Sequence[Said],
    *,
    event: str,
    steps: Sequence[str],
    more: dict[str, Any],
) -> None:
    """Write `case` for each beginning, with `said` as its evidence, and its journal begun by one entry: `steps` are the
    words of what happened to it, `more` is what else the entry tells."""
    assert connection.in_atomic_block
    values = columns({name: getattr(case, name) for name in _SAME})
    same = [array_text(values[name]) if name == "flags" else values[name] for name in _SAME]
    copy_rows(
        _TABLE,
        (*_OWN, *_SAME),
        ((new.case_id, ref, ref, new.customer_id, *same) for new, ref in zip(beginnings, refs, strict=True)),
    )
    copy_rows("cases_evidence", _EVIDENCE, _evidence(ctx, beginnings, said))
    body = _body(values, said, steps, more)
    begin_chains(ctx, ((stream, [(event, told)]) for stream, told in _chains(body, beginnings, refs, said)))


_EVIDENCE = ("case_id", "name", "value", "source", "reason", "recorded_by", "recorded_at")


def _evidence(
    ctx: Context, beginnings: Iterable[Beginning], said: Sequence[Said]
) -> Iterable[tuple[Any, ...]]:
    pieces = [
        (piece.name, canonical(piece.value), str(piece.source), piece.reason, piece.by, piece.at)
        for piece in said
    ]
    for new in beginnings:
        for piece in pieces:
            yield (new.case_id, *piece)


def _body(
    values: dict[str, Any], said: Sequence[Said], steps: Sequence[str], more: dict[str, Any]
) -> JsonMould:
    """The entry's body with marks for what differs from person to person; it folds to the row like any other."""
    kept = {name: value for name, value in values.items() if name not in {*TOLD, "version"}}
    return JsonMould(
        canonical(
            {
                "version": 1,
                "set": kept
                | {"ref": mark("ref"), "visit_ref": mark("ref"), "customer_id": number_mark("customer_id")},
                "told": {},
                "steps": list(steps),
                "evidence": [
                    {"name": piece.name, "source": str(piece.source), "value": mark(f"said_{place}")}
                    for place, piece in enumerate(said)
                ],
                **more,
            }
        )
    )


def _chains(
    body: JsonMould, beginnings: Sequence[Beginning], refs: Sequence[str], said: Sequence[Said]
) -> Iterable[tuple[str, str]]:
    texts = [canonical(piece.value) for piece in said]
    for new, ref in zip(beginnings, refs, strict=True):
        own: dict[str, object] = {"ref": ref, "customer_id": new.customer_id, "case_id": new.case_id}
        for place, text in enumerate(texts):
            own[f"said_{place}"] = commitment(new.person_key, text)
        yield f"case:{new.case_id}", body.fill(own)


def _row(case: CaseRecord) -> Case:
    return Case(**columns({name: getattr(case, name) for name in NAMES if name != "id"}))


def open_cases_of(customer_ids: Iterable[int], failure_type_id: int, *, since: datetime) -> dict[int, str]:
    """Customers who told us of this kind of failure themselves since then, with the reference of the open case."""
    rows = Case.objects.filter(
        customer_id__in=among(customer_ids),
        failure_type_id=failure_type_id,
        received_at__gte=since,
        closed_at=None,
    )
    return dict(rows.order_by("-id").values_list("customer_id", "ref"))


def failed_since(customer_ids: Iterable[int], since: datetime) -> frozenset[int]:
    """Those of these customers who had a case of any kind since then."""
    rows = Case.objects.filter(customer_id__in=among(customer_ids), received_at__gt=since)
    return frozenset(rows.order_by().values_list("customer_id", flat=True))
