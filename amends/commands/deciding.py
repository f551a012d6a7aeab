"""One step that several commands take: a case is decided, and told by word of mouth.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the lock of the case.
"""

from __future__ import annotations

from typing import Any

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.followups import store as followups
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.core.case.facts import CaseFacts
from amends.core.case.lifecycle import Event, State
from amends.core.clock.asking import ask_plan, follow_up_at
from amends.core.clock.deadline import Start
from amends.core.decision.basis import Basis
from amends.core.offer.telling import events_after_telling
from amends.core.policy.envelope import Envelope
from amends.core.policy.evaluate import Verdict
from amends.core.roles import LEVEL
from amends.kernel.context import Context

STILL_GIVING = frozenset({State.DECIDED, State.COMMUNICATED, State.FULFILLING})
"""Where a case is decided and more can be given without deciding again."""


def freeze(
    ctx: Context, case: cases.CaseRecord, policy: policies.PolicyRecord, basis: Basis, shown: Envelope
) -> policies.DecisionRecord:
    """Keep what the policy was asked and what it said, for good."""
    return policies.freeze_decision(
        ctx,
        case.id,
        policy=policy,
        frozen=basis.frozen(),
        result=basis.result(shown),
        envelope_digest=shown.digest,
        severity=shown.verdict.severity,
        band=shown.verdict.band,
    )


def decide(
    ctx: Context,
    case: cases.CaseRecord,
    facts: CaseFacts,
    unit: units.UnitRecord,
    verdict: Verdict,
    *,
    remedy_from_tables: bool,
) -> cases.CaseRecord:
    """Take a locked case to *decided*, on the fast track where it is only assessed.

    One that is decided, told or being carried out stays where it is: something more is given. Whoever acts has the
    authority, or the approval is there. Raises `TransitionNotAllowed` and the guards of core.case.lifecycle.
    """
    if case.state in STILL_GIVING:
        return case
    event = Event.FAST_TRACK if case.state is State.ASSESSED else Event.DECIDE
    standing = cases.standing_of(
        ctx,
        case,
        facts,
        severity=verdict.severity,
        within_authority=True,
        approvals_present=True,
        remedy_from_tables=remedy_from_tables,
    )
    clocks.meet(ctx, case.id, "decide")
    clocks.start_clocks(
        ctx, case.id, severity=verdict.severity, place=unit.clocks, starts={Start.DECIDED: ctx.now}
    )
    role = ctx.role_at(case.unit_id)
    return cases.apply_event(
        ctx,
        case,
        event,
        standing,
        wanted_by_at=clocks.next_due(case.id),
        severity=verdict.severity,
        band=verdict.band,
        decided_by_id=ctx.user_id,
        decided_level=0 if role is None else LEVEL[role],
    )


def tell_spoken(ctx: Context, case: cases.CaseRecord, facts: CaseFacts, zone: str) -> cases.CaseRecord:
    """Whoever acts has told the customer just now, in person or by phone; then go on as far as nobody has to choose."""
    conversations.record_spoken(
        ctx,
        case_id=case.id,
        stage="FINAL",
        words="",
        told_by=str(ctx.actor),
        told_at=ctx.now,
        channel=case.channel,
    )
    clocks.meet(ctx, case.id, "respond")
    if case.state is State.DECIDED:
        case = _step(ctx, case, facts, Event.COMMUNICATE, told_spoken=True)
    if case.state is not State.COMMUNICATED:
        return case
    for event in events_after_telling(offers.given_so_far(case.id)):
        case = go_on(ctx, case, facts, event, zone)
    return case


def go_on(
    ctx: Context, case: cases.CaseRecord, facts: CaseFacts | None, event: Event, zone: str, **known: Any
) -> cases.CaseRecord:
    """One step of a case whose remedies were made or proven; `fulfil` also sets when the customer is asked."""
    evidence = {
        Event.EXECUTE_UNCONDITIONAL: {"unconditional": True},
        Event.NO_REMEDY_DUE: {"nothing_owed": True},
        Event.FULFIL: {"remedies_proven": True},
    }
    if event in (Event.FULFIL, Event.NO_REMEDY_DUE, Event.DECLINE, Event.LAPSE):
        clocks.meet(ctx, case.id, "fulfil")
        ask_at = follow_up_at(case.severity, ctx.now, zone)
        plan = ask_plan(case.severity, 1)
        followups.schedule(
            ctx, case_id=case.id, round_number=case.round, ask_at=ask_at, attempts_required=plan.attempts
        )
    return _step(ctx, case, facts, event, **evidence.get(event, {}), **known)


def _step(
    ctx: Context, case: cases.CaseRecord, facts: CaseFacts | None, event: Event, **known: Any
) -> cases.CaseRecord:
    standing = cases.standing_of(ctx, case, facts, **known)
    return cases.apply_event(ctx, case, event, standing, wanted_by_at=clocks.next_due(case.id))
