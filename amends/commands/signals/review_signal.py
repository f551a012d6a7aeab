"""Somebody who had no part in the cases says what comes of a signal: upheld or dismissed, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.offers import store as offers
from amends.apps.signals import store as signals
from amends.core.roles import Permission
from amends.core.signals.review import SignalState, SignalUnknown, check_review
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class SignalReviewed:
    """How it stands now."""

    signal_id: int
    state: str


@command(Permission.REVIEW_SIGNALS)
def review_signal(ctx: Context, *, signal_id: int, uphold: bool, note: str) -> SignalReviewed:
    """Uphold a signal for half a year, or dismiss it for good: its cases then never count again.

    Raises `SignalUnknown`, `SignalEnded`, `ReviewerHadPart`, `ReviewNeedsNote`.
    """
    seen = signals.signal(signal_id)
    if not ctx.may(Permission.REVIEW_SIGNALS, seen.unit_id):
        raise SignalUnknown
    customers.lock_customer(seen.customer_id)
    found = signals.lock_signal(signal_id)
    check_review(
        found.state,
        found.expires_at,
        uphold=uphold,
        note=note,
        reviewer=str(ctx.actor),
        involved=cases.involved_in(found.case_ids) | offers.givers_in(found.case_ids),
        now=ctx.now,
    )
    state = SignalState.UPHELD if uphold else SignalState.DISMISSED
    signals.review(ctx, found.id, state, note)
    body = {"signal_id": found.id, "kind": found.kind}
    journal.record(ctx, f"customer:{found.customer_id}", f"signal.{state}", body)
    return SignalReviewed(found.id, state.value)
