"""One step that the waves of an incident take: how case, offer and letter look for everybody with equal facts.

No command, like `carrying_out` beside it: it runs inside the transaction of one, once for each group of a wave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.commands.carrying_out import house_of
from amends.commands.sharing_letter import GroupLetter, letter_of
from amends.commands.sharing_out import Ground, example, flags_of
from amends.core.case.facts import CaseFacts, Said
from amends.core.case.lifecycle import Event
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Deadline, Start
from amends.core.decision.basis import usable_facts
from amends.core.offer.arguments import facts_digest
from amends.core.offer.carrying_out import Plan, plan
from amends.core.offer.telling import GivenSoFar, events_after_telling
from amends.kernel.context import Context

OFFER_OPEN_DAYS = 14
"""How long a customer has to choose, as with every other offer."""

_RUNNING = ("fulfil", "update")
"""The clocks that run once somebody was told without having asked: the others were met in the same moment."""


@dataclass(frozen=True)
class Shape:
    """All that is equal for everybody under one verdict in one language."""

    verdict: incidents.VerdictRecord
    case: cases.CaseRecord  # as it stands when the wave is written
    said: tuple[Said, ...]
    facts_digest: str
    clocks: tuple[Deadline, ...]
    options: tuple[offers.NewOption, ...]
    owed: tuple[offers.NewOption, ...]
    plans: tuple[Plan, ...]
    owed_plans: tuple[Plan, ...]
    promised: dict[
        int, tuple[promises.NewPromise, ...]
    ]  # by the option's place: gesture first, then what is owed
    house_id: int
    choose_until_at: datetime | None
    letter: GroupLetter

    def works(self, option: offers.NewOption) -> tuple[promises.NewPromise, ...]:
        """What people do for one option."""
        return self.promised[id(option)]


def shape_of(
    ctx: Context,
    ground: Ground,
    verdict: incidents.VerdictRecord,
    someone: customers.CustomerRecord,
    language: str,
) -> Shape:
    """Take one case through its steps in mind, and write the letter once."""
    found = example(
        ctx,
        ground,
        customer_id=someone.id,
        own_facts=verdict.facts,
        flags=[Flag(flag) for flag in verdict.flags],
    )
    now, zone = ctx.now, ground.unit.timezone
    options = tuple(offers.NewOption(**option.columns) for option in verdict.options)
    owed = tuple(offers.NewOption(**option.columns) for option in verdict.owed)
    plans = tuple(plan(option.form, option.terms, timezone=zone, now=now) for option in options)
    owed_plans = tuple(plan(option.form, option.terms, timezone=zone, now=now) for option in owed)
    promised = {
        id(option): _promised(ground, steps)
        for option, steps in zip((*options, *owed), (*plans, *owed_plans), strict=True)
    }
    starts = {Start.UPDATED: now, Start.DECIDED: now}
    running = clocks.clocks_in_mind(
        severity=verdict.severity, place=ground.unit.clocks, starts=starts, kinds=_RUNNING
    )
    waits = verdict.needs_acceptance
    dues = [due.due_at for due in running]
    if not waits:
        dues += [work.due_at for works in promised.values() for work in works]
    case = _told(ctx, ground, found.case, found.facts, verdict, min(dues), waits=waits)
    choose_until_at = now + timedelta(days=OFFER_OPEN_DAYS) if waits else None
    letter = letter_of(
        ctx,
        ground,
        case,
        found.facts,
        verdict,
        language=language,
        someone=someone,
        voucher_until=next((steps.voucher_until for steps in plans if not waits), None),
        works=[
            work for option in ((*owed,) if waits else (*options, *owed)) for work in promised[id(option)]
        ],
        choose_until_at=choose_until_at,
    )
    return Shape(
        verdict=verdict,
        case=case,
        said=found.said,
        facts_digest=facts_digest(usable_facts(ground.policy.document, found.facts.values)),
        clocks=running,
        options=options,
        owed=owed,
        plans=plans,
        owed_plans=owed_plans,
        promised=promised,
        house_id=house_of(units.chain(ground.incident.unit_id)),
        choose_until_at=choose_until_at,
        letter=letter,
    )


def _told(
    ctx: Context,
    ground: Ground,
    case: cases.CaseRecord,
    facts: CaseFacts,
    verdict: incidents.VerdictRecord,
    due_at: datetime,
    *,
    waits: bool,
) -> cases.CaseRecord:
    """The case as it stands once the letter is on its way, taken there by the lifecycle's own steps."""
    severity, band, flags = flags_of(ground, facts, case.flags)
    judged = {"severity": severity, "band": band, "flags": flags}
    decided = {
        "severity": severity,
        "band": band,
        "decided_by_id": ground.incident.owner_id,
        "decided_level": ground.level,
    }

    def step(case: cases.CaseRecord, event: Event, **given: object) -> cases.CaseRecord:
        return cases.step_in_mind(ctx, case, event, facts, wanted_by_at=due_at, **given)  # type: ignore[arg-type]

    case = step(case, Event.ACKNOWLEDGE, acknowledged_in_writing=True)
    case = step(case, Event.ASSESS, changes=judged, severity=severity, flags_set=True, preset_chosen=True)
    case = step(
        case,
        Event.FAST_TRACK,
        changes=decided,
        within_authority=True,
        approvals_present=True,
        remedy_from_tables=True,
    )
    case = step(case, Event.COMMUNICATE, rubric_passed=True)
    given = GivenSoFar(
        waits_for_customer=waits, carried_out=not waits or bool(verdict.owed), all_proven=False
    )
    for event in events_after_telling(given):
        case = step(case, event, unconditional=True)
    return case


def _promised(ground: Ground, steps: Plan) -> tuple[promises.NewPromise, ...]:
    """Who does it: whoever the policy's words fit, else the owner of the incident."""
    incident = ground.incident
    new = []
    for work in steps.works:
        named = (
            staff.person_for(incident.unit_id, work.owner, prefer_user_id=incident.owner_id)
            if work.owner
            else None
        )
        owner_id = incident.owner_id if named is None else named.id
        new.append(promises.NewPromise(work.kind, work.what, owner_id, work.due_at))
    return tuple(new)
