"""One step that several commands take: a case is decided, and told by word of mouth.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the lock of the case.
"""

from __future__ import annotations

from typing import Any

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.commands.handing_over import hand_over_vouchers
from amends.commands.putting_right import carried_out_by, due_anew, schedule_asking
from amends.core.case.deciding import STILL_GIVING, deciding_event
from amends.core.case.facts import CaseFacts
from amends.core.case.lifecycle import Event, State, unmet_guards
from amends.core.case.standing import CaseStanding
from amends.core.clock.deadline import Start
from amends.core.clock.opening import calendar_for
from amends.core.decision.basis import Basis
from amends.core.offer.telling import events_after_telling
from amends.core.policy.envelope import Envelope
from amends.core.policy.evaluate import Verdict
from amends.core.roles import LEVEL
from amends.kernel.context import Context


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
    in_danger: bool = False,
) -> cases.CaseRecord:
    """Take a locked case to *decided*, on the fast track where it is only assessed, and on what is held where the
    customer was asked, reminded, and did not answer.

    One that is decided, told or being carried out stays where it is: something more is given. Whoever acts has the
    authority, or the approval is there. `in_danger`: it goes before it was looked into, because somebody's safety is
    at stake and the review is asked for. Raises `TransitionNotAllowed` and the guards of core.case.lifecycle.
    """
    if case.state in STILL_GIVING:
        return case
    event = Event.DECIDE_IN_DANGER if in_danger else deciding_event(case.state)
    question = cases.open_question(case.id) if case.state is State.AWAITING_CUSTOMER else None
    standing = _standing(ctx, case, facts, verdict, question, remedy_from_tables, in_danger=in_danger)
    clocks.meet(ctx, case.id, "decide")
    if question is not None:
        cases.answer_question(ctx, question.id, "")
        clocks.meet(ctx, case.id, "answer")
        clocks.resume_internal(ctx, case.id, calendar_for(unit.clocks))
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


def may_decide_now(
    ctx: Context, case: cases.CaseRecord, facts: CaseFacts, verdict: Verdict, *, remedy_from_tables: bool
) -> bool:
    """Whether `decide` would go through without anybody's danger."""
    if case.state in STILL_GIVING:
        return True
    question = cases.open_question(case.id) if case.state is State.AWAITING_CUSTOMER else None
    standing = _standing(ctx, case, facts, verdict, question, remedy_from_tables)
    return not unmet_guards(case.state, deciding_event(case.state), standing)


def _standing(
    ctx: Context,
    case: cases.CaseRecord,
    facts: CaseFacts,
    verdict: Verdict,
    question: cases.QuestionRecord | None,
    remedy_from_tables: bool,
    *,
    in_danger: bool = False,
) -> CaseStanding:
    return cases.standing_of(
        ctx,
        case,
        facts,
        severity=verdict.severity,
        within_authority=True,
        approvals_present=True,
        remedy_from_tables=remedy_from_tables,
        in_danger=in_danger,
        review_asked=in_danger,
        info_reminders=0 if question is None else question.reminders,
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
    return told(ctx, case, facts, zone, told_spoken=True)


def told(
    ctx: Context, case: cases.CaseRecord, facts: CaseFacts | None, zone: str, **known: bool
) -> cases.CaseRecord:
    """The customer knows what is given (`known` says how: told_spoken, rubric_passed): from now on offers run,
    vouchers go out by mail, and the case goes on as far as nobody has to choose."""
    clocks.meet(ctx, case.id, "respond")
    place = units.unit(case.unit_id).clocks
    clocks.spoken_to(ctx, case.id, severity=case.severity, place=place)
    for offer in offers.open_offers(case.id):
        if offer.needs_acceptance and offer.expires_at is not None:
            offers.begin_to_run(ctx, offer.id, ctx.now + (offer.expires_at - offer.made_at))
    if case.state is State.DECIDED:
        case = _step(ctx, case, facts, Event.COMMUNICATE, **known)
    if case.state is State.COMMUNICATED:
        for event in events_after_telling(offers.given_so_far(case.id)):
            case = go_on(ctx, case, facts, event, zone)
    hand_over_vouchers(ctx, case)
    return due_anew(ctx, case)


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
        schedule_asking(ctx, case)
    return _step(ctx, case, facts, event, **evidence.get(event, {}), **known)


def _step(
    ctx: Context, case: cases.CaseRecord, facts: CaseFacts | None, event: Event, **known: Any
) -> cases.CaseRecord:
    standing = cases.standing_of(ctx, case, facts, **known)
    carries_out = event in (Event.EXECUTE_UNCONDITIONAL, Event.ACCEPT)
    due_at = carried_out_by(case.id) if carries_out else clocks.next_due(case.id)
    return cases.apply_event(ctx, case, event, standing, wanted_by_at=due_at)
