"""The customer's own tap on a yes that somebody noted for them: only now is the case recovered."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.followups import store as followups
from amends.apps.followups.store import NothingToConfirm
from amends.core.case.outcome import outcome_when_confirmed
from amends.core.case.standing import Answer, AnswerSource
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """The case and what it counts as now."""

    case_ref: str
    outcome: str


@command(Permission.CONFIRM_RECOVERY)
def confirm_answer(ctx: Context, *, answer_id: int) -> AnswerConfirmed:
    """Confirm the spoken yes with that id; raises `NothingToConfirm`, also when it is not this customer's or when
    they have answered differently since."""
    noted = followups.answer(answer_id)
    case = cases.lock_case(noted.case_id)
    last = followups.last_answer(case.id)
    theirs = case.customer_id == ctx.actor.id
    if not theirs or noted.answer != Answer.YES or last is None or last.id != answer_id:
        raise NothingToConfirm()
    followups.confirm(ctx, answer_id)
    standing = cases.standing_of(
        ctx, case, answer=Answer.YES, answer_source=AnswerSource.SPOKEN, answer_confirmed=True
    )
    outcome = outcome_when_confirmed(case.outcome, standing)
    case = cases.change(ctx, case, "answer.confirmed", outcome=outcome)
    return AnswerConfirmed(case.ref, "" if outcome is None else outcome.value)
