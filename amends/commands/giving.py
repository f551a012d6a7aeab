"""One step that several commands take: the facts of a locked case are judged, and what is given becomes offers.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of customer and case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from amends.apps.cases import store as cases
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.signals import store as signals
from amends.apps.units import store as units
from amends.commands.carrying_out import CarriedOut, carry_out
from amends.core.case.facts import CaseFacts
from amends.core.decision.basis import Asker, Basis, build_basis
from amends.core.decision.giving import Giving
from amends.core.ledger.budget import PeriodRecord
from amends.core.offer.arguments import giving_digest
from amends.core.offer.lifecycle import OfferEvent, OfferState
from amends.kernel.context import Context
from amends.kernel.journal import record

OFFER_OPEN_DAYS = 14
"""How long a customer has to choose; the end is told with the offer."""


@dataclass(frozen=True)
class Desk:
    """Everything about the case that a giving looks at."""

    case: cases.CaseRecord
    unit: units.UnitRecord
    facts: CaseFacts
    policy: policies.PolicyRecord
    basis: Basis
    chain: tuple[PeriodRecord, ...]


def sit_down(ctx: Context, case: cases.CaseRecord, facts: CaseFacts, asker: Asker | None = None) -> Desk:
    """The desk at a locked case; `asker` is whose authority counts (None: that of whoever acts).

    Raises `NoPolicyInForce`.
    """
    unit = units.unit(case.unit_id)
    policy = policies.in_force(ctx.now)
    chain = ledger.chain_for(case.unit_id, ctx.user_id, ctx.now)
    own = Asker.of(ctx.role_at(case.unit_id), ctx.grant_minor, is_person=ctx.user_id is not None)
    basis = build_basis(
        policy.document,
        policy.digest,
        values=facts.values,
        sources=facts.sources,
        asker=asker or own,
        case_id=case.id,
        past=offers.past_givings(case.customer_id, now=ctx.now),
        chain=chain,
        timezone=unit.timezone,
        now=ctx.now,
        signals=signals.standing_kinds(case.customer_id, ctx.now),
    )
    return Desk(case, unit, facts, policy, basis, chain)


def add_offers(
    ctx: Context,
    desk: Desk,
    giving: Giving,
    decision: policies.DecisionRecord,
    override_reason: str = "",
    *,
    waits: bool | None = None,
) -> list[offers.OfferRecord]:
    """The offer of gestures, if any, then that of what is owed, if anything; each told to the journal.

    `waits`: for a yes from above (None: where the policy wants one). What is owed never does.
    """
    asks_first = bool(giving.approver_level) if waits is None else waits
    made = []
    for options, is_owed in ((giving.options, False), (giving.owed, True)):
        if not options:
            continue
        needs_acceptance = giving.needs_acceptance and not is_owed
        face = giving.face if not is_owed else sum((o.face for o in options[1:]), options[0].face)
        offer = offers.add_offer(
            ctx,
            case_id=desk.case.id,
            customer_id=desk.case.customer_id,
            unit_id=desk.case.unit_id,
            decision_id=decision.id,
            is_owed=is_owed,
            state=OfferState.AWAITING_APPROVAL if asks_first and not is_owed else OfferState.OFFERED,
            needs_acceptance=needs_acceptance,
            arguments_digest=giving_digest(
                case_id=desk.case.id,
                policy_digest=desk.policy.digest,
                facts=desk.basis.facts,
                options=[(option.gesture_code, option.face.minor) for option in options],
                override_reason=override_reason,
            ),
            envelope_digest=decision.envelope_digest,
            face=face,
            options=[offers.NewOption(**option.columns) for option in options],
            override_reason=override_reason,
            expires_at=ctx.now + timedelta(days=OFFER_OPEN_DAYS) if needs_acceptance else None,
        )
        body = {
            "offer_id": offer.id,
            "decision_id": decision.id,
            "is_owed": is_owed,
            "state": offer.state,
            "options": [[option.gesture_code, option.face] for option in options],
        }
        record(ctx, f"case:{desk.case.id}", "offer.made", body)
        made.append(offer)
    return made


def execute(ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord) -> CarriedOut:
    """Carry out an offer that nobody has to accept: its one gesture, or all that is owed."""
    chosen = None if offer.is_owed else offer.options[0]
    offers.move(ctx, offer, OfferEvent.EXECUTE, chosen=chosen)
    return carry_out(ctx, case, offer, offer.options)
