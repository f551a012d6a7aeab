"""A colleague logs what went wrong in one visit: the case is opened, answered and assessed in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.failures import store as kinds
from amends.apps.policies import store as policies
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.commands.judging import judge_if_policy
from amends.core.case.assessment import is_repeat
from amends.core.case.evidence import Source
from amends.core.case.hearing import (
    FAILURES_MAX,
    REMEDY_MAX,
    SPOKEN,
    WORDS_MAX,
    Channel,
    NameMissing,
    known_channel,
    known_flags,
    not_later,
    one_line,
    within,
)
from amends.core.case.lifecycle import Event
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Start
from amends.core.policy.facts import FactsInvalid, read_facts
from amends.core.ref import make_ref
from amends.core.refusal import Kind, Refusal
from amends.core.region import region_of_zone
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class NothingLogged(Refusal):
    """No failure was named."""

    code = "nothing_logged"
    kind = Kind.INVALID
    message = gettext_noop("Choose what went wrong.")


class TooManyAtOnce(Refusal):
    """More failures than one visit can have."""

    code = "too_many_at_once"
    kind = Kind.INVALID
    message = gettext_noop("Log at most %(most)s failures at once; the rest goes into a second round.")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a customer who is not chosen from the list can be found or made; a name at least."""

    display_name: str
    email: str = ""
    phone: str = ""
    external_ref: str = ""
    loyalty_tier: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class LoggedFailure:
    """One thing that went wrong. `facts` are the policy's facts that the colleague knows (name to JSON value)."""

    failure_code: str
    place: str = ""
    occurred_at: datetime | None = None
    words: str = ""
    remedy_sought: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailuresLogged:
    """The references of the new cases, in the order given, and of the customer."""

    refs: tuple[str, ...]
    customer_ref: str
    visit_ref: str


@dataclass(frozen=True, slots=True)
class _Visit:
    """What all failures of one visit share."""

    unit: units.UnitRecord
    someone: customers.CustomerRecord
    person_key: bytes
    channel: Channel
    visit_ref: str
    owner_level: int
    is_repeat: bool
    acknowledge_spoken: bool


@command(Permission.LOG_FAILURE)
def log_failure(
    ctx: Context,
    *,
    customer: str | Contact,
    failures: tuple[LoggedFailure, ...],
    unit_id: int | None = None,
    unit_code: str = "",
    channel: str = Channel.DESK,
    acknowledge_spoken: bool = True,
) -> FailuresLogged:
    """Open one case per failure for one customer (a reference, or a `Contact` that is found or made) at a unit
    (`unit_id` or `unit_code`).

    The colleague who logs it owns it. Where they speak with the customer (`acknowledge_spoken`, in a spoken channel)
    each case is acknowledged, and assessed by the policy in force, so that a gesture can follow at once. Raises
    `CustomerUnknown`, `NameMissing`, `EmailInvalid`, `PhoneInvalid`, `FailureUnknown`, `HappensLater`, `TooLong`,
    `NothingLogged`, `TooManyAtOnce`, `ChannelUnknown`, `FlagUnknown` and `FactsInvalid`, each at its field
    (`failures.0.words`, `failures.0.facts.price` for the first one's).
    """
    unit = (
        units.unit_by_code(unit_code, field="unit") if unit_code else units.unit(unit_id or 0, field="unit")
    )
    ctx.require(Permission.LOG_FAILURE, unit.id)
    if not failures:
        raise NothingLogged(field="failures.0.failure_code")
    if len(failures) > FAILURES_MAX:
        raise TooManyAtOnce(field="failures", most=FAILURES_MAX)
    someone = _customer(ctx, unit, customer)
    customers.lock_customer(someone.id)
    way = known_channel(channel)
    visit = _Visit(
        unit=unit,
        someone=someone,
        person_key=customers.person_key(someone.id),
        channel=way,
        visit_ref=make_ref("N", ctx.random(16)),
        owner_level=0 if ctx.user_id is None else staff.level_of(ctx.user_id, unit.id),
        is_repeat=is_repeat(cases.last_received_at(someone.id), ctx.now),
        acknowledge_spoken=acknowledge_spoken and way in SPOKEN and ctx.user_id is not None,
    )
    refs = tuple(_opened(ctx, visit, logged, f"failures.{n}") for n, logged in enumerate(failures))
    return FailuresLogged(refs, someone.ref, visit.visit_ref)


def _customer(ctx: Context, unit: units.UnitRecord, given: str | Contact) -> customers.CustomerRecord:
    if isinstance(given, str):
        return customers.customer_by_ref(given, field="customer")
    if not given.display_name.strip():
        raise NameMissing(field="customer")
    return customers.find_or_make_customer(
        ctx,
        home_unit_id=unit.id,
        display_name=one_line(given.display_name, 200, field="customer"),
        email=given.email,
        phone=given.phone,
        external_ref=within(given.external_ref, 80, field="external_ref"),
        loyalty_tier=given.loyalty_tier,
        language=given.language or unit.language,
        region=region_of_zone(unit.timezone),
    )


def _opened(ctx: Context, visit: _Visit, logged: LoggedFailure, at: str) -> str:
    """One case, as far on its way as what is known carries it; its reference."""
    kind = kinds.failure_type(logged.failure_code, field=f"{at}.failure_code")
    place = units.place_named(visit.unit.id, logged.place) if logged.place.strip() else None
    told = _checked_facts(ctx, logged.facts, f"{at}.facts")
    flags = known_flags(logged.flags, field=f"{at}.flags")
    flags |= {Flag.REPEAT_FAILURE} if visit.is_repeat else frozenset()
    case = cases.open_case(
        ctx,
        customer_id=visit.someone.id,
        person_key=visit.person_key,
        unit_id=visit.unit.id,
        failure_type_id=kind.id,
        place_id=None if place is None else place.id,
        place_text=within(logged.place, 120, field=f"{at}.place"),
        visit_ref=visit.visit_ref,
        origin="complaint",
        channel=str(visit.channel),
        criticality=str(told.get("criticality") or kind.assumed_facts.get("criticality", "medium")),
        flags=flags | ({Flag.PUBLIC_CHANNEL} if visit.channel is Channel.SOCIAL else frozenset()),
        words=within(logged.words, WORDS_MAX, field=f"{at}.words"),
        remedy_sought=within(logged.remedy_sought, REMEDY_MAX, field=f"{at}.remedy_sought"),
        occurred_at=not_later(logged.occurred_at, ctx.now, field=f"{at}.occurred_at"),
        owner_id=ctx.user_id,
        owner_level=visit.owner_level,
        team_unit_id=visit.unit.id,
    )
    for name, value in told.items():
        if name != "criticality":
            cases.record_evidence(ctx, case.id, name, value, Source.STAFF, person_key=visit.person_key)
    starts = {Start.RECEIVED: case.received_at, Start.UPDATED: ctx.now}
    clocks.start_clocks(ctx, case.id, severity=None, place=visit.unit.clocks, starts=starts)
    if visit.acknowledge_spoken:
        case = _acknowledged(ctx, visit, case)
        case = judge_if_policy(ctx, case)
    cases.set_due(ctx, case, clocks.next_due(case.id))
    return case.ref


def _checked_facts(ctx: Context, facts: Mapping[str, object], at: str) -> Mapping[str, object]:
    """The facts that say something, once the policy in force can read them; raises `FactsInvalid`, each at its name."""
    told = {name: value for name, value in facts.items() if value not in (None, "")}
    if told:
        try:
            read_facts(policies.in_force(ctx.now).document, told)
        except FactsInvalid as invalid:
            raise FactsInvalid(
                tuple(type(one)(field=f"{at}.{one.field}", **one.params) for one in invalid.refusals)
            ) from None
    return told


def _acknowledged(ctx: Context, visit: _Visit, case: cases.CaseRecord) -> cases.CaseRecord:
    """The colleague has heard them out, face to face: that is the acknowledgement."""
    conversations.record_spoken(
        ctx,
        case_id=case.id,
        stage="ACK",
        words="",
        told_by=str(ctx.actor),
        told_at=ctx.now,
        channel=str(visit.channel),
    )
    clocks.meet(ctx, case.id, "acknowledge")
    standing = cases.standing_of(ctx, case, acknowledged_spoken=True)
    due_at = clocks.next_due(case.id)
    return cases.apply_event(ctx, case, Event.ACKNOWLEDGE, standing, wanted_by_at=due_at)
