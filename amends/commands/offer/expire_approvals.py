"""Questions that nobody answered in time: refused, handed up or approved, as their policy said. A sweep."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.commands.approving import said_no, said_yes
from amends.commands.asking_above import ask_next
from amends.commands.matter import Matter, check_unchanged, lock_matter
from amends.core.offer.authority import ArgumentsChanged, Seat
from amends.core.policy.approvals import OnTimeout, Who
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalsExpired:
    """The questions whose time had passed."""

    approval_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def expire_approvals(ctx: Context, *, limit: int = 100) -> ApprovalsExpired:
    """Do what silence means for up to `limit` overdue questions, each in its own transaction.

    1. List them, without locks. 2. For each lock what it is about and the question, and leave it if somebody answered
    meanwhile. 3. Hand it up, take silence as a yes below the stated amount, or take the offer back and let its money
    go; then the case wants a decision again. An incident stays as it was decided.
    """
    overdue = approvals.overdue(ctx.now, limit)
    return ApprovalsExpired(one_by_one(overdue, lambda question: _time_out(ctx, question)))


def _time_out(ctx: Context, seen: approvals.ApprovalRecord) -> int | None:
    matter = lock_matter(seen)
    question = approvals.lock_approval(seen.id)
    if question.state != "waiting" or ctx.now < question.due_at:
        return None
    if matter.waits and (_handed_up(ctx, matter, question) or _approved(ctx, matter, question)):
        return question.id
    approvals.expire(ctx, question)
    record(ctx, matter.stream, "approval.expired", {"approval_id": question.id, **matter.named})
    if matter.waits:
        said_no(ctx, matter)
    return question.id


def _handed_up(ctx: Context, matter: Matter, question: approvals.ApprovalRecord) -> bool:
    """Ask the next higher role, where the step says so and there is one."""
    if question.progress.present.on_timeout is not OnTimeout.HAND_UP:
        return False
    raised = question.progress.handed_up()
    if raised is None:
        return False
    turned = ask_next(ctx, matter, question, raised)
    body = {"approval_id": question.id, "roles": [role.value for role in turned.progress.wanted]}
    record(ctx, matter.stream, "approval.handed_up", body)
    return True


def _approved(ctx: Context, matter: Matter, question: approvals.ApprovalRecord) -> bool:
    """Take silence as a yes, where the step says so, it is small enough and nothing was changed."""
    step = question.progress.present
    if step.on_timeout is not OnTimeout.APPROVE or step.approve_below is None:
        return False
    if matter.face.decimal >= step.approve_below:
        return False
    try:
        check_unchanged(ctx, matter, question.arguments_digest)
    except ArgumentsChanged:
        return False
    wanted = question.progress.wanted if step.who is Who.ALL else question.progress.wanted[:1]
    seats = [Seat(role, str(ctx.actor)) for role in wanted]
    heard = approvals.hear(ctx, question, seats, is_yes=True, involved=matter.involved)
    body = {"approval_id": question.id, **matter.named, "step": question.progress.step}
    record(ctx, matter.stream, "approval.silence_taken", body)
    said_yes(ctx, matter, heard)
    return True
