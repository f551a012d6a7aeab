"""One step that several commands take: the last remedy is proven, or there is none, so the customer will be asked.

It is no command: it runs inside the transaction of one (keep_promise, record_delivery, record_payment, ...), which
holds the lock of the case. It stands here because it joins four apps and none of them may know the others.
"""

from __future__ import annotations

from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.clocks import store as clocks
from amends.apps.followups import store as followups
from amends.apps.offers.store import Proof
from amends.apps.promises import store as promises
from amends.apps.units import store as units
from amends.core.case.lifecycle import Event, State
from amends.core.clock.turns import first_ask_at, plan_for
from amends.kernel.context import Context


def schedule_asking(ctx: Context, case: CaseRecord) -> datetime:
    """From when on the customer of a locked case is asked whether it is right now; call it once per round."""
    unit = units.unit(case.unit_id)
    ask_at = first_ask_at(unit.business, case.severity, ctx.now, unit.timezone)
    clocks.meet(ctx, case.id, "update")  # what they hear next is the question
    plan = plan_for(case.severity, cases.correspondence(case.id).routes)
    followups.schedule(
        ctx, case_id=case.id, round_number=case.round, ask_at=ask_at, attempts_required=plan.attempts
    )
    return ask_at


def carried_out_by(case_id: int) -> datetime | None:
    """When the next act of a case that is being carried out is due: its first promise, or an earlier clock."""
    known = (promises.next_due(case_id), clocks.next_due(case_id))
    return min((due_at for due_at in known if due_at is not None), default=None)


def due_anew(ctx: Context, case: CaseRecord) -> CaseRecord:
    """Something more was given in a locked case that is being carried out already: its next act may be due earlier."""
    return cases.set_due(ctx, case, carried_out_by(case.id)) if case.state is State.FULFILLING else case


def fulfil_when_proven(ctx: Context, case: CaseRecord, proof: Proof | None) -> CaseRecord:
    """Move a locked case that is being carried out to fulfilled when `proof` was the last one that it waited for.

    While others are missing, the next of them says when something is due.
    """
    if proof is None or case.state is not State.FULFILLING:
        return case
    if not proof.all_proven:
        return cases.set_due(ctx, case, carried_out_by(case.id))
    ask_at = schedule_asking(ctx, case)
    clocks.meet(ctx, case.id, "fulfil")
    standing = cases.standing_of(ctx, case, remedies_proven=True)
    return cases.apply_event(ctx, case, Event.FULFIL, standing, wanted_by_at=ask_at)
