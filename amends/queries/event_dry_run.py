"""What would be given: the rule of acting on events, asked without writing anything."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from amends.apps.cases.models import Case, Evidence
from amends.apps.customers.models import Customer
from amends.apps.events.models import EventSource, ReceivedEvent
from amends.apps.failures.models import FailureType
from amends.apps.ledger.models import Budget
from amends.apps.offers.models import Offer
from amends.apps.policies.models import PolicyRecord, PolicyVersion
from amends.apps.units.models import Unit
from amends.core.case.assessment import assessed
from amends.core.case.evidence import Source
from amends.core.decision.basis import LOOK_BACK_DAYS, build_basis, usable_facts
from amends.core.event.automatic import automatic_asker, check_fast_track, decide_alone
from amends.core.event.cloud import EVENTS_MAX, read_event
from amends.core.event.told import check_customer, moment_told
from amends.core.money import Money
from amends.core.policy.triggering import Matched, NoRowFits, NoTrigger, match_event
from amends.core.refusal import Kind, Refusal, Refusals
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.query import query


class EventWithoutUnit(Refusal):
    """Where it failed, or what, is not known here."""

    code = "event_without_unit"
    kind = Kind.INVALID
    message = gettext_noop("The unit or the kind of failure %(wanted)s is not known here.")


@dataclass(frozen=True, slots=True)
class WouldBe:
    """What would become of one event: *given*, *opened*, *ignored* or *failed*, and why nothing would be given."""

    id: str
    type: str
    state: str
    trigger: str = ""
    row: int | None = None
    failure: str = ""
    gesture: str = ""
    face: Money | None = None
    reason: Refusal | None = None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would be given of some events, by which policy; `total` is the sum of the gestures."""

    policy_number: int | None
    lines: tuple[WouldBe, ...]
    total: Money | None


@query(Permission.SEE_POLICY)
def event_dry_run(ctx: Context, *, source: str, sent: Sequence[object]) -> DryRun:
    """What acting on each of `sent` (JSON of CloudEvents, 500 at most) of that source would do now, one by one.

    Each is asked for itself: that earlier ones of the list would use up budgets, days and limits is not counted.
    """
    known = EventSource.objects.select_related("unit").filter(name=source).first()
    policy = PolicyVersion.objects.in_force(ctx.now)
    scope = ctx.scope(Permission.SEE_POLICY)
    unit = known.unit if known is not None and scope.covers(known.unit_id) else None
    return _run(ctx, policy, [(source, unit, each) for each in sent[:EVENTS_MAX]])


@query(Permission.SEE_EVENTS)
def received_dry_run(ctx: Context, *, days: int = 7) -> DryRun:
    """What the policy in force would do now about what came in the last `days` (the latest 500), whatever was done."""
    scope = ctx.scope(Permission.SEE_EVENTS).unit_ids
    rows = ReceivedEvent.objects.from_units(scope).select_related("source__unit").exclude(body="")
    since = ctx.now - timedelta(days=days)
    latest = rows.filter(received_at__gt=since).order_by("-received_at", "-id")[:EVENTS_MAX]
    asked = [(row.source.name, row.source.unit, json.loads(row.body, parse_float=Decimal)) for row in latest]
    return _run(ctx, PolicyVersion.objects.in_force(ctx.now), asked)


def _run(
    ctx: Context, policy: PolicyRecord | None, asked: Sequence[tuple[str, Unit | None, object]]
) -> DryRun:
    lines = tuple(_one(ctx, policy, *each) for each in asked)
    faces = [line.face for line in lines if line.face is not None]
    total = sum(faces[1:], faces[0]) if faces else None
    return DryRun(None if policy is None else policy.number, lines, total)


def _one(ctx: Context, policy: PolicyRecord | None, source: str, unit: Unit | None, given: object) -> WouldBe:
    told = given if isinstance(given, Mapping) else {}
    name, kind = str(told.get("id", ""))[:200], str(told.get("type", ""))[:200]
    try:
        read_event(given)
        if policy is None:
            raise NoTrigger(type=kind, source=source)
        matched = match_event(policy.document, told, source)
        case = _case(ctx, matched, unit)
        check_customer(matched.details, is_known=case.customer.id is not None)
        moment_told(matched.details.get("occurred_at"))
    except (NoTrigger, NoRowFits) as reason:
        return WouldBe(name, kind, "ignored", reason=reason)
    except Refusal as refusal:
        return WouldBe(name, kind, "failed", reason=_first(refusal))
    would = WouldBe(name, kind, "opened", matched.trigger.code, matched.row, matched.failure)
    if not (case.customer.email or matched.details.get("email")):
        return would  # nobody can be written to: somebody calls
    try:
        face, gesture = _given(ctx, policy, matched, case)
    except Refusal as refusal:
        return replace(would, reason=_first(refusal))
    return replace(would, state="given", gesture=gesture, face=face)


def _first(refusal: Refusal) -> Refusal:
    return refusal.refusals[0] if isinstance(refusal, Refusals) else refusal


def _given(ctx: Context, policy: PolicyRecord, matched: Matched, case: Case) -> tuple[Money, str]:
    """The face value and the code of what would be given in the case that would be opened; raises why nothing would."""
    document = policy.document
    said = [
        Evidence(name=name, value=value, source=str(Source.SYSTEM), recorded_by="system", recorded_at=ctx.now)
        for name, value in matched.facts.items()
    ]
    facts = case.facts(row.said() for row in said)
    since = ctx.now - timedelta(days=LOOK_BACK_DAYS)
    past = tuple(Offer.objects.past_givings(case.customer_id, since=since)) if case.customer_id else ()
    basis = build_basis(
        document,
        policy.digest,
        values=facts.values,
        sources=facts.sources,
        asker=automatic_asker(matched.trigger.grant, document.currency),
        case_id=0,
        past=past,
        chain=Budget.chain(unit_id=case.unit_id, user_id=None, at=ctx.now),
        timezone=case.unit.timezone,
        now=ctx.now,
    )
    alone = decide_alone(basis, matched, past, currency=document.currency, now=ctx.now)
    found = assessed(document, usable_facts(document, facts.values), frozenset())
    check_fast_track(found, facts, remedy_from_tables=alone.giving.fits)
    return alone.planned.face, alone.planned.choices[0].gesture_code


def _case(ctx: Context, matched: Matched, source_unit: Unit | None) -> Case:
    """The case as it would be opened: never saved."""
    said = matched.details
    unit = Unit.objects.filter(code=said["unit"]).first() if "unit" in said else source_unit
    inside = unit is not None and source_unit is not None and source_unit.id in unit.lineage
    if unit is None or not inside:
        raise EventWithoutUnit(wanted=said.get("unit", ""))
    kind = FailureType.objects.filter(code=matched.failure, is_open=True).first()
    if kind is None:
        raise EventWithoutUnit(wanted=matched.failure)
    found = Customer.objects.standing().order_by("id")
    known = None
    for column, detail in (("external_ref", "ref"), ("email_normalised", "email"), ("phone", "phone")):
        value = said.get(detail, "").strip()
        if known is None and value:
            known = found.filter(**{column: value.lower() if detail == "email" else value}).first()
    return Case(
        unit=unit,
        failure_type=kind,
        customer=known or Customer(display_name=""),
        channel="api",
        words=said.get("words", ""),
        remedy_sought=said.get("remedy", ""),
        criticality=str(matched.facts.get("criticality") or kind.assumed_facts.get("criticality", "medium")),
        received_at=ctx.now,
        recorder="source",
        flags=[],
    )
