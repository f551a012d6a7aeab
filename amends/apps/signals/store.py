"""The only writer of signals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.apps.signals.models import LookedThrough, Signal
from amends.core.signals.review import NOTE_MAX, STANDING, SignalState, SignalUnknown, lasts_until
from amends.core.signals.rules import Noticed, PastSignal, SignalKind
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class SignalRecord:
    """One signal as commands see it."""

    id: int
    customer_id: int
    unit_id: int
    kind: SignalKind
    state: SignalState
    case_ids: tuple[int, ...]
    expires_at: datetime


def standing_kinds(customer_id: int, now: datetime) -> tuple[str, ...]:
    """What stands about this customer, as the guard table asks for it."""
    return Signal.objects.kinds(customer_id, now)


def ended_of(customer_id: int) -> tuple[PastSignal, ...]:
    """The earlier signals about this customer."""
    rows = Signal.objects.filter(customer_id=customer_id).exclude(state__in=STANDING)
    return tuple(
        PastSignal(
            SignalKind(row.kind), row.state == SignalState.DISMISSED, row.raised_at, tuple(row.case_ids)
        )
        for row in rows
    )


def raise_signal(ctx: Context, customer_id: int, unit_id: int, noticed: Noticed) -> int | None:
    """Keep what was noticed; None where a signal of the kind stands already. Under the customer's lock."""
    assert connection.in_atomic_block
    if Signal.objects.filter(customer_id=customer_id, kind=noticed.kind, state__in=STANDING).exists():
        return None
    row = Signal.objects.create(
        customer_id=customer_id,
        unit_id=unit_id,
        kind=noticed.kind,
        state=SignalState.RAISED,
        case_ids=list(noticed.case_ids),
        visits=noticed.visits,
        days=noticed.days,
        occasions=noticed.occasions,
        raised_at=ctx.now,
        expires_at=lasts_until(SignalState.RAISED, ctx.now),
    )
    return row.id


def signal(signal_id: int) -> SignalRecord:
    """The signal with that id, not locked; raises `SignalUnknown`."""
    row = Signal.objects.filter(id=signal_id).first()
    if row is None:
        raise SignalUnknown
    return _record(row)


def lock_signal(signal_id: int) -> SignalRecord:
    """The same, locked."""
    assert connection.in_atomic_block
    return _record(Signal.objects.select_for_update(no_key=True).get(id=signal_id))


def review(ctx: Context, signal_id: int, state: SignalState, note: str) -> None:
    """A colleague said what comes of it."""
    assert connection.in_atomic_block
    changes = {"expires_at": lasts_until(state, ctx.now)} if state is SignalState.UPHELD else {}
    Signal.objects.filter(id=signal_id).update(
        state=state,
        reviewed_by=str(ctx.actor),
        reviewed_at=ctx.now,
        review_note=note.strip()[:NOTE_MAX],
        **changes,
    )


def run_out(now: datetime, limit: int) -> tuple[SignalRecord, ...]:
    """Those whose time is over, the first ones first."""
    rows = Signal.objects.filter(state__in=STANDING, expires_at__lte=now).order_by("expires_at")[:limit]
    return tuple(_record(row) for row in rows)


def expire(signal_id: int, now: datetime) -> bool:
    """It counts no more; whether it did until now."""
    assert connection.in_atomic_block
    waiting = Signal.objects.filter(id=signal_id, state__in=STANDING, expires_at__lte=now)
    return waiting.update(state=SignalState.EXPIRED) == 1


def looked_through() -> tuple[int, int]:
    """The last case and the last evidence that were seen."""
    row = LookedThrough.objects.order_by("id").first()
    return (0, 0) if row is None else (row.last_case_id, row.last_evidence_id)


def look_on(case_id: int, evidence_id: int) -> None:
    """Everything up to here was seen."""
    assert connection.in_atomic_block
    LookedThrough.objects.update_or_create(
        id=1, defaults={"last_case_id": case_id, "last_evidence_id": evidence_id}
    )


def _record(row: Signal) -> SignalRecord:
    return SignalRecord(
        row.id,
        row.customer_id,
        row.unit_id,
        SignalKind(row.kind),
        SignalState(row.state),
        tuple(row.case_ids),
        row.expires_at,
    )
