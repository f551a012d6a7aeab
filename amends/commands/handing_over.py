"""One step that several commands take: vouchers go to the customer by mail, once they were told what they
get.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the lock of the case.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.apps.units import store as units
from amends.apps.vouchers import store as vouchers
from amends.core.case.lifecycle import State
from amends.core.message.correspondence import Correspondence
from amends.core.message.record import Remedy
from amends.kernel.context import Context

_TOLD = frozenset({State.COMMUNICATED, State.FULFILLING, State.FULFILLED, State.VERIFYING, State.CLOSED})


def hand_over_vouchers(ctx: Context, case: cases.CaseRecord) -> tuple[int, ...]:
    """Mail each voucher of a told case that nobody mailed or handed over yet; the messages' ids.

    Without an address nothing is sent: a colleague hands it over, and records that.
    """
    if case.state not in _TOLD:
        return ()
    issued = [
        voucher
        for voucher in vouchers.vouchers_of_case(case.id)
        if voucher.state == "issued" and voucher.delivered_at is None
    ]
    mailed = conversations.vouchers_mailed(case.id) if issued else frozenset()
    waiting = [voucher for voucher in issued if voucher.id not in mailed]
    if not waiting:
        return ()
    post = cases.correspondence(case.id)
    if not post.to_address:
        return ()
    business = units.unit(case.unit_id).business
    sent = []
    for voucher in waiting:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        remedy = Remedy(voucher.name, voucher.face, voucher.percent)
        letter = with_voucher(post.about(link_serial=link.serial), voucher.serial, remedy, voucher.expires_at)
        message = conversations.queue_letter(
            ctx, "voucher", letter, case_id=case.id, business=business, voucher_id=voucher.id
        )
        sent.append(message.id)
    return tuple(sent)


def with_voucher(
    post: Correspondence, serial: str, voucher: Remedy, expires_at: datetime | None
) -> Correspondence:
    """A letter that brings the voucher with that serial: its code stands in it only at the moment of sending."""
    # it runs out at a midnight; people say the day before that
    last_moment = None if expires_at is None else expires_at - timedelta(seconds=1)
    return post.about(voucher_serial=serial, voucher=voucher, voucher_until_at=last_moment)
