"""A voucher was lost, or fell into the wrong hands: another one takes its place, over what was left on it."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.apps.vouchers import store as vouchers
from amends.commands.handing_over import hand_over_vouchers
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context

LONGEST_REASON = 200


class VoucherUnknown(Refusal):
    """The case has no such voucher."""

    code = "voucher_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("This case has no such voucher.")


class ReplacementReasonMissing(Refusal):
    """Nobody said why."""

    code = "replacement_reason_missing"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few words why it is replaced (at most %(most)s characters).")


@dataclass(frozen=True, slots=True)
class VoucherReplaced:
    """The new voucher by its last four characters; `is_mailed` when it is on its way to the customer's
    address.
    """

    voucher_id: int
    serial: str
    last_four: str
    instead_of: int
    is_mailed: bool


@command(Permission.GIVE)
def replace_voucher(ctx: Context, *, case_ref: str, serial: str, reason: str) -> VoucherReplaced:
    """End the voucher `serial` of the case and issue another over what is left on it, until the same day.

    The budgets do not move: what was promised stays promised. The new one goes to the address on file, if
    there is one, else it is handed over. Raises `CaseUnknown`, `VoucherUnknown`, `ReplacementReasonMissing`,
    and `VoucherUsedUp`, `VoucherExpired` or `VoucherVoid` where nothing is left to replace.
    """
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise ReplacementReasonMissing(field="reason", most=LONGEST_REASON)
    case = cases.lock_case(cases.find_case(ctx, case_ref, Permission.GIVE).id)
    seen = vouchers.voucher_by_serial(serial)
    if seen is None or seen.case_id != case.id:
        raise VoucherUnknown(field="serial")
    old = vouchers.lock_voucher(seen.id)
    vouchers.void(ctx, old, reason=why)
    new = vouchers.issue(
        ctx,
        case_id=case.id,
        offer_id=old.offer_id,
        unit_id=old.unit_id,
        name=old.name,
        form=old.form,
        face=old.balance,
        percent=old.percent,
        expires_at=old.expires_at,
        period_ids=old.period_ids,
        replaces=old.id,
    )
    offers.take_its_place(ctx, voucher_id=old.id, new_voucher_id=new.id)
    mailed = hand_over_vouchers(ctx, case)
    body = {"voucher_id": new.id, "instead_of": old.id, "amount_minor": old.balance.minor}
    journal.record(ctx, f"case:{case.id}", "voucher.replaced", body)
    return VoucherReplaced(new.id, new.serial, new.last_four, old.id, bool(mailed))
