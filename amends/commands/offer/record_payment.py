"""Money or points that were paid outside: the reference of the payment is the proof."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.commands.putting_right import fulfil_when_proven
from amends.core.money import Money, require_currency
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class PaymentRefMissing(Refusal):
    """Without its reference nobody can find the payment again."""

    code = "payment_ref_missing"
    kind = Kind.INVALID
    message = gettext_noop("Enter the reference of the payment, so that it can be found again.")


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """The payment that is proven now, and where its case stands."""

    fulfilment_id: int
    case_state: str


@command(Permission.WORK_CASES, Permission.MANAGE_BUDGETS)
def record_payment(
    ctx: Context,
    *,
    fulfilment_id: int,
    payment_ref: str,
    actual_cost_minor: int | None = None,
    currency: str | None = None,
) -> PaymentRecorded:
    """Keep the reference of a payment (owed money, or points booked) and what it cost, if that is another sum.

    The last proof of a case takes it to *fulfilled*. Raises `FulfilmentUnknown`, `PaymentRefMissing`, `ProvenBefore`,
    and `AmountCurrencyDiffers` where a `currency` is named that the payment is not in.
    """
    if not payment_ref.strip():
        raise PaymentRefMissing(field="payment_ref")
    seen = offers.fulfilment(fulfilment_id)
    offer = offers.offer(seen.offer_id)
    may = ctx.may(Permission.WORK_CASES, offer.unit_id) or ctx.may(Permission.MANAGE_BUDGETS, offer.unit_id)
    if seen.kind != "payment" or not may:
        raise offers.FulfilmentUnknown
    require_currency(currency, seen.amount.currency, field="actual_cost")
    customers.lock_customer(offer.customer_id)
    case = cases.lock_case(offer.case_id)
    cost = None if actual_cost_minor is None else Money(actual_cost_minor, seen.amount.currency)
    proof = offers.prove_fulfilment(
        ctx, fulfilment_id=fulfilment_id, payment_ref=payment_ref.strip()[:80], actual_cost=cost
    )
    if proof is None:
        raise offers.ProvenBefore
    body = {"fulfilment_id": fulfilment_id, "offer_id": offer.id, "amount": seen.amount, "cost": cost}
    record(ctx, f"case:{case.id}", "payment.recorded", body)
    case = fulfil_when_proven(ctx, case, proof)
    reservation = None if seen.is_owed else ledger.reservation_of(offer.id)
    if reservation is not None and seen.amount:
        ledger.spend(ctx, reservation.period_ids, seen.amount, case_id=case.id, offer_id=offer.id)
    return PaymentRecorded(fulfilment_id, case.state.value)
