"""The sweep that reminds whoever is asked for a yes, once in each step, before its time has run."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.commands.asking_above import write_to_approvers
from amends.commands.matter import matter_of
from amends.core.clock.deadline import soon_at
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one


@dataclass(frozen=True, slots=True)
class ApproversReminded:
    """The questions of which somebody was reminded."""

    approval_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def remind_approvers(ctx: Context, *, limit: int = 200) -> ApproversReminded:
    """Write once more to those who are asked when three quarters of a step's time have gone, each in a transaction.

    A question that another sweep holds is left to it.
    """

    def remind(seen: approvals.ApprovalRecord) -> int | None:
        if ctx.now < soon_at(seen.step_at, seen.due_at):
            return None
        question = approvals.claim_unreminded(seen.id)
        if question is None:
            return None
        code = "review_wanted" if question.is_review else "approval_soon"
        write_to_approvers(ctx, matter_of(question), question, code)
        approvals.remind(ctx, question)
        return question.id

    return ApproversReminded(one_by_one(approvals.not_reminded(ctx.now, limit), remind))
