"""The only writer of closing tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.tasks.models import ClosingTask
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class NothingToAnswer(Refusal):
    """The case has no open closing questions."""

    code = "nothing_to_answer"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The closing questions of this case are not open, or somebody answered them already."
    )


@dataclass(frozen=True, slots=True)
class ClosingTaskRecord:
    """The closing questions of one case: whose they are and by when."""

    id: int
    case_id: int
    owner_id: int | None
    due_at: datetime
    done_at: datetime | None


def open_closing_task(
    ctx: Context, *, case_id: int, owner_id: int | None, due_at: datetime
) -> ClosingTaskRecord:
    """Ask the closing questions of a case that closed; a case closed again gets the same task, open again."""
    assert connection.in_atomic_block
    anew: dict[str, Any] = {"owner_id": owner_id, "due_at": due_at, "done_by": "", "done_at": None}
    (row,) = ClosingTask.objects.bulk_create(
        [ClosingTask(case_id=case_id, **anew)],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=[name.removesuffix("_id") for name in anew],
    )
    return _record(row)


def closing_task(case_id: int) -> ClosingTaskRecord:
    """The open closing task of a case, locked; raises `NothingToAnswer`."""
    assert connection.in_atomic_block
    row = ClosingTask.objects.select_for_update().filter(case_id=case_id, done_at=None).first()
    if row is None:
        raise NothingToAnswer()
    return _record(row)


def questions_due(case_id: int) -> datetime | None:
    """By when the open closing questions of a case are to be answered; None where none are open."""
    return ClosingTask.objects.filter(case_id=case_id, done_at=None).values_list("due_at", flat=True).first()


def finish_closing_task(
    ctx: Context,
    *,
    case_id: int,
    root_cause: str,
    is_systemic: bool,
    action_note: str,
    was_authority_adequate: bool,
    colleague_note: str,
) -> ClosingTaskRecord:
    """Keep the answers; raises `NothingToAnswer` when there is no open task."""
    assert connection.in_atomic_block
    taken = ClosingTask.objects.filter(case_id=case_id, done_at=None).update(
        root_cause=root_cause,
        is_systemic=is_systemic,
        action_note=action_note,
        was_authority_adequate=was_authority_adequate,
        colleague_note=colleague_note,
        done_by=str(ctx.actor),
        done_at=ctx.now,
    )
    if taken != 1:
        raise NothingToAnswer()
    return _record(ClosingTask.objects.get(case_id=case_id))


def drop_closing_task(case_id: int) -> None:
    """The case was opened again before anybody answered: the questions come back when it closes."""
    assert connection.in_atomic_block
    ClosingTask.objects.filter(case_id=case_id, done_at=None).delete()


def _record(row: ClosingTask) -> ClosingTaskRecord:
    return ClosingTaskRecord(row.id, row.case_id, row.owner_id, row.due_at, row.done_at)


def forget(case_ids: Collection[int]) -> None:
    """Empty the notes beside the closing questions of these cases."""
    assert connection.in_atomic_block
    ClosingTask.objects.filter(case_id__in=case_ids).update(action_note="", colleague_note="")
