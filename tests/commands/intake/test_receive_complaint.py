"""A complaint comes in: by whom it is taken, how it is answered, and what a stranger's form may not do."""

from __future__ import annotations

import pytest
from givens.house import NIGHT, House, make_house, system
from givens.policy import a_policy

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.apps.conversations.models import Message
from amends.apps.customers import store as customers
from amends.apps.customers.models import Customer
from amends.apps.links.models import Link
from amends.commands.intake.receive_complaint import ContactMissing, receive_complaint
from amends.core.case.hearing import NameMissing, WordsMissing
from amends.core.case.lifecycle import State
from amends.core.case.wanted import Wanted
from amends.core.place import PlaceUnknown
from amends.core.policy.facts import FactsInvalid
from amends.core.roles import Role, permissions_of_scopes
from amends.kernel.context import Actor, ActorKind, Context, Placed, placed

FORM = {
    "place_code": "h412",
    "contact_name": "Ada Lindqvist",
    "email": "ada@example.org",
    "failure_code": "alarm_set",
    "words": "It rang at one in the night.",
}


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


def program(scopes=("complaints:write",)) -> Context:
    held = Placed(Role.PROGRAM, None, permissions_of_scopes(scopes))
    return Context(Actor(ActorKind.PROGRAM, 7), (held,), NIGHT, "api", system().random)


def test_a_form_becomes_a_case_with_a_lead_and_an_acknowledgement(house) -> None:
    opened = receive_complaint(system(), **FORM)

    case = cases.case_by_ref(opened.ref)
    assert (case.state, case.severity, case.channel) == (State.ASSESSED, 2, "web")
    assert case.owner_id == house.people["dana"].id
    assert (case.place_text, case.unit_id) == ("Room 412", house.desk.id)
    mail = Message.objects.get()
    assert (mail.to_address, mail.stage, mail.state) == ("ada@example.org", "ACK", "queued")
    assert case.ref in mail.subject
    assert "Dana Berg" in mail.body
    assert f"{{link:{Link.objects.get().serial}}}" in mail.body
    assert "{{" not in mail.body
    assert opened.state == "assessed"


def test_the_lead_with_the_fewest_open_cases_takes_it(house) -> None:
    first = receive_complaint(system(), **FORM)
    second = receive_complaint(system(), **{**FORM, "email": "bo@example.org"})

    owners = [cases.case_by_ref(opened.ref).owner_id for opened in (first, second)]
    assert owners == [house.people["dana"].id, house.people["leo"].id]


def test_without_an_address_somebody_has_to_call(house) -> None:
    opened = receive_complaint(system(), **{**FORM, "email": "", "phone": "+4315123456"})

    case = cases.case_by_ref(opened.ref)
    assert (case.state, case.wanted) == (State.RECEIVED, Wanted.ACKNOWLEDGE)
    assert Message.objects.count() == 0


def test_a_stranger_who_names_a_customer_gets_nothing_of_theirs(house) -> None:
    known = customers.find_or_make_customer(
        system(),
        home_unit_id=house.hotel.id,
        display_name="Bo Kern",
        email="bo@example.org",
        phone="+4315123456",
    )

    opened = receive_complaint(system(), **FORM, phone="+4315123456")

    assert opened.customer_ref != known.ref
    assert customers.customer(known.id).email == "bo@example.org"
    assert Message.objects.get().to_address == "ada@example.org"
    assert cases.facts_of(opened.case_id).values["contact_verified"] is False


def test_a_program_is_believed_and_its_facts_are_kept(house) -> None:
    opened = receive_complaint(
        program(), **FORM, channel="api", facts={"price": "89.90", "harm_class": "financial"}
    )

    facts = cases.facts_of(opened.case_id)
    assert (facts.values["price"], facts.sources["price"]) == ("89.90", "system")
    assert facts.values["contact_verified"] is True
    assert cases.case_by_ref(opened.ref).severity == 2


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"place_code": "nowhere"}, PlaceUnknown, "place_code"),
        ({"words": "   "}, WordsMissing, "words"),
        ({"contact_name": ""}, NameMissing, "contact_name"),
        ({"email": ""}, ContactMissing, "email"),
        ({"email": "ada"}, customers.EmailInvalid, "email"),
        ({"phone": "soon"}, customers.PhoneInvalid, "phone"),
    ],
)
def test_what_cannot_be_received_is_refused_at_its_field(house, change, refusal, field) -> None:
    with pytest.raises(refusal) as refused:
        receive_complaint(system(), **{**FORM, **change})

    assert refused.value.field == field
    assert (Case.objects.count(), Customer.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_facts_that_the_policy_cannot_read_are_refused_by_name(house) -> None:
    with pytest.raises(FactsInvalid) as refused:
        receive_complaint(program(), **FORM, facts={"harm_class": "huge", "shoe_size": 44})

    assert [problem.field for problem in refused.value.refusals] == ["harm_class", "shoe_size"]
    assert Case.objects.count() == 0


def test_the_same_key_receives_once(house) -> None:
    ctx = Context(
        Actor(ActorKind.SYSTEM), (placed(Role.SYSTEM, None),), NIGHT, "web", system().random, "form-1"
    )

    assert receive_complaint(ctx, **FORM) == receive_complaint(ctx, **FORM)
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)
