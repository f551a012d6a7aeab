"""The sweep that asks customers whether it is right now."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.conversations import store as conversations
from amends.apps.followups import store as followups
from amends.apps.followups.store import FollowUpRecord
from amends.apps.links import store as links
from amends.core.case.lifecycle import Event, State
from amends.core.case.wanted import Wanted
from amends.core.clock.asking import ask_again_at
from amends.core.clock.turns import Turn, plan_for, whose_turn
from amends.core.message.correspondence import Correspondence
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one

_ASKABLE = (State.FULFILLED, State.VERIFYING)


@dataclass(frozen=True, slots=True)
class CustomersAsked:
    """Cases in which a mail went out, and those in which a person has to call."""

    asked: tuple[int, ...]
    to_call: tuple[int, ...]


@errand(Permission.SWEEP)
def ask_followups(ctx: Context, *, limit: int = 100) -> CustomersAsked:
    """Ask in every case whose moment has come, each in its own transaction.

    By mail with the customer's own page, where there is an address; where there is none, or a second channel is due,
    the case asks its owner to call. A case that has gone elsewhere meanwhile is not asked about any more.
    """

    def ask(due: FollowUpRecord) -> tuple[int, Turn] | None:
        case = cases.lock_case(due.case_id)
        round_due = followups.still_due(due.id, ctx.now)
        if round_due is None:
            return None
        if case.state not in _ASKABLE or round_due.round != case.round:
            followups.end(ctx, case.id)
            return None
        post = cases.correspondence(case.id)
        plan = plan_for(case.severity, post.routes)
        turn = whose_turn(plan, made=round_due.attempts_made, tried=round_due.channels, routes=post.routes)
        if turn is Turn.MAIL:
            _by_mail(ctx, case, round_due, post)
        else:
            followups.look_again(round_due.id, ask_again_at(case.severity, ctx.now, post.record.timezone))
            wanted = Wanted.ASK_AGAIN if round_due.attempts_made else Wanted.ASK
            cases.set_due(ctx, case, ctx.now, wanted)
        return case.id, turn

    done = one_by_one(followups.to_ask(ctx.now, limit), ask)
    return CustomersAsked(
        asked=tuple(case_id for case_id, turn in done if turn is Turn.MAIL),
        to_call=tuple(case_id for case_id, turn in done if turn is not Turn.MAIL),
    )


def _by_mail(ctx: Context, case: CaseRecord, round_due: FollowUpRecord, post: Correspondence) -> None:
    """The question with a fresh link; the first one of a round is the contact that moves the case on."""
    link = links.open_link(ctx, case_id=case.id, purpose="portal")
    code = "follow_up_again" if round_due.attempts_made else "follow_up"
    conversations.queue_letter(ctx, code, post.about(link_serial=link.serial), case_id=case.id)
    next_at = ask_again_at(case.severity, ctx.now, post.record.timezone)
    followups.mark_asked(ctx, round_due, channel="email", next_at=next_at)
    if case.state is State.FULFILLED:
        standing = cases.standing_of(ctx, case, follow_up_made=True)
        cases.apply_event(ctx, case, Event.FOLLOW_UP, standing, wanted_by_at=next_at)
    else:
        cases.look_again(ctx, case, wanted_by_at=next_at, follow_up_made=True)
