"""A promise is kept: one tap, and where it was the last thing to carry out, the asking is scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.followups import store as followups
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.apps.units import store as units
from amends.core.case.asking import first_ask_at, plan_for
from amends.core.case.lifecycle import Event, State
from amends.core.roles import Permission
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """The promise, whether it was late, and where the case stands now."""

    promise_id: int
    case_ref: str
    was_late: bool
    state: str
    ask_at: datetime | None


@command(Permission.KEEP_PROMISES)
def keep_promise(ctx: Context, *, promise_id: int, note: str = "") -> PromiseKept:
    """Whoever works at that unit says that it is done; `note` is what a colleague should know of it.

    It is the proof of its remedy. When every remedy of the case is proven, the case is fulfilled and the customer
    will be asked. Raises `PromiseNotOpen`, `NotPermitted`.
    """
    promise = promises.promise(promise_id)
    ctx.require(Permission.KEEP_PROMISES, promise.unit_id)
    case = cases.lock_case(promise.case_id)
    kept = promises.keep(ctx, promise_id, note)
    body = {"promise": kept.id, "was_late": kept.broken_at is not None}
    journal.record(ctx, f"case:{case.id}", "promise.kept", body)
    proof = offers.prove_fulfilment(ctx, promise_id=promise_id)
    ask_at = None
    if proof is not None and proof.all_proven and case.state is State.FULFILLING:
        unit = units.unit(case.unit_id)
        ask_at = first_ask_at(unit.business, case.severity, ctx.now, unit.timezone)
        clocks.meet(ctx, case.id, "fulfil")
        standing = cases.standing_of(ctx, case, remedies_proven=True)
        case = cases.apply_event(ctx, case, Event.FULFIL, standing, wanted_by_at=ask_at)
        attempts = plan_for(case.severity, cases.correspondence(case.id).routes).attempts
        followups.schedule(
            ctx, case_id=case.id, round_number=case.round, ask_at=ask_at, attempts_required=attempts
        )
    return PromiseKept(kept.id, case.ref, kept.broken_at is not None, case.state.value, ask_at)
