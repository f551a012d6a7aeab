"""A promise is kept: one tap, and where it was the last thing to carry out, the asking is scheduled."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.commands.putting_right import fulfil_when_proven
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


@command(Permission.KEEP_PROMISES)
def keep_promise(ctx: Context, *, promise_id: int, note: str = "") -> PromiseKept:
    """Its owner, or whoever works at that unit, says that it is done; `note` is what a colleague should know of it.

    It is the proof of its remedy. When every remedy of the case is proven, the case is fulfilled and the customer
    will be asked. Raises `PromiseNotOpen`, `NotPermitted`.
    """
    promise = promises.promise(promise_id)
    if (
        ctx.user_id is None or promise.owner_id != ctx.user_id
    ):  # an owner may belong to another team of the site
        ctx.require(Permission.KEEP_PROMISES, promise.unit_id)
    case = cases.lock_case(promise.case_id)
    kept = promises.keep(ctx, promise_id, note)
    body = {"promise": kept.id, "was_late": kept.broken_at is not None}
    journal.record(ctx, f"case:{case.id}", "promise.kept", body)
    case = fulfil_when_proven(ctx, case, offers.prove_fulfilment(ctx, promise_id=promise_id))
    return PromiseKept(kept.id, case.ref, kept.broken_at is not None, case.state.value)
