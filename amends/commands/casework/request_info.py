"""One specific question goes to the customer; meanwhile our own clocks stand still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.apps.units import store as units
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.clock.opening import calendar_for
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

RULE = "house.question.1"
SOONEST = timedelta(hours=1)


class AnswerDateTooSoon(Refusal):
    """Nobody can answer by then."""

    code = "answer_date_too_soon"
    kind = Kind.INVALID
    message = gettext_noop("Give them time to answer: choose a time that is at least an hour away.")


@dataclass(frozen=True, slots=True)
class InfoRequested:
    """The question is out, and the case waits for the answer until then."""

    ref: str
    state: str
    due_at: datetime
    by_mail: bool


@command(Permission.SAY)
def request_info(
    ctx: Context, *, case_ref: str, question: str, due_at: datetime, spoken: bool = False
) -> InfoRequested:
    """Ask the customer one thing, by mail where we have an address, or as said in person (`spoken`).

    Raises `CaseUnknown`, `CaseEnded`, `QuestionMissing`, `AnswerDateTooSoon`, `TooLong`, `AddressMissing`,
    `TransitionNotAllowed`.
    """
    case = cases.take_case(ctx, case_ref, Permission.SAY)
    asked = within(question, 500, field="question")
    if due_at < ctx.now + SOONEST:
        raise AnswerDateTooSoon(field="due_at")
    standing = cases.standing_of(ctx, case, question_asked=bool(asked), question_due_set=True)
    unit = units.unit(case.unit_id)
    clocks.pause_internal(ctx, case.id, calendar_for(unit.clocks))
    clocks.set_deadline(ctx, case.id, "answer", due_at, RULE)
    case = cases.apply_event(ctx, case, Event.REQUEST_INFO, standing, wanted_by_at=clocks.next_due(case.id))
    cases.ask(ctx, case_id=case.id, question=asked, due_at=due_at)
    if spoken:
        conversations.record_spoken(
            ctx,
            case_id=case.id,
            stage="RESPONSE",
            words=asked,
            told_by=str(ctx.actor),
            told_at=ctx.now,
            channel=case.channel,
        )
    else:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        post = cases.correspondence(case.id).about(what=asked, due_at=due_at, link_serial=link.serial)
        conversations.queue_letter(ctx, "question", post, case_id=case.id, business=unit.business)
    return InfoRequested(case.ref, case.state.value, due_at, not spoken)
