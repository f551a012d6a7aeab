"""Somebody with more authority says yes or no to exactly what was asked; a yes runs at once."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.commands import deciding
from amends.commands.answering import let_go, lock_for_answer, look_again
from amends.commands.carrying_out import CarriedOut, carry_out
from amends.commands.handing_over import hand_over_vouchers
from amends.core.decision.basis import usable_facts
from amends.core.offer.arguments import giving_digest
from amends.core.offer.authority import Approver, ArgumentsChanged, check_approver, check_arguments
from amends.core.offer.lifecycle import OfferEvent
from amends.core.policy.evaluate import evaluate
from amends.core.roles import LEVEL, Permission
from amends.kernel.command import command
from amends.kernel.context import ActorKind, Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """What the answer led to."""

    approval_id: int
    approved: bool
    offer_id: int
    offer_state: str
    case_state: str
    voucher_ids: tuple[int, ...]
    promise_ids: tuple[int, ...]


@command(Permission.APPROVE)
def decide_approval(
    ctx: Context,
    *,
    arguments_digest: str,
    approve: bool,
    approval_id: int | None = None,
    offer_id: int | None = None,
    note: str = "",
) -> ApprovalDecided:
    """Answer a question, named by its own id or by that of its offer; `arguments_digest` is that of what the approver
    was shown.

    1. lock customer, case, offer, 2. check who answers and that the facts, the policy and the options are those that
    were asked about, 3. keep the answer, 4. on a yes decide the case and carry out what needs no choice; on a no let
    the money go. Raises `ApprovalUnknown`, `ApprovalDecidedBefore`, `ApprovalOverdue`, `ArgumentsChanged` and the
    refusals of core.offer.authority about the approver.
    """
    question = (
        approvals.approval_of(offer_id or 0) if approval_id is None else approvals.approval(approval_id)
    )
    asked = question.question(frozenset())
    _check_who(ctx, question, frozenset())
    offer, case = lock_for_answer(ctx, question.offer_id, Permission.APPROVE)
    _check_who(ctx, question, _involved(case))
    if question.state != "waiting":
        raise approvals.ApprovalDecidedBefore
    check_arguments(asked, arguments_digest, ctx.now)
    approvals.decide(ctx, question.id, approve=approve, note=note.strip())
    body = {"approval_id": question.id, "offer_id": offer.id, "level": question.level}
    record(ctx, f"case:{case.id}", "approval.granted" if approve else "approval.refused", body)
    done = CarriedOut()
    if approve:
        case, offer, done = _run(ctx, case, offer)
    else:
        offer = offers.move(ctx, offer, OfferEvent.REFUSE_APPROVAL)
        case = look_again(ctx, case)
        let_go(ctx, offer)
    return ApprovalDecided(
        question.id,
        approve,
        offer.id,
        offer.state.value,
        case.state.value,
        done.voucher_ids,
        done.promise_ids,
    )


def _check_who(ctx: Context, question: approvals.ApprovalRecord, involved: frozenset[str]) -> None:
    role = ctx.role_at(question.unit_id)
    approver = Approver(
        actor=str(ctx.actor),
        level=0 if role is None else LEVEL[role],
        # a program has the permission only where an operator gave its token the scope for it, by name or by role
        is_accountable=ctx.actor.kind in (ActorKind.PERSON, ActorKind.PROGRAM),
        sees_unit=ctx.may(Permission.APPROVE, question.unit_id),
    )
    check_approver(approver, question.question(involved))


def _involved(case: cases.CaseRecord) -> frozenset[str]:
    """Who had the case when a recovery failed decides nothing in its next round."""
    return frozenset() if case.owner_before_id is None else frozenset({f"person:{case.owner_before_id}"})


def _run(
    ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord
) -> tuple[cases.CaseRecord, offers.OfferRecord, CarriedOut]:
    """What was approved, as it was asked: the case is decided, and what needs no choice carried out."""
    facts, unit, policy = cases.facts_of(case.id), units.unit(case.unit_id), policies.in_force(ctx.now)
    known = usable_facts(policy.document, facts.values)
    now_digest = giving_digest(
        case_id=case.id,
        policy_digest=policy.digest,
        facts=known,
        options=[(option.gesture_code, option.face.minor) for option in offer.options],
        override_reason=offer.override_reason,
    )
    if now_digest != offer.arguments_digest:
        raise ArgumentsChanged(field="arguments_digest")
    verdict = evaluate(policy.document, known)
    case = deciding.decide(ctx, case, facts, unit, verdict, remedy_from_tables=True)
    offer = offers.move(ctx, offer, OfferEvent.APPROVE)
    if offer.needs_acceptance:
        return case, offer, CarriedOut()
    offers.move(ctx, offer, OfferEvent.EXECUTE, chosen=offer.options[0])
    done = carry_out(ctx, case, offer, offer.options)
    hand_over_vouchers(ctx, case)
    return case, offers.offer(offer.id), done
