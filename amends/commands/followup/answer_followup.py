"""The customer says whether it is right now: yes closes, partly and no begin another round with somebody fresh.

Their yes by link or reply is theirs; one that a colleague notes counts as said-yes-unverified until the customer
confirms it with a tap. After a case has closed they are believed all the same: a late "no" opens it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.followups import store as followups
from amends.apps.followups.store import AnswerRecord, FollowUpRecord, NotAsked
from amends.apps.links import store as links
from amends.apps.staff import store as staff
from amends.apps.tasks import store as tasks
from amends.commands.closing import close
from amends.core.case.answering import read_answer, read_satisfaction, source_for
from amends.core.case.lifecycle import Event, State
from amends.core.case.outcome import Outcome, outcome_when_confirmed
from amends.core.case.standing import Answer, AnswerSource
from amends.core.case.unknown import CaseUnknown
from amends.core.roles import Permission
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import ActorKind, Context

FIRST_CALL_WITHIN = timedelta(hours=4)
"""After a partly or a no somebody calls within half a working day (a design choice)."""


@dataclass(frozen=True, slots=True)
class FollowUpAnswered:
    """What was understood, and where the case stands now."""

    case_ref: str
    answer_id: int
    answer: str
    state: str
    outcome: str
    round: int


@command(Permission.CONFIRM_RECOVERY, Permission.ACCEPT_FOR_CUSTOMER)
def answer_followup(
    ctx: Context,
    *,
    case_ref: str,
    answer: str,
    source: str,
    words: str = "",
    satisfaction: int | None = None,
) -> FollowUpAnswered:
    """Keep the answer (yes, partly, no) with the customer's words, and act on it at once.

    `source` is link or reply for the customer, spoken for a colleague. `satisfaction` is 1 to 5. The same said again
    in the same round (a second tap, another tab) is the one answer: nothing is kept or done twice.
    Raises `AnswerUnknown`, `SatisfactionInvalid`, `AnswerNotTheirs`, `CaseUnknown`, `NotAsked`.
    """
    said = read_answer(answer)
    rating = read_satisfaction(satisfaction)
    came_by = source_for(
        source,
        is_customer=ctx.actor.kind is ActorKind.CUSTOMER,
        is_person=ctx.actor.kind is ActorKind.PERSON,
    )
    case = cases.lock_case(_found(ctx, case_ref).id)
    before = _said_before(case)
    if before is not None and before.says(said.value, came_by.value, words, rating):
        return _told(case, before)
    asked = _asked(case)
    given = followups.record_answer(
        ctx, follow_up_id=asked.id, answer=said.value, source=came_by.value, words=words, satisfaction=rating
    )
    followups.end(ctx, case.id)
    _journal(ctx, case, given)
    if case.state is State.FULFILLED:  # they came to us before we asked
        standing = cases.standing_of(ctx, case, follow_up_made=True)
        case = cases.apply_event(ctx, case, Event.FOLLOW_UP, standing, wanted_by_at=ctx.now)
    act = _put_right if said is Answer.YES else _not_right
    return _told(act(ctx, case, given, came_by), given)


def _told(case: CaseRecord, given: AnswerRecord) -> FollowUpAnswered:
    outcome = "" if case.outcome is None else case.outcome.value
    return FollowUpAnswered(case.ref, given.id, given.answer, case.state.value, outcome, case.round)


def _found(ctx: Context, case_ref: str) -> CaseRecord:
    """The case, if it is the customer's own or the colleague may record answers there."""
    if ctx.actor.kind is not ActorKind.CUSTOMER:
        return cases.find_case(ctx, case_ref, Permission.ACCEPT_FOR_CUSTOMER)
    case = cases.case_by_ref(case_ref)
    if case.customer_id != ctx.actor.id:
        raise CaseUnknown(ref=case_ref[:20])
    return case


def _said_before(case: CaseRecord) -> AnswerRecord | None:
    """The answer that ended the last round of asking, while nobody asks anew."""
    last, before = followups.latest(case.id), followups.last_answer(case.id)
    if last is None or before is None or last.ended_at is None or before.follow_up_id != last.id:
        return None
    return before


def _asked(case: CaseRecord) -> FollowUpRecord:
    """The round that an answer belongs to now; raises `NotAsked` while nothing was put right yet."""
    running = followups.running(case.id)
    if running is not None and case.state in (State.FULFILLED, State.VERIFYING):
        return running
    last = followups.latest(case.id)
    if last is None or case.state is not State.CLOSED:
        raise NotAsked()
    return last


def _put_right(ctx: Context, case: CaseRecord, given: AnswerRecord, came_by: AnswerSource) -> CaseRecord:
    """The customer's yes: close, ask ourselves the closing questions, and where it was spoken ask for the tap."""
    standing = cases.standing_of(
        ctx,
        case,
        answer=Answer.YES,
        answer_source=came_by,
        answer_confirmed=came_by is not AnswerSource.SPOKEN,
    )
    if case.state is State.CLOSED:  # they had been silent, or had only said it
        return cases.change(
            ctx, case, "answer.confirmed", outcome=outcome_when_confirmed(case.outcome, standing)
        )
    closed = close(ctx, case, Event.CONFIRM_RECOVERED, standing)
    if closed.outcome is Outcome.SAID_YES_UNVERIFIED:
        _ask_for_the_tap(ctx, closed, given)
    return closed


def _ask_for_the_tap(ctx: Context, case: CaseRecord, given: AnswerRecord) -> None:
    """Mail the one-tap confirmation of a spoken yes, where there is an address."""
    post = cases.correspondence(case.id)
    if not post.to_address:
        return
    link = links.open_link(ctx, case_id=case.id, purpose="confirm_yes", subject_id=given.id)
    told_by = staff.user(ctx.user_id).display_name if ctx.user_id is not None else post.record.sender
    letter = post.about(link_serial=link.serial, told_by=told_by, told_at=ctx.now)
    conversations.queue_letter(ctx, "confirm_yes", letter, case_id=case.id)


def _not_right(ctx: Context, case: CaseRecord, given: AnswerRecord, came_by: AnswerSource) -> CaseRecord:
    """Another round, with a fresh owner of higher authority, who is told in the customer's own words."""
    excluded = {case.owner_id} if case.owner_id is not None else set()
    found = staff.escalation_owner(case.unit_id, case.owner_level, excluded)
    owner_id, owner_level = (None, 0) if found is None else (found[0].id, found[1])
    event = Event.REOPEN if case.state is State.CLOSED else Event.CONFIRM_NOT_RECOVERED
    standing = cases.standing_of(
        ctx,
        case,
        answer=Answer(given.answer),
        answer_source=came_by,
        owner_fresh=True,
        reopen_reason=True,
        same_issue=True,
    )
    call_by = ctx.now + FIRST_CALL_WITHIN
    if event is Event.REOPEN:
        tasks.drop_closing_task(case.id)
    clocks.set_deadline(ctx, case.id, "respond", call_by, "house.another_round.1")
    again = cases.apply_event(
        ctx, case, event, standing, wanted_by_at=call_by, owner_id=owner_id, owner_level=owner_level
    )
    if found is not None:
        owner = found[0]
        record = replace(
            cases.correspondence(case.id).record,
            language=owner.language,
            colleague=owner.display_name,
            note=f"“{given.words}”" if given.words else "",
            desk_link=f"{settings.AMENDS_PUBLIC_URL}/cases/{case.ref}",
        )
        conversations.queue_notice(ctx, "round_again", record, to_address=owner.email, case_id=case.id)
    return again


def _journal(ctx: Context, case: CaseRecord, given: AnswerRecord) -> None:
    words = journal.commitment(customers.person_key(case.customer_id), given.words) if given.words else ""
    body = {"answer": given.id, "said": given.answer, "source": given.source, "words": words}
    journal.record(ctx, f"case:{case.id}", "answer.recorded", body)
