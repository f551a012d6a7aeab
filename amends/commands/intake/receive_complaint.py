"""A complaint comes in, by the public form of a place or through a program: opened, answered and assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.failures import store as kinds
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.commands.hearing import Heard, acknowledge_in_writing, hear, open_heard, write_that_we_have_it
from amends.commands.judging import judge_if_policy
from amends.core.case.evidence import Source
from amends.core.case.hearing import (
    REMEDY_MAX,
    WORDS_MAX,
    Channel,
    NameMissing,
    WordsMissing,
    known_channel,
    not_later,
    one_line,
    within,
)
from amends.core.policy.facts import read_facts
from amends.core.refusal import Kind, Refusal
from amends.core.region import region_of_zone
from amends.core.roles import Permission
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
    heard = _heard(ctx, unit, place, failure_code, contact_name, email, phone, external_ref, language)
    case = open_heard(
        ctx,
        heard,
        origin="complaint",
        way=way,
        words=said,
        facts=given,
        source=Source.SYSTEM if ctx.actor.kind is ActorKind.PROGRAM else Source.CUSTOMER,
        remedy_sought=within(remedy_sought, REMEDY_MAX, field="remedy_sought"),
        occurred_at=not_later(occurred_at, ctx.now),
    )
    if heard.is_written_to:
        case = acknowledge_in_writing(ctx, case)
        case = judge_if_policy(ctx, case)
        write_that_we_have_it(ctx, heard, case)  # judged already, so that it names the day that holds
    case = cases.set_due(ctx, case, clocks.next_due(case.id))
    answer_by_at = clocks.due_of(case.id, "respond")
    return CaseOpened(
        case.id, case.ref, heard.someone.ref, case.state.value, heard.is_written_to, answer_by_at
    )


def _where(
    unit_id: int | None, unit_code: str, place_code: str
) -> tuple[units.UnitRecord, units.PlaceRecord | None]:
    """Where it failed: a place counts before a unit, and a unit's code before its id."""
    place = units.place_by_code(place_code, field="place_code") if place_code else None
    if unit_code and place is None:
        return units.unit_by_code(unit_code, field="unit"), None
    return units.unit(place.unit_id if place else unit_id or 0, field="unit"), place


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
    place: units.PlaceRecord | None,
    failure_code: str,
    contact_name: str,
    email: str,
    phone: str,
    external_ref: str,
    language: str,
) -> Heard:
    """Who it is (found or made, and locked), what went wrong, and who of us takes it."""
    kind = kinds.failure_type(failure_code, field="failure_code")
    if not contact_name.strip():
        raise NameMissing(field="contact_name")
    if not email.strip() and not phone.strip():
        raise ContactMissing(field="email")
    someone = customers.find_or_make_customer(
        ctx,
        home_unit_id=unit.id,
        display_name=one_line(contact_name, 200, field="contact_name"),
        email=email,
        phone=phone,
        external_ref=within(external_ref, 80, field="external_ref"),
        language=language or unit.language,
        region=region_of_zone(unit.timezone),
        trusted=ctx.actor.kind is not ActorKind.SYSTEM,
    )
    return hear(unit, place, kind, someone)
