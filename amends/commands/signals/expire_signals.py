"""The sweep that ends signals whose time is over: nobody carries one for good."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.signals import store as signals
from amends.core.roles import Permission
from amends.kernel import journal
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one


@dataclass(frozen=True, slots=True)
class SignalsExpired:
    """Those that count no more."""

    signal_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def expire_signals(ctx: Context, *, limit: int = 500) -> SignalsExpired:
    """End what has run out. It counted no more from its last moment on, whenever this runs."""

    def end(found: signals.SignalRecord) -> int | None:
        if not signals.expire(found.id, ctx.now):
            return None
        body = {"signal_id": found.id, "kind": found.kind}
        journal.record(ctx, f"customer:{found.customer_id}", "signal.expired", body)
        return found.id

    return SignalsExpired(one_by_one(signals.run_out(ctx.now, limit), end))
