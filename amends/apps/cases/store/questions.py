"""Questions to the customer: one open at a time, with the day the answer is needed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from amends.apps.cases.models import InfoRequest
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """One specific question, how often they were reminded, and what they answered."""

    id: int
    case_id: int
    question: str
    asked_at: datetime
    due_at: datetime
    reminders: int
    answer: str
    answered_at: datetime | None


def ask(ctx: Context, *, case_id: int, question: str, due_at: datetime) -> QuestionRecord:
    """Put one question; the case is locked and waits for the answer."""
    assert connection.in_atomic_block
    row = InfoRequest.objects.create(
        case_id=case_id, question=question, due_at=due_at, asked_at=ctx.now, asked_by=str(ctx.actor)
    )
    return _record(row)


def open_question(case_id: int) -> QuestionRecord | None:
    """The question that still waits for its answer, if there is one."""
    row = InfoRequest.objects.filter(case_id=case_id, answered_at=None).first()
    return None if row is None else _record(row)


def remind(ctx: Context, question_id: int) -> None:
    """They were reminded once more."""
    assert connection.in_atomic_block
    InfoRequest.objects.filter(id=question_id).update(reminders=F("reminders") + 1, reminded_at=ctx.now)


def answer_question(ctx: Context, question_id: int, answer: str) -> None:
    """Keep what they answered; an empty answer ends a question that stayed without one."""
    assert connection.in_atomic_block
    InfoRequest.objects.filter(id=question_id, answered_at=None).update(answer=answer, answered_at=ctx.now)


def _record(row: InfoRequest) -> QuestionRecord:
    return QuestionRecord(
        id=row.id,
        case_id=row.case_id,
        question=row.question,
        asked_at=row.asked_at,
        due_at=row.due_at,
        reminders=row.reminders,
        answer=row.answer,
        answered_at=row.answered_at,
    )
