"""The only writer of promises."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from amends.apps.promises.models import Promise
from amends.core.message.record import PromisedWork
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.bulk import copy_rows, draw_ids
from amends.kernel.context import Context


class PromiseNotOpen(Refusal):
    """It was kept or released before, or never was."""

    code = "promise_not_open"
    kind = Kind.CONFLICT
    message = gettext_noop("This promise is not open any more: it was kept, or it is no longer wanted.")


@dataclass(frozen=True, slots=True)
class NewPromise:
    """What `owner_id` is going to do by `due_at`; `kind` is note, call, upgrade, item, update or other."""

    kind: str
    what: str
    owner_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """One promise as commands see it."""

    id: int
    case_id: int
    offer_id: int | None
    unit_id: int
    kind: str
    what: str
    owner_id: int
    due_at: datetime
    state: str
    kept_at: datetime | None
    broken_at: datetime | None


def open_promises(
    ctx: Context, *, case_id: int, unit_id: int, offer_id: int | None, promises: tuple[NewPromise, ...]
) -> tuple[PromiseRecord, ...]:
    """These people owe these things from now on; the answer is in the order given."""
    assert connection.in_atomic_block
    rows = [
        Promise(
            case_id=case_id,
            offer_id=offer_id,
            unit_id=unit_id,
            kind=new.kind,
            what=new.what[:300],
            owner_id=new.owner_id,
            made_by=str(ctx.actor),
            made_at=ctx.now,
            due_at=new.due_at,
            state=Promise.State.OPEN,
        )
        for new in promises
    ]
    return tuple(_record(row) for row in Promise.objects.bulk_create(rows))


def open_many(
    ctx: Context, *, unit_id: int, made_by: str, promises: Sequence[tuple[int, int, NewPromise]]
) -> list[int]:
    """These people owe these things from now on: (case, offer, promise) each; the ids in the order given."""
    assert connection.in_atomic_block
    ids = draw_ids("promises_promise", len(promises))
    copy_rows(
        "promises_promise",
        (
            *("id", "case_id", "offer_id", "unit_id", "kind", "what", "owner_id", "made_by", "made_at"),
            *("due_at", "state", "kept_by", "kept_note"),
        ),
        (
            (
                *(promise_id, case_id, offer_id, unit_id, new.kind, new.what[:300], new.owner_id, made_by),
                *(ctx.now, new.due_at, Promise.State.OPEN.value, "", ""),
            )
            for promise_id, (case_id, offer_id, new) in zip(ids, promises, strict=True)
        ),
    )
    return ids


def promise(promise_id: int) -> PromiseRecord:
    """The promise with that id, not locked; raises `PromiseNotOpen` when there is none."""
    row = Promise.objects.filter(id=promise_id).first()
    if row is None:
        raise PromiseNotOpen()
    return _record(row)


def next_due(case_id: int) -> datetime | None:
    """When the first of the promises of a case that are still to be kept is due; it may have passed."""
    open_ones = Promise.objects.filter(case_id=case_id, state__in=(Promise.State.OPEN, Promise.State.BROKEN))
    return open_ones.order_by("due_at").values_list("due_at", flat=True).first()


def works(case_id: int, *, now: datetime) -> tuple[PromisedWork, ...]:
    """What is still going to be done for the customer of a case, as a letter tells it."""
    return Promise.objects.works(case_id, now=now)


def keep(ctx: Context, promise_id: int, note: str = "") -> PromiseRecord:
    """It is done. One kept late keeps its mark; raises `PromiseNotOpen` when it was kept or released before."""
    assert connection.in_atomic_block
    taken = Promise.objects.filter(
        id=promise_id, state__in=(Promise.State.OPEN, Promise.State.BROKEN)
    ).update(state=Promise.State.KEPT, kept_at=ctx.now, kept_by=str(ctx.actor), kept_note=note.strip()[:300])
    if taken != 1:
        raise PromiseNotOpen()
    return promise(promise_id)


def release(ctx: Context, case_id: int, *, offer_id: int | None = None) -> int:
    """What is still open of the case (or of one of its offers) is no longer wanted; how many that were."""
    assert connection.in_atomic_block
    rows = Promise.objects.filter(case_id=case_id, state__in=(Promise.State.OPEN, Promise.State.BROKEN))
    if offer_id is not None:
        rows = rows.filter(offer_id=offer_id)
    return rows.update(state=Promise.State.RELEASED)


def hand_over(promise_id: int, owner_id: int, due_at: datetime | None = None) -> PromiseRecord:
    """Somebody else does it, perhaps at another time; raises `PromiseNotOpen`."""
    assert connection.in_atomic_block
    open_ones = Promise.objects.filter(id=promise_id, state__in=(Promise.State.OPEN, Promise.State.BROKEN))
    if open_ones.update(owner_id=owner_id, due_at=due_at or F("due_at")) != 1:
        raise PromiseNotOpen()
    return promise(promise_id)


def past_due(now: datetime, limit: int) -> tuple[PromiseRecord, ...]:
    """Open promises whose time has passed, longest first; nothing is locked yet (see `break_one`)."""
    rows = Promise.objects.filter(state=Promise.State.OPEN, due_at__lte=now).order_by("due_at", "id")[:limit]
    return tuple(_record(row) for row in rows)


def break_one(promise_id: int, now: datetime) -> bool:
    """Mark one broken; False when it was kept, released, moved or broken since it was looked at."""
    assert connection.in_atomic_block
    still = Promise.objects.filter(id=promise_id, state=Promise.State.OPEN, due_at__lte=now)
    return still.update(state=Promise.State.BROKEN, broken_at=now) == 1


def soon_due(now: datetime, until: datetime, limit: int) -> tuple[PromiseRecord, ...]:
    """Open promises due before `until` whose owners were not reminded; nothing is locked (see `mark_reminded`)."""
    rows = Promise.objects.filter(
        state=Promise.State.OPEN, due_at__gt=now, due_at__lte=until, reminded_at=None
    ).order_by("due_at", "id")[:limit]
    return tuple(_record(row) for row in rows)


def mark_reminded(promise_id: int, now: datetime) -> bool:
    """Note that its owner is being reminded; False when somebody else did or it is not open any more."""
    assert connection.in_atomic_block
    return (
        Promise.objects.filter(id=promise_id, state=Promise.State.OPEN, reminded_at=None).update(
            reminded_at=now
        )
        == 1
    )


def _record(row: Promise) -> PromiseRecord:
    return PromiseRecord(
        id=row.id,
        case_id=row.case_id,
        offer_id=row.offer_id,
        unit_id=row.unit_id,
        kind=row.kind,
        what=row.what,
        owner_id=row.owner_id,
        due_at=row.due_at,
        state=row.state,
        kept_at=row.kept_at,
        broken_at=row.broken_at,
    )


def forget(case_ids: Collection[int]) -> None:
    """Empty what was noted when promises of these cases were kept."""
    assert connection.in_atomic_block
    Promise.objects.filter(case_id__in=case_ids).update(kept_note="")
