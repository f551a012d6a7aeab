"""One step of acting on many events: a case is opened, judged, given to and told in mind, before anything is written.

No command, like `carrying_out` beside it: it runs inside the transaction of one. What `giving_alone` does row by row is
decided here by the same functions of core, in the same order; whoever is asked for more than the plain case says no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from amends.apps.clocks import store as clocks
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.apps.vouchers import store as vouchers
from amends.commands.carrying_out import house_of
from amends.commands.giving_alone import Written, written_alone
from amends.commands.handing_over import with_voucher
from amends.commands.opening_together import Opened
from amends.core.case.assessment import assessed
from amends.core.case.evidence import Source
from amends.core.case.facts import CaseFacts
from amends.core.case.lifecycle import Event
from amends.core.clock.deadline import Start
from amends.core.clock.opening import PlaceRules, preset_for
from amends.core.clock.turns import first_ask_at
from amends.core.decision.basis import Basis, build_basis, usable_facts
from amends.core.event.automatic import Alone, automatic_asker, decide_alone
from amends.core.message.desk import check_marks, sit_down
from amends.core.message.record import Remedy
from amends.core.message.telling import ToldOffer, told_of
from amends.core.message.template import Stage
from amends.core.offer.arguments import giving_digest
from amends.core.offer.carrying_out import Plan, plan
from amends.core.offer.lifecycle import OfferState
from amends.core.offer.telling import GivenSoFar, events_after_telling
from amends.core.roles import LEVEL


class NotPlain(Exception):
    """The event wants more than one gesture that a voucher brings in one letter: it is acted on alone."""


@dataclass(frozen=True)
class Ids:
    """What was drawn for one event before its rows are written."""

    case: int
    decision: int
    offer: int
    option: int


@dataclass(frozen=True)
class Course:
    """How the clocks of a case go that is answered, judged, decided and told in one moment; and when its next act is
    due after each of these steps."""

    clocks: clocks.ClocksInMind
    acknowledged: datetime | None
    assessed: datetime | None
    decided: datetime | None
    told: datetime | None
    dues: Mapping[str, datetime]  # by kind, when the letter is written


@lru_cache(maxsize=64)
def course_of(now: datetime, place: PlaceRules, severity: int, decided_severity: int) -> Course:
    """The course of a case that was received `now`."""
    mind = clocks.ClocksInMind(place)
    received = {Start.RECEIVED: now, Start.UPDATED: now}
    mind.start(now, severity=None, starts=received)
    mind.meet(now, "acknowledge")
    acknowledged_due = mind.next_due()
    mind.start(now, severity=severity, starts=received)
    assessed_due = mind.next_due()
    mind.meet(now, "decide")
    mind.start(now, severity=decided_severity, starts={Start.DECIDED: now})
    decided_due, dues = mind.next_due(), mind.dues()
    mind.meet(now, "respond")
    mind.spoken_to(now, severity=decided_severity)
    return Course(mind, acknowledged_due, assessed_due, decided_due, mind.next_due(), dues)


@dataclass(frozen=True)
class Ready:
    """Everything that one event leaves behind besides its case, decided and not written."""

    opened: Opened
    ids: Ids
    decision: policies.NewDecision
    alone: Alone
    offer: offers.NewOffer
    voucher: vouchers.NewVoucher
    letter: Written
    course: Course
    chain: tuple[ledger.PeriodRecord, ...]


def make_ready(
    opened: Opened, ids: Ids, policy: policies.PolicyRecord, chain: tuple[ledger.PeriodRecord, ...]
) -> Ready:
    """Take the case from its opening to the letter. Raises `NotPlain`, and whatever refuses a giving."""
    ctx, case, unit = opened.ctx, opened.case, opened.where.unit
    severity = _judge(opened, policy)
    facts = case.facts  # read anew, as everybody does who gives: what was judged is part of them
    basis = _basis(opened, policy, chain, facts)
    alone = decide_alone(basis, opened.matched, opened.past, currency=policy.document.currency, now=ctx.now)
    remedy = _plain(alone, unit.timezone, ctx.now)
    verdict, giving = alone.shown.verdict, alone.giving
    course = course_of(ctx.now, unit.clocks, severity, verdict.severity)
    decision = policies.NewDecision(
        *(ids.decision, ids.case, policy.id, basis.frozen(), Basis.result(alone.shown)),
        *(alone.shown.digest, verdict.severity, verdict.band),
    )
    offer = _offer(opened, ids, policy, basis, alone)
    option = offer.options[0]
    case.tell(
        "offer.made",
        {
            "offer_id": offer.id,
            "decision_id": decision.id,
            "is_owed": False,
            "state": OfferState.OFFERED,
            "options": [[option.gesture_code, option.face]],
        },
    )
    _decide(opened, facts, alone, course)
    voucher = vouchers.NewVoucher(
        *(vouchers.fresh_serial(ctx), ids.case, ids.offer, house_of(units.chain(unit.id))),
        name=option.name,
        form=option.form,
        face=option.face,
        percent=option.percent,
        expires_at=remedy.voucher_until,
        period_ids=tuple(record.period_id or 0 for record in chain) if giving.reserve else (),
    )
    letter = _letter(opened, policy, voucher, course)
    _tell(opened, facts, course)
    return Ready(opened, ids, decision, alone, offer, voucher, letter, course, chain)


def _judge(opened: Opened, policy: policies.PolicyRecord) -> int:
    """What is known, the acknowledgement, and the assessment; the severity it found."""
    ctx, case = opened.ctx, opened.case
    for name, value in opened.matched.facts.items():
        if name != "criticality":
            case.know(ctx, name, value, Source.SYSTEM)
    known = case.facts
    found = assessed(policy.document, usable_facts(policy.document, known.values), case.record.flags)
    course = course_of(ctx.now, opened.where.unit.clocks, found.severity, found.severity)
    case.step(ctx, Event.ACKNOWLEDGE, known, wanted_by_at=course.acknowledged, acknowledged_in_writing=True)
    case.step(
        *(ctx, Event.ASSESS, known),
        wanted_by_at=course.assessed,
        changes={"severity": found.severity, "band": found.band, "flags": found.flags},
        severity=found.severity,
        flags_set=True,
        preset_chosen=True,
    )
    return found.severity


def _basis(
    opened: Opened,
    policy: policies.PolicyRecord,
    chain: tuple[ledger.PeriodRecord, ...],
    facts: CaseFacts,
) -> Basis:
    return build_basis(
        policy.document,
        policy.digest,
        values=facts.values,
        sources=facts.sources,
        asker=automatic_asker(opened.matched.trigger.grant, policy.document.currency),
        case_id=opened.case.record.id,
        past=opened.past,
        chain=chain,
        timezone=opened.where.unit.timezone,
        now=opened.ctx.now,
        signals=opened.signals,
    )


def _plain(alone: Alone, timezone: str, now: datetime) -> Plan:
    """What carries out the one gesture where it is a voucher and nobody is asked; raises `NotPlain`."""
    giving = alone.giving
    option = giving.options[0]
    remedy = plan(option.form, option.terms, timezone=timezone, now=now)
    asks = giving.owed or giving.needs_acceptance or giving.approver_level or len(giving.options) > 1
    if asks or remedy.voucher_until is None or remedy.works:
        raise NotPlain
    return remedy


def _offer(
    opened: Opened, ids: Ids, policy: policies.PolicyRecord, basis: Basis, alone: Alone
) -> offers.NewOffer:
    option, case = alone.giving.options[0], opened.case.record
    return offers.NewOffer(
        id=ids.offer,
        option_ids=(ids.option,),
        case_id=case.id,
        customer_id=case.customer_id,
        unit_id=case.unit_id,
        decision_id=ids.decision,
        options=(offers.NewOption(**option.columns),),
        face=alone.giving.face,
        is_owed=False,
        needs_acceptance=False,
        arguments_digest=giving_digest(
            case_id=case.id,
            policy_digest=policy.digest,
            facts=basis.facts,
            options=[(option.gesture_code, option.face.minor)],
            override_reason="",
        ),
        envelope_digest=alone.shown.digest,
        expires_at=None,
    )


def _decide(opened: Opened, facts: CaseFacts, alone: Alone, course: Course) -> None:
    verdict = alone.shown.verdict
    role = opened.ctx.role_at(opened.case.record.unit_id)
    opened.case.step(
        *(opened.ctx, Event.FAST_TRACK, facts),
        wanted_by_at=course.decided,
        changes={
            "severity": verdict.severity,
            "band": verdict.band,
            "decided_by_id": opened.ctx.user_id,
            "decided_level": 0 if role is None else LEVEL[role],
        },
        severity=verdict.severity,
        within_authority=True,
        approvals_present=True,
        remedy_from_tables=alone.giving.fits,
    )


def _letter(
    opened: Opened, policy: policies.PolicyRecord, voucher: vouchers.NewVoucher, course: Course
) -> Written:
    """The letter with its voucher, held against the rubric; raises `NotPlain` where the voucher is not in it."""
    ctx, unit = opened.ctx, opened.where.unit
    remedy = Remedy(voucher.name[:120], voucher.face, voucher.percent)
    desk = sit_down(
        opened.case.correspondence,
        stage=Stage.FINAL,
        now=ctx.now,
        told=told_of([ToldOffer(is_owed=False, waits=False, expires_at=None, remedies=(remedy,))]),
        promises=(),
        dues=course.dues,
        ask_at=first_ask_at(unit.business, opened.case.record.severity, ctx.now, unit.timezone),
        before=opened.before,
        preset=preset_for(unit.clocks),
        gestures=[gesture.name for gesture in policy.document.gestures],
        signed_by=None,
    )
    desk = replace(desk, post=with_voucher(desk.post, voucher.serial, remedy, voucher.expires_at))
    letter = written_alone(desk, unit, opened.matched)
    if not letter.brings(voucher.serial):
        raise NotPlain
    check_marks(letter.words, vouchers=[voucher.serial])
    return letter


def _tell(opened: Opened, facts: CaseFacts, course: Course) -> None:
    """The customer knows what is given, and the case goes on as far as nobody has to choose."""
    ctx, case, matched = opened.ctx, opened.case, opened.matched
    case.step(ctx, Event.COMMUNICATE, facts, wanted_by_at=course.told, rubric_passed=True)
    for event in events_after_telling(GivenSoFar(carried_out=True, all_proven=False)):
        case.step(ctx, event, facts, wanted_by_at=course.told, unconditional=True)
    body = {"event": opened.event.id, "trigger": matched.trigger.code, "row": matched.row, "state": "given"}
    case.tell("event.acted_on", body)
