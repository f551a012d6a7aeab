"""The only writer of back-tests and of the decisions that they change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from amends.apps.backtests.models import (
    BackTest,
    BackTestCase,
    BackTestStretch,
    budget_terms,
    past_count,
    past_decisions,
)
from amends.core.backtest.sweep import Change
from amends.core.backtest.trail import FORM, Left
from amends.core.backtest.unknown import BackTestUnknown
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.bulk import copy_rows
from amends.kernel.context import Context

__all__ = [
    "BackTestEnded",
    "BackTestRecord",
    "BackTestUnknown",
    "add_back_test",
    "budget_terms",
    "claim_back_test",
    "end_back_test",
    "hold_claim",
    "keep_changes",
    "past_count",
    "past_decisions",
    "stop_back_test",
    "stretches_left",
]

S = BackTest.State
LEASE_SECONDS = 60


class BackTestEnded(Refusal):
    """Only what waits or runs can be stopped."""

    code = "back_test_ended"
    kind = Kind.CONFLICT
    message = gettext_noop("This back-test has ended already, so there is nothing to stop.")


@dataclass(frozen=True, slots=True)
class BackTestRecord:
    """One back-test; `since` and `until` bound the moments of the decisions, the second not included.

    `checkpoint` is where a worker that died left it (`core.backtest.trail`), None where it begins; `seen` of `whole`
    decisions are behind it.
    """

    id: int
    label: str
    document: str
    currency: str
    from_date: date | None
    to_date: date
    state: str
    seen: int = 0
    whole: int = 0
    checkpoint: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def since(self) -> datetime | None:
        """The first moment of the span, None for the beginning of time."""
        return None if self.from_date is None else datetime.combine(self.from_date, time(), UTC)

    @property
    def until(self) -> datetime:
        """The first moment after the span."""
        return datetime.combine(self.to_date + timedelta(days=1), time(), UTC)


def add_back_test(
    ctx: Context,
    *,
    label: str,
    document: str,
    digest: str,
    currency: str,
    from_date: date | None,
    to_date: date,
) -> BackTestRecord:
    """A back-test that waits for a worker; `document` is the canonical text."""
    row = BackTest.objects.create(
        label=label,
        document=document,
        digest=digest,
        currency=currency,
        from_date=from_date,
        to_date=to_date,
        asked_by=str(ctx.actor),
        asked_at=ctx.now,
    )
    return _record(row)


def claim_back_test(claim: str, now: datetime) -> BackTestRecord | None:
    """The oldest back-test that waits, or whose worker has not been heard of; None: nothing to do.

    It goes on from its checkpoint. Without one that this release can read it begins anew.
    """
    assert connection.in_atomic_block, "a claim is written before anything is done"
    free = Q(state=S.QUEUED) | Q(state=S.RUNNING, claimed_until_at__lt=now)
    row = BackTest.objects.select_for_update(skip_locked=True).filter(free).order_by("id").first()
    if row is None:
        return None
    checkpoint = json.loads(row.checkpoint) if row.checkpoint else None
    if checkpoint is None or checkpoint["form"] != FORM:
        BackTestCase.objects.filter(back_test_id=row.id).delete()
        BackTestStretch.objects.filter(back_test_id=row.id).delete()
        row.seen, row.whole, row.checkpoint, checkpoint = 0, 0, "", None
    row.state, row.claim, row.claimed_until_at = S.RUNNING, claim, now + timedelta(seconds=LEASE_SECONDS)
    row.save(update_fields=["state", "claim", "claimed_until_at", "seen", "whole", "checkpoint"])
    return _record(row, checkpoint)


def hold_claim(back_test_id: int, claim: str, now: datetime) -> bool:
    """Still at work on it, though there is nothing to write down; False when it was stopped or taken over."""
    until = now + timedelta(seconds=LEASE_SECONDS)
    mine = BackTest.objects.filter(id=back_test_id, claim=claim, state=S.RUNNING)
    return mine.update(claimed_until_at=until) > 0


def stretches_left(back_test_id: int) -> Iterator[Mapping[str, Any]]:
    """What it left behind up to its checkpoint, in order."""
    rows = BackTestStretch.objects.filter(back_test_id=back_test_id).order_by("id")
    for stretch_id in list(rows.values_list("id", flat=True)):
        yield json.loads(rows.values_list("left", flat=True).get(id=stretch_id))


def keep_changes(
    back_test_id: int,
    claim: str,
    now: datetime,
    *,
    seen: int,
    whole: int,
    changes: Iterable[Change],
    left: Left | None = None,
) -> bool:
    """Write down how far it is, what changed since, and from where another worker could go on; False when it was
    stopped or taken over: then nothing is.
    """
    assert connection.in_atomic_block, "progress, cases and checkpoint are written together"
    until = now + timedelta(seconds=LEASE_SECONDS)
    mine = BackTest.objects.filter(id=back_test_id, claim=claim, state=S.RUNNING)
    told = {} if left is None else {"checkpoint": _text(left.checkpoint)}
    if not mine.update(seen=seen, whole=whole, claimed_until_at=until, **told):
        return False
    if left is not None:
        BackTestStretch.objects.create(back_test_id=back_test_id, left=_text(left.stretch))
    currency = mine.values_list("currency", flat=True)[0]
    if rows := list(_rows(back_test_id, currency, changes)):
        copy_rows("backtests_backtestcase", _COLUMNS, rows)
    return True


def end_back_test(
    back_test_id: int, claim: str, now: datetime, *, result: dict[str, object] | None, problem: str = ""
) -> bool:
    """Done with its result, or failed with its problem; False when it is not this worker's any more."""
    mine = BackTest.objects.filter(id=back_test_id, claim=claim, state=S.RUNNING)
    state = S.FAILED if result is None else S.DONE
    with transaction.atomic():
        ended = mine.update(state=state, result=result, problem=problem[:500], ended_at=now, checkpoint="")
        if ended:
            BackTestStretch.objects.filter(back_test_id=back_test_id).delete()
    return bool(ended)


def stop_back_test(ctx: Context, back_test_id: int) -> BackTestRecord:
    """Stop what waits or runs; the worker notices at its next word. Raises `BackTestUnknown`, `BackTestEnded`."""
    assert connection.in_atomic_block
    row = BackTest.objects.select_for_update().filter(id=back_test_id).first()
    if row is None:
        raise BackTestUnknown
    if row.state not in {S.QUEUED, S.RUNNING}:
        raise BackTestEnded
    row.state, row.ended_at, row.checkpoint = S.STOPPED, ctx.now, ""
    row.save(update_fields=["state", "ended_at", "checkpoint"])
    BackTestStretch.objects.filter(back_test_id=row.id).delete()
    return _record(row)


_COLUMNS = (
    "back_test_id",
    "case_id",
    "decision_id",
    "unit_name",
    "failure_name",
    "group_name",
    "difference",
    "approval",
    "why",
    "before_code",
    "before_minor",
    "after_code",
    "after_minor",
    "owed_before_minor",
    "owed_after_minor",
)


def _rows(back_test_id: int, currency: str, changes: Iterable[Change]) -> Iterator[tuple[object, ...]]:
    for change in changes:
        yield (
            back_test_id,
            change.case_id,
            change.decision_id,
            change.unit,
            change.failure,
            change.group,
            change.difference.value,
            change.yes,
            change.why[:80],
            change.before.gesture_code if change.before.counts else "",
            change.before.face,
            change.after.gesture_code if change.after.counts else "",
            change.after.face,
            dict(change.owed_before).get(currency, 0),
            dict(change.owed_after).get(currency, 0),
        )


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _record(row: BackTest, checkpoint: Mapping[str, Any] | None = None) -> BackTestRecord:
    return BackTestRecord(
        row.id,
        row.label,
        row.document,
        row.currency,
        row.from_date,
        row.to_date,
        row.state,
        row.seen,
        row.whole,
        checkpoint,
    )
