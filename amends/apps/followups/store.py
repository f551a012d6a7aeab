"""The only writer of follow-ups and of what customers answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from amends.apps.followups.models import Answer, FollowUp
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class NotAsked(Refusal):
    """There is no open question to this customer."""

    code = "not_asked"
    kind = Kind.CONFLICT
    message = gettext_noop("Nobody is asking about this at the moment. Write to us and we look at it again.")


class NothingToConfirm(Refusal):
    """There is no spoken answer that waits for a tap."""

    code = "nothing_to_confirm"
    kind = Kind.GONE
    message = gettext_noop("There is nothing left to confirm here. Thank you for looking.")


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """One round of asking."""

    id: int
    case_id: int
    round: int
    ask_at: datetime
    attempts_made: int
    attempts_required: int
    channels: frozenset[str]
    last_asked_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What the customer said in one round, and how it came."""

    id: int
    follow_up_id: int
    case_id: int
    answer: str
    source: str
    words: str
    satisfaction: int | None
    at: datetime
    confirmed_at: datetime | None

    def says(self, answer: str, source: str, words: str, satisfaction: int | None) -> bool:
        """Does this say already all that an answer with these words and this rating would say?"""
        return (
            (self.answer, self.source) == (answer, source)
            and words.strip() in ("", self.words)
            and satisfaction in (None, self.satisfaction)
        )


def schedule(
    ctx: Context, *, case_id: int, round_number: int, ask_at: datetime, attempts_required: int
) -> FollowUpRecord:
    """Ask in this round from `ask_at` on; a round that is already scheduled is asked anew from then."""
    assert connection.in_atomic_block
    anew: dict[str, Any] = {
        "ask_at": ask_at,
        "attempts_made": 0,
        "attempts_required": attempts_required,
        "channels": [],
        "last_asked_at": None,
        "ended_at": None,
    }
    (row,) = FollowUp.objects.bulk_create(
        [FollowUp(case_id=case_id, round=round_number, **anew)],
        update_conflicts=True,
        unique_fields=["case", "round"],
        update_fields=list(anew),
    )
    return _record(row)


def running(case_id: int) -> FollowUpRecord | None:
    """The round that is being asked, if any."""
    row = FollowUp.objects.filter(case_id=case_id, ended_at=None).order_by("-round").first()
    return None if row is None else _record(row)


def latest(case_id: int) -> FollowUpRecord | None:
    """The last round that was scheduled, ended or not."""
    row = FollowUp.objects.filter(case_id=case_id).order_by("-round").first()
    return None if row is None else _record(row)


def to_ask(now: datetime, limit: int) -> tuple[FollowUpRecord, ...]:
    """Rounds in which the next attempt is due. Nothing is locked yet (see `still_due`)."""
    return _due(now, limit, attempts_made__lt=F("attempts_required"))


def to_close(now: datetime, limit: int) -> tuple[FollowUpRecord, ...]:
    """Rounds that stayed without an answer after all attempts. Nothing is locked yet (see `still_due`)."""
    return _due(now, limit, attempts_made__gte=F("attempts_required"))


def still_due(follow_up_id: int, now: datetime) -> FollowUpRecord | None:
    """The round, locked under the lock of its case; None when it was answered, asked or ended since."""
    assert connection.in_atomic_block
    row = FollowUp.objects.select_for_update().filter(id=follow_up_id, ended_at=None, ask_at__lte=now).first()
    return None if row is None else _record(row)


def mark_asked(
    ctx: Context, round_asked: FollowUpRecord, *, channel: str, next_at: datetime
) -> FollowUpRecord:
    """One more attempt was made over `channel`; look again at `next_at`."""
    assert connection.in_atomic_block
    FollowUp.objects.filter(id=round_asked.id).update(
        attempts_made=F("attempts_made") + 1,
        channels=sorted(round_asked.channels | {channel}),
        last_asked_at=ctx.now,
        ask_at=next_at,
    )
    return _record(FollowUp.objects.get(id=round_asked.id))


def look_again(follow_up_id: int, at: datetime) -> None:
    """It is a person's turn to ask; look at it again at `at`."""
    assert connection.in_atomic_block
    FollowUp.objects.filter(id=follow_up_id).update(ask_at=at)


def end(ctx: Context, case_id: int) -> None:
    """Stop asking: answered, closed or opened again."""
    assert connection.in_atomic_block
    FollowUp.objects.filter(case_id=case_id, ended_at=None).update(ended_at=ctx.now)


def record_answer(
    ctx: Context,
    *,
    follow_up_id: int,
    answer: str,
    source: str,
    words: str = "",
    satisfaction: int | None = None,
) -> AnswerRecord:
    """Keep the answer (yes, partly, no) and its source; one by link or reply is confirmed at once."""
    assert connection.in_atomic_block
    row = Answer.objects.create(
        follow_up_id=follow_up_id,
        answer=answer,
        source=source,
        words=words.strip(),
        satisfaction=satisfaction,
        recorded_by=str(ctx.actor),
        at=ctx.now,
        confirmed_at=None if source == "spoken" else ctx.now,
    )
    return _answer(row)


def answer(answer_id: int) -> AnswerRecord:
    """The answer with that id; raises `NothingToConfirm` when there is none."""
    row = Answer.objects.filter(id=answer_id).select_related("follow_up").first()
    if row is None:
        raise NothingToConfirm()
    return _answer(row)


def last_answer(case_id: int) -> AnswerRecord | None:
    """What the customer said last about this case, whatever the round."""
    row = (
        Answer.objects.filter(follow_up__case_id=case_id).select_related("follow_up").order_by("-id").first()
    )
    return None if row is None else _answer(row)


def confirm(ctx: Context, answer_id: int) -> AnswerRecord:
    """The customer's own tap on a spoken answer; raises `NothingToConfirm` when there is none waiting."""
    assert connection.in_atomic_block
    waiting = Answer.objects.filter(id=answer_id, source="spoken", confirmed_at=None)
    if waiting.update(confirmed_at=ctx.now) != 1:
        raise NothingToConfirm()
    return answer(answer_id)


def _due(now: datetime, limit: int, **which: object) -> tuple[FollowUpRecord, ...]:
    rows = FollowUp.objects.filter(ended_at=None, ask_at__lte=now, **which).order_by("ask_at", "id")[:limit]
    return tuple(_record(row) for row in rows)


def _record(row: FollowUp) -> FollowUpRecord:
    return FollowUpRecord(
        id=row.id,
        case_id=row.case_id,
        round=row.round,
        ask_at=row.ask_at,
        attempts_made=row.attempts_made,
        attempts_required=row.attempts_required,
        channels=frozenset(row.channels),
        last_asked_at=row.last_asked_at,
        ended_at=row.ended_at,
    )


def _answer(row: Answer) -> AnswerRecord:
    return AnswerRecord(
        id=row.id,
        follow_up_id=row.follow_up_id,
        case_id=row.follow_up.case_id,
        answer=row.answer,
        source=row.source,
        words=row.words,
        satisfaction=row.satisfaction,
        at=row.at,
        confirmed_at=row.confirmed_at,
    )


def forget(case_ids: Collection[int]) -> None:
    """Empty the words beside the answers in these cases; the answers themselves stay."""
    assert connection.in_atomic_block
    Answer.objects.filter(follow_up__case_id__in=case_ids).update(words="")
