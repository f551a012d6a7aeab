"""Something is given: one gesture, or two to four alternatives for the customer to choose from, and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.commands import deciding
from amends.commands.asking_above import ask_above
from amends.commands.carrying_out import CarriedOut
from amends.commands.giving import Desk, add_offers, execute, sit_down
from amends.commands.giving_in_danger import leave_unknown, wait_for_review
from amends.commands.handing_over import hand_over_vouchers
from amends.commands.putting_right import due_anew
from amends.core.case.hearing import within
from amends.core.decision.giving import Giving, plan_giving
from amends.core.ledger.budget import who_pays
from amends.core.offer.arguments import Choice
from amends.core.offer.emergency import check_emergency
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.envelope import Envelope
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

LEAST = 1
"""The level that looks at what was given in danger, where the policy asks for no yes: that of a lead."""


class EnvelopeChanged(Refusal):
    """The facts, the policy or an answer in the envelope are not what was shown; `envelope` is the new one."""

    code = "envelope_changed"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Something changed since this was shown, so nothing was given yet. Here is what you can do now."
    )

    def __init__(self, envelope: Envelope) -> None:
        super().__init__(field="envelope_digest", digest=envelope.digest)
        self.envelope = envelope


class OwedGivenBefore(Refusal):
    """What is owed is given once."""

    code = "owed_given_before"
    kind = Kind.CONFLICT
    message = gettext_noop("%(code)s is being carried out already.")


@dataclass(frozen=True, slots=True)
class OfferMade:
    """What came of it. `offer_id` is None when only what is owed was given; `state` is that of the gesture's offer.
    `approval_id` is the question that waits, or the review of what was given in an emergency.

    `voucher_ids` and `promise_ids` are there where nothing has to be accepted or approved first.
    """

    offer_id: int | None
    owed_offer_id: int | None
    state: str
    approval_id: int | None
    case_state: str
    voucher_ids: tuple[int, ...]
    promise_ids: tuple[int, ...]


@command(Permission.GIVE)
def make_offer(
    ctx: Context,
    *,
    case_ref: str,
    envelope_digest: str,
    choices: tuple[Choice, ...],
    owed: tuple[str, ...] = (),
    override_reason: str = "",
    spoken: bool = False,
    note: str = "",
    emergency: bool = False,
    unknown_because: str = "",
) -> OfferMade:
    """Give what the envelope with that digest showed; the money is held in every budget of the chain at this moment.

    1. lock customer and case, 2. judge again, with the same function that showed it, 3. freeze the decision and make
    the offers, 4. decide the case, or ask for the yes, 5. hold the money, last because everybody waits for the root; a
    budget that has too little left is passed over for the one above that the envelope named, 6. carry out what needs
    no choice.
    `owed` are codes of entitlements that go along. `spoken`: the customer was told in this very moment. `note` is for
    whoever is asked. `emergency`: somebody is in danger, so it is given without a yes, before it was looked into, and
    looked at afterwards; `note` says why, and `unknown_because` why the core facts that nobody has stated cannot be
    known yet. Raises `CaseUnknown`, `EnvelopeChanged`, `GestureBlocked`, `AlternativesWrong`, `OwedUnknown`,
    `OwedIncomplete`, `OwedGivenBefore`, `NoEmergency`, `EmergencyUnexplained`, `SaidNoBefore`, `BudgetExhausted`, and
    the guards of the lifecycle.
    """
    seen = cases.locate_case(ctx, case_ref, Permission.GIVE, field="case_ref")
    customers.lock_customer(seen.customer_id)
    desk = sit_down(ctx, *cases.lock_with_facts(seen.id))
    shown = desk.basis.envelope()
    if shown.digest != envelope_digest:
        raise EnvelopeChanged(shown)
    giving = plan_giving(desk.basis, shown.verdict, choices, owed, currency=desk.policy.document.currency)
    before = offers.owed_codes(desk.case.id) if owed else frozenset()
    if before & set(owed):
        raise OwedGivenBefore(field="owed", code=min(before & set(owed)))
    departs = giving.fits or bool(override_reason.strip())
    in_danger = emergency and (
        bool(giving.approver_level)
        or not deciding.may_decide_now(ctx, desk.case, desk.facts, shown.verdict, remedy_from_tables=departs)
    )
    if in_danger:
        check_emergency(desk.facts.values, desk.facts.sources, note, is_person=ctx.user_id is not None)
        desk = leave_unknown(ctx, desk, within(unknown_because, 300, field="unknown_because"))
    waits = bool(giving.approver_level) and not in_danger
    decision = deciding.freeze(ctx, desk.case, desk.policy, desk.basis, shown)
    made = add_offers(ctx, desk, giving, decision, override_reason, waits=waits)
    question_id, case = None, desk.case
    if waits or in_danger:
        question = _ask(ctx, desk, giving, made[0], note, afterwards=in_danger)
        question_id = question.id
    if in_danger:
        case = wait_for_review(ctx, case)
    if not waits:
        case = deciding.decide(
            ctx, case, desk.facts, desk.unit, shown.verdict, remedy_from_tables=departs, in_danger=in_danger
        )
    if giving.reserve:
        paying = who_pays(desk.chain, giving.reserve) or desk.chain
        ledger.reserve(ctx, paying, giving.reserve, case_id=case.id, offer_id=made[0].id)
    ready = [offer for offer in made if offer.state is OfferState.OFFERED and not offer.needs_acceptance]
    done = [execute(ctx, case, offer) for offer in ready]
    if spoken and not waits:
        case = deciding.tell_spoken(ctx, case, desk.facts, desk.unit.timezone)
    elif done:
        hand_over_vouchers(ctx, case)
        case = due_anew(ctx, case)
    return _answer(case, made, question_id, done)


def _ask(
    ctx: Context, desk: Desk, giving: Giving, offer: offers.OfferRecord, note: str, *, afterwards: bool
) -> approvals.ApprovalRecord:
    """The gesture waits for its yes, or is looked at `afterwards`; what is owed never waits."""
    question = ask_above(
        ctx,
        desk.case,
        offer,
        paths=desk.policy.document.approvals,
        level=max(giving.approver_level, LEAST),
        reasons=giving.approval_reasons,
        note=note,
        is_review=afterwards,
    )
    if not afterwards:
        cases.look_again(ctx, desk.case, wanted_by_at=desk.case.wanted_by_at, approval_pending=True)
    return question


def _answer(
    case: cases.CaseRecord,
    made: Sequence[offers.OfferRecord],
    approval_id: int | None,
    done: Sequence[CarriedOut],
) -> OfferMade:
    gesture = next((offer for offer in made if not offer.is_owed), None)
    owed = next((offer for offer in made if offer.is_owed), None)
    executed = gesture is None or (gesture.state is OfferState.OFFERED and not gesture.needs_acceptance)
    return OfferMade(
        offer_id=None if gesture is None else gesture.id,
        owed_offer_id=None if owed is None else owed.id,
        state=OfferState.ACCEPTED.value if executed or gesture is None else gesture.state.value,
        approval_id=approval_id,
        case_state=case.state.value,
        voucher_ids=tuple(voucher for each in done for voucher in each.voucher_ids),
        promise_ids=tuple(promise for each in done for promise in each.promise_ids),
    )
