"""Writing cases. Every change goes through `_write`: one guarded update and one journal entry that folds to the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.cases.models import Case
from amends.apps.cases.store.evidence import standing_of
from amends.apps.cases.store.records import NAMES, TOLD, CaseRecord, columns, record_of
from amends.core.case.deviation import Deviation
from amends.core.case.lifecycle import Event
from amends.core.case.severity import priority
from amends.core.case.standing import CaseStanding, Flag
from amends.core.case.step import PAST, CaseShape, after_deviation, step
from amends.core.case.wanted import Wanted, next_action
from amends.core.ref import make_ref
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.journal import commitment, record
from amends.kernel.statement import changed


class CaseMoved(Refusal):
    """Somebody changed the case between reading and writing."""

    code = "case_moved"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Somebody changed this case a moment ago. Look at it again; what you typed is kept."
    )


_NEW = CaseShape(None, None, None, frozenset(), 0, 0, 0, 1, None, 0)


def open_case(
    ctx: Context,
    *,
    customer_id: int,
    person_key: bytes,
    unit_id: int,
    failure_type_id: int,
    event: Event = Event.OPEN,
    standing: CaseStanding | None = None,
    wanted_by_at: datetime | None = None,
    **columns_given: Any,
) -> CaseRecord:
    """A new case, received (or imported as closed) now, with its journal begun.

    `columns_given` are further columns by their record names (`words`, `channel`, `origin`, `owner_id`, ...).
    """
    assert connection.in_atomic_block
    row = new_row(
        ctx,
        ref=_fresh_ref(ctx),
        customer_id=customer_id,
        unit_id=unit_id,
        failure_type_id=failure_type_id,
        event=event,
        standing=standing,
        wanted_by_at=wanted_by_at,
        **columns_given,
    )
    row.save(force_insert=True)
    case = record_of(row)
    record(ctx, f"case:{case.id}", f"case.{PAST[event]}", opened_body(case, person_key))
    return case


def new_row(
    ctx: Context,
    *,
    ref: str,
    event: Event = Event.OPEN,
    standing: CaseStanding | None = None,
    wanted_by_at: datetime | None = None,
    **columns_given: Any,
) -> Case:
    """The row of a new case, not saved yet."""
    known = standing or CaseStanding(ref_issued=True, owner_set=columns_given.get("owner_id") is not None)
    changes = step(_NEW, event, known, ctx.now)
    wanted = next_action(changes["state"], known)
    flags = columns_given.pop("flags", frozenset())
    values = {
        "ref": ref,
        "visit_ref": ref,
        "recorder": str(ctx.actor),
        "received_at": ctx.now,
        "flags": flags,
        "priority": priority(columns_given.get("severity"), flags),
        "wanted": wanted,
        "wanted_by_at": wanted_by_at,
        **changes,
        **columns_given,
    }
    return Case(**columns(values))


def opened_body(case: CaseRecord, person_key: bytes) -> dict[str, Any]:
    """What the journal tells of a new case."""
    kept = {name: getattr(case, name) for name in NAMES if name not in TOLD | {"id", "version"}}
    told = {name: commitment(person_key, getattr(case, name)) for name in TOLD if getattr(case, name)}
    return {"version": case.version, "set": columns(kept), "told": told}


def apply_event(
    ctx: Context,
    case: CaseRecord,
    event: Event,
    standing: CaseStanding,
    *,
    wanted_by_at: datetime | None = None,
    approval_pending: bool = False,
    reminder_due: bool = False,
    closing_questions_open: bool = False,
    **changes: Any,
) -> CaseRecord:
    """Move a locked case by one event of the lifecycle, with any further columns in `changes`.

    Raises `TransitionNotAllowed` or the first `GuardNotMet` of core.case.lifecycle. `wanted_by_at` is when the next
    act is due (usually the earliest running clock). Journalled as `case.<what happened>`.
    """
    assert connection.in_atomic_block
    moved = after_event(
        ctx,
        case,
        event,
        standing,
        wanted_by_at=wanted_by_at,
        approval_pending=approval_pending,
        reminder_due=reminder_due,
        closing_questions_open=closing_questions_open,
        **changes,
    )
    return _write(ctx, case, f"case.{PAST[event]}", moved)


def after_event(
    ctx: Context,
    case: CaseRecord,
    event: Event,
    standing: CaseStanding,
    *,
    wanted_by_at: datetime | None,
    approval_pending: bool = False,
    reminder_due: bool = False,
    closing_questions_open: bool = False,
    **changes: Any,
) -> dict[str, Any]:
    """The columns that one event of the lifecycle changes, `changes` among them; nothing is written."""
    moved = step(case.shape, event, standing, ctx.now) | changes
    after = replace(case, **moved)
    known = replace(
        standing,
        owner_set=after.owner_id is not None,
        flags=after.flags,
        severity=after.severity,
        finding=after.finding,
    )
    moved["wanted"] = next_action(
        after.state,
        known,
        approval_pending=approval_pending,
        reminder_due=reminder_due,
        closing_questions_open=closing_questions_open,
    )
    moved["wanted_by_at"] = wanted_by_at
    return moved


def change(ctx: Context, case: CaseRecord, happened: str, **changes: Any) -> CaseRecord:
    """Change columns of a locked case without a step of the lifecycle; `happened` is the journal's `noun.past`."""
    if TOLD & changes.keys():
        raise ValueError("a customer's words are written once, when the case is opened")
    return _write(ctx, case, happened, changes)


def assign(
    ctx: Context, case: CaseRecord, *, owner_id: int, owner_level: int, team_unit_id: int | None = None
) -> CaseRecord:
    """Give a locked case to a colleague of that authority (core.roles.LEVEL at the case's unit)."""
    changes: dict[str, Any] = {"owner_id": owner_id, "owner_level": owner_level}
    if team_unit_id is not None:
        changes["team_unit_id"] = team_unit_id
    if case.wanted is Wanted.FIND_OWNER:
        changes["wanted"] = next_action(case.state, replace(standing_of(ctx, case), owner_set=True))
    return _write(ctx, case, "case.assigned", changes)


def set_flags(ctx: Context, case: CaseRecord, flags: frozenset[Flag]) -> CaseRecord:
    """The flags of a locked case, and the priority that follows from them."""
    if flags == case.flags:
        return case
    return _write(ctx, case, "case.flagged", {"flags": flags})


def deviate(ctx: Context, case: CaseRecord, deviation: Deviation) -> CaseRecord:
    """A double deviation that no event of the lifecycle brings (a broken promise, a silence past the deadline)."""
    return _write(ctx, case, "case.failed_again", after_deviation(case.shape, deviation))


def set_due(
    ctx: Context, case: CaseRecord, wanted_by_at: datetime | None, wanted: Wanted | None = None
) -> CaseRecord:
    """When the next act is due, and which one it is where that has changed without an event."""
    wanted = wanted or case.wanted
    if (wanted, wanted_by_at) == (case.wanted, case.wanted_by_at):
        return case
    return _write(ctx, case, "case.rescheduled", {"wanted": wanted, "wanted_by_at": wanted_by_at})


def look_again(
    ctx: Context,
    case: CaseRecord,
    *,
    wanted_by_at: datetime | None,
    approval_pending: bool = False,
    reminder_due: bool = False,
    closing_questions_open: bool = False,
    **known: Any,
) -> CaseRecord:
    """What a locked case wants next, after evidence, an approval or a reminder changed without a step."""
    wanted = next_action(
        case.state,
        standing_of(ctx, case, **known),
        approval_pending=approval_pending,
        reminder_due=reminder_due,
        closing_questions_open=closing_questions_open,
    )
    return set_due(ctx, case, wanted_by_at, wanted)


def _write(ctx: Context, case: CaseRecord, happened: str, changes: Mapping[str, Any]) -> CaseRecord:
    """Compare and swap on the version, then the journal; raises `CaseMoved`.

    The head of the case's own stream is taken here: whoever wants it holds the case's lock, so it cannot be waited for.
    """
    assert connection.in_atomic_block
    after, stored = changed_to(case, changes)
    assignments = ", ".join(f"{name} = %s" for name in (*stored, "version"))
    moved = changed(
        f"UPDATE cases_case SET {assignments} WHERE id = %s AND version = %s",  # noqa: S608 - names of columns
        [*stored.values(), after.version, case.id, case.version],
    )
    if moved != 1:
        raise CaseMoved()
    record(ctx, f"case:{case.id}", happened, {"version": after.version, "set": stored})
    return after


def changed_to(case: CaseRecord, changes: Mapping[str, Any]) -> tuple[CaseRecord, dict[str, Any]]:
    """The case with `changes` and what follows from them, one version on; and the columns that differ by it."""
    if changes.keys() & {"severity", "flags"}:
        severity, flags = changes.get("severity", case.severity), changes.get("flags", case.flags)
        changes = {"priority": priority(severity, flags), **changes}
    new = {name: value for name, value in changes.items() if getattr(case, name) != value}
    return replace(case, **new, version=case.version + 1), columns(new)


def _fresh_ref(ctx: Context) -> str:
    """A reference that no case has: a collision is one in a million millions, and then another one is drawn."""
    while True:
        ref = make_ref("C", ctx.random(16))
        if not Case.objects.filter(ref=ref).exists():
            return ref
