"""Somebody with more authority says yes or no to exactly what was asked; the last yes runs it at once."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.incidents import store as incidents
from amends.commands.approving import Ran, said_no, said_yes
from amends.commands.asking_above import approver_of
from amends.commands.giving_in_danger import reviewed
from amends.commands.matter import Matter, OfferMatter, lock_matter
from amends.core.offer.authority import Seat, check_approver, check_arguments
from amends.core.offer.emergency import check_review
from amends.core.roles import Permission
from amends.core.unseen import ApprovalUnknown
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """What the answer led to. `waits_for` are the roles whose yes is wanted next; none: the question has ended.

    It is about an offer or about an incident; the names of the other are empty.
    """

    approval_id: int
    approved: bool
    offer_id: int | None = None
    offer_state: str = ""
    case_state: str = ""
    voucher_ids: tuple[int, ...] = ()
    promise_ids: tuple[int, ...] = ()
    waits_for: tuple[str, ...] = ()
    incident_ref: str = ""


@command(Permission.APPROVE)
def decide_approval(
    ctx: Context,
    *,
    arguments_digest: str,
    approve: bool,
    approval_id: int | None = None,
    offer_id: int | None = None,
    incident_ref: str = "",
    note: str = "",
) -> ApprovalDecided:
    """Answer a question, named by its own id, that of its offer or its incident's reference; `arguments_digest` is that
    of what the approver was shown.

    1. lock customer, case, offer (or the incident) and the question, 2. check who answers, with their own authority or
    that of whom they stand in for, and that the facts, the policy and the options are those that were asked about, 3.
    keep the answer, 4. on a yes ask the next step, or, if it was the last, decide the case and carry out what needs no
    choice (an incident's money can be held then); a no of anybody ends it and lets the money go. A review only keeps
    the answer and tells it to whoever gave: nothing is taken back. Raises `ApprovalUnknown`, `ApprovalDecidedBefore`,
    `ApprovalOverdue`, `ArgumentsChanged`, `ReviewUnexplained` and the refusals of core.offer.authority about the
    approver.
    """
    seen = _seen(approval_id, offer_id, incident_ref)
    _may_answer(ctx, seen, frozenset())
    matter = lock_matter(seen)
    question = approvals.lock_approval(seen.id)
    involved = matter.involved
    seat = _may_answer(ctx, question, involved)
    check_arguments(
        question.question(involved), arguments_digest, question.asked_at if question.is_review else ctx.now
    )
    if question.is_review:
        check_review(is_yes=approve, words=note)
    question = approvals.hear(ctx, question, [seat], is_yes=approve, note=note.strip(), involved=involved)
    _tell(ctx, matter, question, seat, approve=approve)
    if question.is_review:
        assert isinstance(matter, OfferMatter), "only a giving is reviewed"
        words = note.strip()
        case = reviewed(ctx, matter.case, matter.offer, question, approve=approve, note=words)
        ran = Ran(OfferMatter(case, matter.offer))
    elif approve:
        ran = said_yes(ctx, matter, question, note.strip())
    else:
        approvals.decide(ctx, question, approve=False, note=note.strip())
        ran = said_no(ctx, matter)
    waits_for = () if ran.has_ended else approvals.approval(question.id).progress.wanted
    return _answer(ran, question.id, approve, tuple(role.value for role in waits_for))


def _seen(approval_id: int | None, offer_id: int | None, incident_ref: str) -> approvals.ApprovalRecord:
    """The question that is meant, unlocked; `ApprovalUnknown` where there is none."""
    if approval_id is not None:
        return approvals.approval(approval_id)
    if not incident_ref:
        return approvals.approval_of(offer_id or 0)
    return approvals.approval_of_incident(incidents.id_of(incident_ref) or 0)


def _answer(ran: Ran, approval_id: int, approved: bool, waits_for: tuple[str, ...]) -> ApprovalDecided:
    if not isinstance(ran.matter, OfferMatter):
        ref = ran.matter.incident.ref
        return ApprovalDecided(approval_id, approved, waits_for=waits_for, incident_ref=ref)
    return ApprovalDecided(
        approval_id,
        approved,
        ran.matter.offer.id,
        ran.matter.offer.state.value,
        ran.matter.case.state.value,
        ran.done.voucher_ids,
        ran.done.promise_ids,
        waits_for,
    )


def _may_answer(ctx: Context, question: approvals.ApprovalRecord, involved: frozenset[str]) -> Seat:
    """With whose authority they answer. What has ended is said to whoever may see it, and to nobody else."""
    approver = approver_of(ctx, question.unit_id)
    if not any(authority.roles for authority in approver.authorities):
        raise ApprovalUnknown
    if question.state != "waiting":
        raise approvals.ApprovalDecidedBefore
    return check_approver(approver, question.question(involved))


def _tell(
    ctx: Context, matter: Matter, question: approvals.ApprovalRecord, seat: Seat, *, approve: bool
) -> None:
    body = {
        "approval_id": question.id,
        **matter.named,
        "step": question.progress.step,
        "role": seat.role,
        "for": seat.holder,
        "yes": approve,
    }
    happened = (
        "review.given" if question.is_review else "approval.answered" if approve else "approval.refused"
    )
    record(ctx, matter.stream, happened, body)
