"""The sweep of the clocks: what is due rings once, and what follows from silence happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.apps.staff import store as staff
from amends.core.case.deviation import Deviation
from amends.core.case.lifecycle import ENDS, State
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

REMINDERS = 2
REMIND_EVERY = timedelta(days=3)
RULE = "house.question_again.1"

_NOT_YET_TOLD = frozenset(
    {State.ACKNOWLEDGED, State.ASSESSED, State.INVESTIGATING, State.AWAITING_CUSTOMER, State.DECIDED}
)


@dataclass(frozen=True, slots=True)
class DeadlinesRung:
    """How many clocks rang, and how many cases went to somebody more senior."""

    rung: int
    handed_up: int


@command(Permission.SWEEP)
def ring_deadlines(ctx: Context, *, limit: int = 200) -> DeadlinesRung:
    """Ring what is due, each clock once.

    1. find the cases of up to `limit` clocks that are due; 2. lock each, leaving those that somebody works on for the
    next sweep, and stop the clocks of those that have ended; 3. ring its clocks
    (of an ended case: those that outlive it); 4. a breach is journalled as
    `deadline.passed` and never undone; 5. an acknowledged case without a substantive answer by its time is a failed
    recovery and goes to somebody fresh and more senior; a question without an answer is asked again, twice at most.
    """
    rung = handed_up = 0
    for case_id in clocks.cases_due(ctx.now, limit):
        case = cases.lock_if_free(case_id)
        if case is None:
            continue
        if case.state in ENDS:
            clocks.stop_at_end(ctx, case_id)
        for clock in clocks.ring(case_id, ctx.now):
            rung += 1
            body = {"kind": clock.kind, "rule": clock.rule, "due_at": clock.due_at}
            record(ctx, f"case:{case_id}", "deadline.passed", body)
            if clock.kind == "respond" and not clock.is_statutory and case.state in _NOT_YET_TOLD:
                case = _handed_up(ctx, case)
                handed_up += 1
            elif clock.kind == "answer" and case.state is State.AWAITING_CUSTOMER:
                case = _asked_again(ctx, case)
    return DeadlinesRung(rung, handed_up)


def _handed_up(ctx: Context, case: cases.CaseRecord) -> cases.CaseRecord:
    """Said that we have it, and then nothing: somebody fresh and more senior goes on."""
    case = cases.deviate(ctx, case, Deviation.NO_SUBSTANTIVE_RESPONSE)
    taken = staff.escalation_owner(case.unit_id, case.owner_level_min - 1, [case.owner_before_id or 0])
    if taken is not None:
        person, level = taken
        case = cases.assign(ctx, case, owner_id=person.id, owner_level=level)
    return cases.look_again(ctx, case, wanted_by_at=clocks.next_due(case.id))


def _asked_again(ctx: Context, case: cases.CaseRecord) -> cases.CaseRecord:
    """Remind the customer, or, after the last reminder, let a person decide on what is held."""
    question = cases.open_question(case.id)
    clocks.meet(ctx, case.id, "answer")
    if question is None or question.reminders >= REMINDERS:
        return cases.look_again(ctx, case, wanted_by_at=ctx.now, reminder_due=True)
    post = cases.correspondence(case.id)
    if post.to_address:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        due_at = ctx.now + REMIND_EVERY
        about = post.about(what=question.question, due_at=due_at, link_serial=link.serial)
        conversations.queue_letter(ctx, "question_again", about, case_id=case.id)
    cases.remind(ctx, question.id)
    clocks.set_deadline(ctx, case.id, "answer", ctx.now + REMIND_EVERY, RULE)
    return cases.look_again(
        ctx, case, wanted_by_at=clocks.next_due(case.id), reminder_due=not post.to_address
    )
