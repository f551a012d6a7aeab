"""One step that several commands take: an answer from above was heard, and what follows from it happens.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of customer, case,
offer and question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.commands import deciding
from amends.commands.answering import let_go, look_again
from amends.commands.asking_above import ask_next
from amends.commands.carrying_out import CarriedOut
from amends.commands.giving import execute
from amends.commands.handing_over import hand_over_vouchers
from amends.commands.putting_right import due_anew
from amends.core.case.facts import CaseFacts
from amends.core.decision.basis import usable_facts
from amends.core.offer.arguments import giving_digest
from amends.core.offer.authority import ArgumentsChanged
from amends.core.offer.lifecycle import OfferEvent
from amends.core.policy.evaluate import Verdict, evaluate
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class Ran:
    """Where case and offer stand after an answer, what was carried out, and whether the question has ended."""

    case: cases.CaseRecord
    offer: offers.OfferRecord
    done: CarriedOut
    has_ended: bool


def check_unchanged(
    ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord
) -> tuple[CaseFacts, units.UnitRecord, Verdict]:
    """What the yes would run on, if it is still what was asked; raises `ArgumentsChanged`."""
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
    return facts, unit, evaluate(policy.document, known)


def said_yes(
    ctx: Context,
    case: cases.CaseRecord,
    offer: offers.OfferRecord,
    question: approvals.ApprovalRecord,
    note: str = "",
) -> Ran:
    """Go on after a yes that was heard: wait for the others of its step, ask the next step, or run what was asked.

    Raises `ArgumentsChanged` where something was changed since it was asked.
    """
    facts, unit, verdict = check_unchanged(ctx, case, offer)
    body = {"approval_id": question.id, "offer_id": offer.id, "level": question.level}
    progress = question.progress
    if progress.wanted:
        return Ran(case, offer, CarriedOut(), has_ended=False)
    if not progress.is_last:
        turned = ask_next(ctx, case, question, replace(progress, step=progress.step + 1))
        record(ctx, f"case:{case.id}", "approval.passed_on", {**body, "step": turned.progress.step})
        return Ran(case, offer, CarriedOut(), has_ended=False)
    approvals.decide(ctx, question, approve=True, note=note)
    record(ctx, f"case:{case.id}", "approval.granted", body)
    case = deciding.decide(ctx, case, facts, unit, verdict, remedy_from_tables=True)
    offer = offers.move(ctx, offer, OfferEvent.APPROVE)
    if offer.needs_acceptance:
        return Ran(case, offer, CarriedOut(), has_ended=True)
    done = execute(ctx, case, offer)
    hand_over_vouchers(ctx, case)
    return Ran(due_anew(ctx, case), offers.offer(offer.id), done, has_ended=True)


def said_no(ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord) -> Ran:
    """The offer is not made, the money it held is let go, and the case wants a decision again."""
    offer = offers.move(ctx, offer, OfferEvent.REFUSE_APPROVAL)
    case = look_again(ctx, case)
    let_go(ctx, offer)
    return Ran(case, offer, CarriedOut(), has_ended=True)
