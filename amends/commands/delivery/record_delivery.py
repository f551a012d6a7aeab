"""A voucher was put into the customer's hand in person: printed, shown or said."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.apps.vouchers import store as vouchers
from amends.commands.putting_right import fulfil_when_proven
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context


class DeliveredBefore(Refusal):
    """The voucher reached the customer already."""

    code = "delivered_before"
    kind = Kind.CONFLICT
    message = gettext_noop("They have this voucher already. Nothing more needs to be recorded.")


@dataclass(frozen=True, slots=True)
class DeliveryRecorded:
    """The voucher and where its case stands now."""

    voucher_id: int
    case_ref: str
    state: str


@command(Permission.GIVE)
def record_delivery(ctx: Context, *, case_ref: str, serial: str) -> DeliveryRecorded:
    """Note that the voucher `serial` of the case was handed over: the proof of its remedy.

    Raises `CaseUnknown`, `DeliveredBefore`.
    """
    case = cases.lock_case(cases.find_case(ctx, case_ref, Permission.GIVE).id)
    voucher = vouchers.voucher_by_serial(serial)
    if voucher is None or voucher.case_id != case.id:
        raise DeliveredBefore()
    if not vouchers.mark_delivered(voucher.id, ctx.now, by=str(ctx.actor)):
        raise DeliveredBefore()
    body = {"voucher": voucher.id, "channel": "in_person"}
    journal.record(ctx, f"case:{case.id}", "voucher.delivered", body)
    case = fulfil_when_proven(ctx, case, offers.prove_fulfilment(ctx, voucher_id=voucher.id))
    return DeliveryRecorded(voucher.id, case.ref, case.state.value)
