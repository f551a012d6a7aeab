"""The only writer of back-tests and of the decisions that they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q

from amends.apps.backtests.models import (
    BackTest,
    BackTestCase,
    budget_terms,
    past_count,
    past_decisions,
)
from amends.core.backtest.sweep import Change
from amends.core.backtest.unknown import BackTestUnknown
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context

__all__ = [
    "BackTestEnded",
    "BackTestRecord",
    "BackTestUnknown",
    "add_back_test",
    "budget_terms",
    "claim_back_test",
    "end_back_test",
    "keep_changes",
    "past_count",
    "past_decisions",
    "stop_back_test",
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
    """One back-test; `since` and `until` bound the moments of the decisions, the second not included."""

    id: int
    label: str
    document: str
    currency: str
    from_date: date | None
    to_date: date
    state: str

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
    """The oldest back-test that waits, or whose worker has not been heard of; it begins anew. None: nothing to do."""
    assert connection.in_atomic_block, "a claim is written before anything is done"
    free = Q(state=S.QUEUED) | Q(state=S.RUNNING, claimed_until_at__lt=now)
    row = BackTest.objects.select_for_update(skip_locked=True).filter(free).order_by("id").first()
    if row is None:
        return None
    BackTestCase.objects.filter(back_test_id=row.id).delete()
    row.state, row.claim, row.claimed_until_at = S.RUNNING, claim, now + timedelta(seconds=LEASE_SECONDS)
    row.seen, row.whole = 0, 0
    row.save(update_fields=["state", "claim", "claimed_until_at", "seen", "whole"])
    return _record(row)


def keep_changes(
    back_test_id: int, claim: str, now: datetime, *, seen: int, whole: int, changes: Iterable[Change]
) -> bool:
    """Write down how far it is and what changed since; False when it was stopped or taken over: then nothing is."""
    assert connection.in_atomic_block, "progress and cases are written together"
    until = now + timedelta(seconds=LEASE_SECONDS)
    mine = BackTest.objects.filter(id=back_test_id, claim=claim, state=S.RUNNING)
    if not mine.update(seen=seen, whole=whole, claimed_until_at=until):
        return False
    currency = mine.values_list("currency", flat=True)[0]
    BackTestCase.objects.bulk_create(_rows(back_test_id, currency, changes), batch_size=1_000)
    return True


def end_back_test(
    back_test_id: int, claim: str, now: datetime, *, result: dict[str, object] | None, problem: str = ""
) -> bool:
    """Done with its result, or failed with its problem; False when it is not this worker's any more."""
    mine = BackTest.objects.filter(id=back_test_id, claim=claim, state=S.RUNNING)
    state = S.FAILED if result is None else S.DONE
    return bool(mine.update(state=state, result=result, problem=problem[:500], ended_at=now))


def stop_back_test(ctx: Context, back_test_id: int) -> BackTestRecord:
    """Stop what waits or runs; the worker notices at its next word. Raises `BackTestUnknown`, `BackTestEnded`."""
    assert connection.in_atomic_block
    row = BackTest.objects.select_for_update().filter(id=back_test_id).first()
    if row is None:
        raise BackTestUnknown
    if row.state not in {S.QUEUED, S.RUNNING}:
        raise BackTestEnded
    row.state, row.ended_at = S.STOPPED, ctx.now
    row.save(update_fields=["state", "ended_at"])
    return _record(row)


def _rows(back_test_id: int, currency: str, changes: Iterable[Change]) -> Iterator[BackTestCase]:
    for change in changes:
        yield BackTestCase(
            back_test_id=back_test_id,
            case_id=change.case_id,
            decision_id=change.decision_id,
            unit_name=change.unit,
            failure_name=change.failure,
            group_name=change.group,
            difference=change.difference.value,
            approval=change.yes,
            why=change.why[:80],
            before_code=change.before.gesture_code if change.before.counts else "",
            before_minor=change.before.face,
            after_code=change.after.gesture_code if change.after.counts else "",
            after_minor=change.after.face,
            owed_before_minor=dict(change.owed_before).get(currency, 0),
            owed_after_minor=dict(change.owed_after).get(currency, 0),
        )


def _record(row: BackTest) -> BackTestRecord:
    return BackTestRecord(
        row.id, row.label, row.document, row.currency, row.from_date, row.to_date, row.state
    )
