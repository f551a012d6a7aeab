"""The sweep that closes what stayed without an answer: as unverified, never as a success."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.followups import store as followups
from amends.apps.followups.store import FollowUpRecord
from amends.commands.closing import close
from amends.core.case.lifecycle import Event, State
from amends.core.case.wanted import Wanted
from amends.core.clock.asking import ask_again_at
from amends.core.clock.turns import Turn, plan_for, whose_turn
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one


@dataclass(frozen=True, slots=True)
class SilentClosed:
    """The cases that closed without an answer."""

    case_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def close_silent(ctx: Context, *, limit: int = 100) -> SilentClosed:
    """Close every case that was asked often enough, on enough channels, and waited out the last attempt.

    Where a second channel is still due, the case asks its owner to call instead, and is looked at again later.
    """

    def close_if_silent(due: FollowUpRecord) -> int | None:
        case = cases.lock_case(due.case_id)
        round_due = followups.still_due(due.id, ctx.now)
        if round_due is None:
            return None
        if case.state is not State.VERIFYING or round_due.round != case.round:
            followups.end(ctx, case.id)
            return None
        post = cases.correspondence(case.id)
        plan = plan_for(case.severity, post.routes)
        made, tried = round_due.attempts_made, round_due.channels
        if whose_turn(plan, made=made, tried=tried, routes=post.routes) is not Turn.NOBODY:
            followups.look_again(round_due.id, ask_again_at(case.severity, ctx.now, post.record.timezone))
            cases.set_due(ctx, case, ctx.now, Wanted.ASK_AGAIN)
            return None
        followups.end(ctx, case.id)
        standing = cases.standing_of(
            ctx,
            case,
            attempts_made=made,
            attempts_required=plan.attempts,
            channels_tried=len(tried),
            channels_required=plan.channels,
        )
        close(ctx, case, Event.NO_RESPONSE, standing)
        return case.id

    return SilentClosed(one_by_one(followups.to_close(ctx.now, limit), close_if_silent))
