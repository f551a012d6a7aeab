"""Remedies to be carried out, and the proof of each: a voucher delivered, a promise kept, a payment's
reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.offers.store.records import FulfilmentRecord, fulfilment_record
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.offer.telling import GivenSoFar
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class FulfilmentUnknown(Refusal):
    """There is nothing to be paid under that number, or not for this actor."""

    code = "fulfilment_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such payment to make.")


class ProvenBefore(Refusal):
    """The proof is held already."""

    code = "proven_before"
    kind = Kind.CONFLICT
    message = gettext_noop("This was carried out before; its reference is kept. Nothing is paid twice.")


@dataclass(frozen=True, slots=True)
class NewFulfilment:
    """One remedy that an option makes; the ids say where its proof will come from."""

    option_id: int
    kind: str  # voucher, promise, payment
    amount: Money
    voucher_id: int | None = None
    promise_id: int | None = None
    is_owed: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof leads to: `all_proven` when nothing of the case is left to carry out."""

    case_id: int
    offer_id: int
    fulfilment_id: int
    all_proven: bool


def add_fulfilments(
    ctx: Context, offer_id: int, fulfilments: Sequence[NewFulfilment]
) -> tuple[FulfilmentRecord, ...]:
    """These are to be carried out from now on."""
    assert connection.in_atomic_block, "remedies are promised in a command's transaction"
    case_id = Offer.objects.values_list("case_id", flat=True).get(id=offer_id)
    rows = Fulfilment.objects.bulk_create(
        [
            Fulfilment(
                offer_id=offer_id,
                option_id=new.option_id,
                kind=new.kind,
                amount_minor=new.amount.minor,
                currency=new.amount.currency,
                is_owed=new.is_owed,
                voucher_id=new.voucher_id,
                promise_id=new.promise_id,
            )
            for new in fulfilments
        ]
    )
    return tuple(fulfilment_record(row, case_id) for row in rows)


def prove_fulfilment(
    ctx: Context,
    *,
    voucher_id: int | None = None,
    promise_id: int | None = None,
    fulfilment_id: int | None = None,
    payment_ref: str = "",
    actual_cost: Money | None = None,
) -> Proof | None:
    """Keep the proof of one remedy, named by its voucher, its promise or itself; the case is locked before.

    None when it belongs to no offer (a promise made beside one) or was proven before: nothing changes then.
    """
    assert connection.in_atomic_block, "a proof is kept in a command's transaction"
    named = {"voucher_id": voucher_id, "promise_id": promise_id, "id": fulfilment_id}
    given = {name: value for name, value in named.items() if value is not None}
    assert len(given) == 1, "a remedy is named by one id"
    row = Fulfilment.objects.filter(**given).values("id", "offer_id", "offer__case_id").first()
    if row is None:
        return None
    changed = Fulfilment.objects.filter(id=row["id"], proven_at=None).update(
        proven_at=ctx.now,
        payment_ref=payment_ref,
        actual_cost_minor=None if actual_cost is None else actual_cost.minor,
    )
    if changed != 1:
        return None
    case_id = row["offer__case_id"]
    return Proof(case_id, row["offer_id"], row["id"], given_so_far(case_id).all_proven)


def take_its_place(ctx: Context, *, voucher_id: int, new_voucher_id: int) -> None:
    """A remedy that waits for the proof of one voucher waits for that of another from now on."""
    assert connection.in_atomic_block, "remedies are promised in a command's transaction"
    Fulfilment.objects.filter(voucher_id=voucher_id, proven_at=None).update(voucher_id=new_voucher_id)


def fulfilment(fulfilment_id: int) -> FulfilmentRecord:
    """One remedy, unlocked; raises `FulfilmentUnknown`."""
    row = Fulfilment.objects.select_related("offer").filter(id=fulfilment_id).first()
    if row is None:
        raise FulfilmentUnknown
    return fulfilment_record(row, row.offer.case_id)


def given_so_far(case_id: int) -> GivenSoFar:
    """Where the giving of a case stands: what decides which way it goes once the customer was told."""
    states = Offer.objects.filter(case_id=case_id).values_list("state", "needs_acceptance")
    fulfilments = Fulfilment.objects.filter(offer__case_id=case_id, failed_at=None)
    proven = [at is not None for at in fulfilments.values_list("proven_at", flat=True)]
    waiting = [
        needs for state, needs in states if state in (OfferState.OFFERED, OfferState.AWAITING_APPROVAL)
    ]
    return GivenSoFar(
        waits_for_customer=any(waiting),
        carried_out=any(state == OfferState.ACCEPTED for state, _ in states),
        to_carry_out=any(not needs for needs in waiting),
        all_proven=all(proven),
    )
