"""A complaint comes in, by the public form of a place or through a program: opened, answered and assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.failures import store as kinds
from amends.apps.links import store as links
from amends.apps.policies import store as policies
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.commands.judging import judge_if_policy
from amends.core.case.assessment import is_repeat
from amends.core.case.evidence import Source
from amends.core.case.hearing import (
    REMEDY_MAX,
    WORDS_MAX,
    Channel,
    NameMissing,
    WordsMissing,
    known_channel,
    not_later,
    within,
)
from amends.core.case.lifecycle import Event
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Start
from amends.core.policy.facts import read_facts
from amends.core.refusal import Kind, Refusal
from amends.core.region import region_of_zone
from amends.core.roles import LEVEL, Permission, Role
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import ActorKind, Context


class ContactMissing(Refusal):
    """No way to answer."""

    code = "contact_missing"
    kind = Kind.INVALID
    message = gettext_noop("Give an e-mail address or a phone number, so that we can answer you.")


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The new case and customer; `state` is how far it has come already.

    `is_written_to`: an acknowledgement goes out by mail; otherwise somebody calls. `answer_by_at`: when they hear more.
    """

    case_id: int
    ref: str
    customer_ref: str
    state: str
    is_written_to: bool
    answer_by_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was said, checked and looked up."""

    unit: units.UnitRecord
    kind: kinds.FailureRecord
    someone: customers.CustomerRecord
    person_key: bytes
    owner: staff.UserRecord | None
    owner_level: int


@command(Permission.LOG_FAILURE)
def receive_complaint(
    ctx: Context,
    *,
    contact_name: str,
    failure_code: str,
    words: str,
    unit_id: int | None = None,
    unit_code: str = "",
    place_code: str = "",
    email: str = "",
    phone: str = "",
    remedy_sought: str = "",
    occurred_at: datetime | None = None,
    channel: str = Channel.WEB,
    external_ref: str = "",
    language: str = "",
    facts: Mapping[str, object] | None = None,
) -> CaseOpened:
    """Open a case at a unit (`unit_id` or `unit_code`) or a place (`place_code`, which a public form has).

    The colleague who leads there owns it. Where there is an address, the acknowledgement goes out by mail with the
    customer's own page, to the address on file; otherwise somebody has to call. What a form brings is not vouched for:
    it is matched to a customer by address alone and changes nothing of theirs. `external_ref` is the customer's number
    in another system, `facts` are facts of the policy by name.

    Raises `PlaceUnknown`, `UnitUnknown`, `FailureUnknown`, `WordsMissing`, `NameMissing`, `ContactMissing`,
    `EmailInvalid`, `PhoneInvalid`, `TooLong`, `HappensLater`, `ChannelUnknown` and `FactsInvalid`, each at its field.
    """
    unit, place = _where(unit_id, unit_code, place_code)
    ctx.require(Permission.LOG_FAILURE, unit.id)
    way = known_channel(channel)
    said = _words(words)
    given = _checked_facts(ctx, facts or {})
    heard = _heard(ctx, unit, failure_code, contact_name, email, phone, external_ref, language)
    case = cases.open_case(
        ctx,
        customer_id=heard.someone.id,
        person_key=heard.person_key,
        unit_id=unit.id,
        failure_type_id=heard.kind.id,
        place_id=place.id if place else None,
        place_text=place.name if place else "",
        origin="complaint",
        channel=str(way),
        criticality=str(given.get("criticality") or heard.kind.assumed_facts.get("criticality", "medium")),
        flags=_flags(ctx, heard, way),
        words=said,
        remedy_sought=within(remedy_sought, REMEDY_MAX, field="remedy_sought"),
        occurred_at=not_later(occurred_at, ctx.now),
        owner_id=None if heard.owner is None else heard.owner.id,
        owner_level=heard.owner_level,
        team_unit_id=unit.id,
    )
    source = Source.SYSTEM if ctx.actor.kind is ActorKind.PROGRAM else Source.CUSTOMER
    for name, value in given.items():
        if name != "criticality":
            cases.record_evidence(ctx, case.id, name, value, source, person_key=heard.person_key)
    starts = {Start.RECEIVED: ctx.now, Start.UPDATED: ctx.now}
    clocks.start_clocks(ctx, case.id, severity=None, place=unit.clocks, starts=starts)
    is_written_to = heard.owner is not None and bool(heard.someone.email)
    if is_written_to:
        case = _acknowledged(ctx, case)
        case = judge_if_policy(ctx, case)
        _write(ctx, heard, case)  # judged already, so that it names the day that holds
    case = cases.set_due(ctx, case, clocks.next_due(case.id))
    answer_by_at = clocks.due_of(case.id, "respond")
    return CaseOpened(case.id, case.ref, heard.someone.ref, case.state.value, is_written_to, answer_by_at)


def _where(
    unit_id: int | None, unit_code: str, place_code: str
) -> tuple[units.UnitRecord, units.PlaceRecord | None]:
    """Where it failed: a place counts before a unit, and a unit's code before its id."""
    place = units.place_by_code(place_code, field="place_code") if place_code else None
    if unit_code and place is None:
        return units.unit_by_code(unit_code, field="unit"), None
    return units.unit(place.unit_id if place else unit_id or 0, field="unit"), place


def _flags(ctx: Context, heard: _Heard, way: Channel) -> frozenset[Flag]:
    """What is true of it already: failed before, and said in public."""
    repeat = is_repeat(cases.last_received_at(heard.someone.id), ctx.now)
    public = way is Channel.SOCIAL
    return frozenset({Flag.REPEAT_FAILURE} if repeat else ()) | ({Flag.PUBLIC_CHANNEL} if public else set())


def _words(words: str) -> str:
    said = within(words, WORDS_MAX, field="words")
    if not said:
        raise WordsMissing(field="words")
    return said


def _checked_facts(ctx: Context, facts: Mapping[str, object]) -> Mapping[str, object]:
    """The facts as given, once the policy in force can read them all; raises `FactsInvalid`."""
    given = {name: value for name, value in facts.items() if value is not None}
    if given:
        read_facts(policies.in_force(ctx.now).document, given)
    return given


def _heard(
    ctx: Context,
    unit: units.UnitRecord,
    failure_code: str,
    contact_name: str,
    email: str,
    phone: str,
    external_ref: str,
    language: str,
) -> _Heard:
    """Who it is (found or made, and locked), what went wrong, and who of us takes it."""
    kind = kinds.failure_type(failure_code, field="failure_code")
    if not contact_name.strip():
        raise NameMissing(field="contact_name")
    if not email.strip() and not phone.strip():
        raise ContactMissing(field="email")
    someone = customers.find_or_make_customer(
        ctx,
        home_unit_id=unit.id,
        display_name=within(contact_name, 200, field="contact_name"),
        email=email,
        phone=phone,
        external_ref=within(external_ref, 80, field="external_ref"),
        language=language or unit.language,
        region=region_of_zone(unit.timezone),
        trusted=ctx.actor.kind is not ActorKind.SYSTEM,
    )
    customers.lock_customer(someone.id)
    owner, level = _owner(unit.id)
    return _Heard(unit, kind, someone, customers.person_key(someone.id), owner, level)


def _owner(unit_id: int) -> tuple[staff.UserRecord | None, int]:
    """The nearest lead with the fewest open cases, else whoever else works cases there."""
    for role in (Role.LEAD, Role.CX_MANAGER, Role.FRONT_LINE):
        people = staff.people_with_role(unit_id, role)
        if people:
            busy = cases.open_counts([person.id for person in people])
            return min(people, key=lambda person: busy.get(person.id, 0)), LEVEL[role]
    return None, 0


def _write(ctx: Context, heard: _Heard, case: cases.CaseRecord) -> None:
    """Say that we have it: who looks after it, what we wrote down, by when they hear, and their own page."""
    link = links.open_link(ctx, case_id=case.id, purpose="portal")
    post = cases.correspondence(case.id).about(
        link_serial=link.serial, next_at=clocks.due_of(case.id, "respond")
    )
    conversations.queue_letter(ctx, "ack", post, case_id=case.id, business=heard.unit.business)


def _acknowledged(ctx: Context, case: cases.CaseRecord) -> cases.CaseRecord:
    """The step for the acknowledgement that goes out in this transaction."""
    clocks.meet(ctx, case.id, "acknowledge")
    standing = cases.standing_of(ctx, case, acknowledged_in_writing=True)
    due_at = clocks.next_due(case.id)
    return cases.apply_event(ctx, case, Event.ACKNOWLEDGE, standing, wanted_by_at=due_at)
