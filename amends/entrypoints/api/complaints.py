"""Failures come in: a customer's complaint, or what a colleague's own program logs for them."""

from __future__ import annotations

from typing import Annotated

from ninja import Query
from pydantic import Field

from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.commands.intake.receive_complaint import receive_complaint
from amends.core.case.hearing import FAILURES_MAX, Channel
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Code, Given, Json, Line, Moment, Ref, Told, Words
from amends.queries.log_page import log_page

routes = Routes("complaints")

Unit = Annotated[str, Field(max_length=60, description="The code of a unit.", examples=["harbour-desk"])]
Facts = Annotated[
    dict[str, Json],
    Field(
        default_factory=dict,
        max_length=60,
        description="Facts of the policy in force, by name. A number may be written as text, exactly.",
        examples=[{"price": "180.00"}],
    ),
]
Happened = Annotated[Moment | None, Field(description="When it went wrong, if that is known.")]


class UnitWanted(Given):
    """At which unit."""

    unit: Unit = ""


class CustomerGiven(Given):
    """Who it is about: found by number, address or phone, or made. An address or a phone number is needed."""

    name: Annotated[str, Field(max_length=400, examples=["Ada Lindqvist"])]
    email: Line = ""
    phone: Annotated[Line, Field(description="With its country code.", examples=["+43 1 5123456"])] = ""
    external_ref: Annotated[Line, Field(description="Their number in your own system.")] = ""
    language: Annotated[str, Field(max_length=10, examples=["de"])] = ""


class ComplaintGiven(Given):
    """A complaint in the customer's own words."""

    customer: CustomerGiven
    failure: Annotated[Code, Field(description="The code of a kind of failure.", examples=["alarm_set"])]
    words: Annotated[Words, Field(description="What the customer said, word for word.")]
    unit: Unit = ""
    place: Annotated[
        str, Field(max_length=60, description="The short code of a place; it names its unit too.")
    ] = ""
    remedy_sought: Annotated[Words, Field(description="What the customer would like, in their words.")] = ""
    occurred_at: Happened = None
    channel: Annotated[str, Field(max_length=60, examples=list(Channel))] = Channel.API.value
    facts: Facts


class CaseOpenedTold(Told):
    """The case that was opened."""

    ref: Ref
    customer_ref: Ref
    state: Annotated[str, Field(description="How far it has come already.", examples=["assessed"])]


class FailureGiven(Given):
    """One thing that went wrong."""

    failure: Annotated[Code, Field(examples=["alarm_set"])]
    place: Annotated[str, Field(max_length=300, description="A place of the unit, by its name.")] = ""
    occurred_at: Happened = None
    words: Words = ""
    remedy_sought: Words = ""
    facts: Facts
    flags: Annotated[list[Code], Field(default_factory=list, max_length=30, examples=[["safety"]])]


class VisitGiven(Given):
    """What went wrong in one visit of one customer: either `customer_ref` or `customer` says whose."""

    unit: Annotated[Unit, Field(min_length=1)]
    customer_ref: Annotated[str, Field(max_length=40)] = ""
    customer: CustomerGiven | None = None
    failures: Annotated[list[FailureGiven], Field(min_length=1, max_length=FAILURES_MAX)]
    channel: Annotated[str, Field(max_length=60, examples=list(Channel))] = Channel.API.value


class FailuresLoggedTold(Told):
    """The cases that were opened, in the order of the request."""

    refs: list[Ref]
    customer_ref: Ref
    visit_ref: Ref


class UnitTold(Told):
    """One unit where this token may log."""

    code: str
    name: str
    timezone: str
    currency: str


class FailureKindTold(Told):
    """One thing that can go wrong there."""

    code: Annotated[str, Field(examples=["alarm_set"])]
    name: str
    expectation: Annotated[str, Field(description="What customers usually expect instead.")]


class ChoicesTold(Told):
    """What can be logged at one unit."""

    unit: UnitTold
    units: Annotated[list[UnitTold], Field(description="Every unit where this token may log.")]
    failures: list[FailureKindTold]
    places: list[str]


@routes.reads("/failures/choices", asks=log_page, refuses="nowhere_to_log")
def choices(request: ApiRequest, unit: Query[UnitWanted]) -> ChoicesTold:
    """What can go wrong at a unit, and where; without a unit, at the topmost one of the token."""
    return ChoicesTold.model_validate(log_page(request.ctx, unit_code=unit.unit))


@routes.acts(
    "POST",
    "/complaints",
    does=receive_complaint,
    status=201,
    refuses="unit_unknown place_unknown failure_unknown words_missing name_missing contact_missing email_invalid "
    "phone_invalid too_long happens_later channel_unknown +facts +letters",
)
def receive_a_complaint(request: ApiRequest, payload: ComplaintGiven) -> CaseOpenedTold:
    """Open a case for a complaint.

    It is given to whoever leads there, and acknowledged by mail where there is an address. Name a `unit` or a `place`.
    """
    opened = receive_complaint(
        request.ctx,
        contact_name=payload.customer.name,
        failure_code=payload.failure,
        words=payload.words,
        unit_code=payload.unit,
        place_code=payload.place,
        email=payload.customer.email,
        phone=payload.customer.phone,
        remedy_sought=payload.remedy_sought,
        occurred_at=payload.occurred_at,
        channel=payload.channel,
        external_ref=payload.customer.external_ref,
        language=payload.customer.language,
        facts=payload.facts,
    )
    return CaseOpenedTold.model_validate(opened)


@routes.acts(
    "POST",
    "/failures",
    does=log_failure,
    status=201,
    refuses="unit_unknown customer_unknown failure_unknown name_missing email_invalid phone_invalid too_long "
    "happens_later channel_unknown nothing_logged too_many_at_once flag_unknown +facts +letters",
)
def log_failures(request: ApiRequest, payload: VisitGiven) -> FailuresLoggedTold:
    """Open one case for each thing that went wrong in a visit.

    For programs that log what colleagues saw; a complaint of the customer's own belongs to `/complaints`.
    """
    logged = log_failure(
        request.ctx,
        unit_code=payload.unit,
        customer=payload.customer_ref or _contact(payload.customer),
        failures=tuple(_failure(each) for each in payload.failures),
        channel=payload.channel,
    )
    return FailuresLoggedTold.model_validate(logged)


def _contact(given: CustomerGiven | None) -> Contact:
    if given is None:
        return Contact("")
    return Contact(given.name, given.email, given.phone, given.external_ref, language=given.language)


def _failure(given: FailureGiven) -> LoggedFailure:
    return LoggedFailure(
        failure_code=given.failure,
        place=given.place,
        occurred_at=given.occurred_at,
        words=given.words,
        remedy_sought=given.remedy_sought,
        facts=given.facts,
        flags=tuple(given.flags),
    )
