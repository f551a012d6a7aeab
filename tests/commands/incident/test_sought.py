"""People of an incident sought by what their cases say: counted first, then exactly these are added, nobody twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from givens.house import NIGHT, system
from givens.incidents import Outage, a_house, declared, guests

from amends.apps.cases.models import Case, Evidence
from amends.apps.customers.models import Customer
from amends.apps.incidents.models import IncidentPerson
from amends.apps.staff import store as staff
from amends.apps.units.store import PlaceUnknown, UnitUnknown
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.incident.decide_people import decide_people
from amends.commands.incident.find_people import find_people
from amends.commands.intake.log_failure import LoggedFailure, log_failure
from amends.core.incident.sought import Sought
from amends.core.policy.facts import FactUnknown
from amends.core.policy.notation import CellUnreadable
from amends.core.roles import Role
from amends.kernel.context import NotPermitted
from amends.queries.incident_question import could_say_yes
from amends.queries.incidents import incident_page
from amends.queries.people_hit import people_hit

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def told(
    outage: Outage,
    n: int,
    *,
    at: datetime,
    failure: str = "room_not_ready",
    hours: object = None,
    room: str = "",
) -> str:
    """Guest `n` told Nora at that moment, perhaps with how long it lasted."""
    nora, facts = outage.house.ctx("nora", now=at), {} if hours is None else {"duration_hours": hours}
    logged = log_failure(
        nora,
        unit_id=outage.house.desk.id,
        customer=Customer.objects.get(external_ref=f"G-{n:05}").ref,
        failures=(LoggedFailure(failure, place=room, words="It was so.", facts=facts),),
    )
    return logged.refs[0]


@pytest.fixture
def outage() -> Outage:
    """Six guests; four of them told us something in the last days."""
    house = a_house()
    guests(house, 6)
    outage = declared(house)
    told(outage, 0, at=NIGHT - 50 * HOUR, hours=5)
    told(outage, 1, at=NIGHT - 40 * HOUR, hours=3)
    told(outage, 2, at=NIGHT - 30 * HOUR, hours="4")
    told(outage, 2, at=NIGHT - 29 * HOUR, hours="9.50")
    told(outage, 3, at=NIGHT - 20 * HOUR, failure="alarm_set")
    return outage


def found(outage: Outage, **sought: object) -> list[str]:
    """Those who are counted, and whom adding them adds: the same."""
    wanted = Sought(**sought)  # type: ignore[arg-type]
    counted = people_hit(outage.ctx(), ref=outage.ref, sought=wanted)
    assert not IncidentPerson.objects.exists()
    added = find_people(outage.ctx(), incident_ref=outage.ref, sought=wanted)
    people = IncidentPerson.objects.order_by("customer_id")
    assert (counted.found, counted.new) == (added.found, added.added) == (len(people), len(people))
    after = people_hit(outage.ctx(), ref=outage.ref, sought=wanted)
    assert (after.found, after.new) == (len(people), 0)
    return [person.customer.external_ref[-1] for person in people if person.customer]


@pytest.mark.parametrize(
    ("sought", "who"),
    [
        ({}, "012345"),
        ({"opened_from": NIGHT - 40 * HOUR}, "123"),
        ({"opened_until": NIGHT - 40 * HOUR}, "01"),
        ({"opened_from": NIGHT - 45 * HOUR, "opened_until": NIGHT - 25 * HOUR}, "12"),
        ({"failed_from": NIGHT - 31 * HOUR}, "23"),
        ({"failure_code": "alarm_set"}, "3"),
        ({"failure_code": "room_not_ready"}, "012"),
        ({"facts": {"duration_hours": ">= 4"}}, "02"),
        ({"facts": {"duration_hours": "[3..5]"}}, "012"),
        ({"facts": {"duration_hours": "not(5)"}}, "12"),
        ({"facts": {"duration_hours": ">= 4"}, "opened_from": NIGHT - 45 * HOUR}, "2"),
        ({"facts": {"duration_hours": ">= 4"}, "failure_code": "alarm_set"}, ""),
        ({"facts": {"duration_hours": " "}}, "012345"),
        ({"unit_code": "harbour", "failure_code": "room_not_ready"}, "012"),
        ({"loyalty_tiers": ("gold",)}, ""),
    ],
)
def test_everything_that_is_asked_for_has_to_be_true(
    outage: Outage, sought: dict[str, object], who: str
) -> None:
    assert found(outage, **sought) == list(who)


def test_the_facts_asked_for_are_told_of_each_and_the_newest_case_counts(outage: Outage) -> None:
    find_people(outage.ctx(), incident_ref=outage.ref, sought=Sought(facts={"duration_hours": ">= 4"}))

    people = IncidentPerson.objects.order_by("customer_id").values_list("customer__external_ref", "facts")
    assert list(people) == [
        ("G-00000", {"duration_hours": "5"}),
        ("G-00002", {"duration_hours": "9.5"}),
    ]
    assert decide_people(outage.ctx(), incident_ref=outage.ref, gesture_codes=("chocolates",)).verdicts == 2


def test_a_later_word_about_a_fact_wins(outage: Outage) -> None:
    case = Case.objects.get(customer__external_ref="G-00000")
    record_evidence(
        outage.house.ctx("nora", now=NIGHT - HOUR), case_ref=case.ref, facts=(FactGiven("duration_hours", 1),)
    )

    assert found(outage, facts={"duration_hours": ">= 4"}) == ["2"]


def test_a_place_is_sought_by_its_short_code(outage: Outage) -> None:
    told(outage, 5, at=NIGHT - HOUR, room="Room 412")

    assert found(outage, place_code="h412") == ["5"]


def test_sensitive_and_merged_cases_and_erased_people_are_never_found(outage: Outage) -> None:
    Case.objects.filter(customer__external_ref="G-00000").update(is_restricted=True)
    twin = Case.objects.get(customer__external_ref="G-00003")
    Case.objects.filter(customer__external_ref="G-00001").update(merged_into=twin)
    Customer.objects.filter(external_ref="G-00003").update(erased_at=NIGHT)

    assert found(outage, opened_from=NIGHT - 100 * HOUR) == ["2"]


def test_a_value_recorded_under_an_earlier_policy_fits_nothing(outage: Outage) -> None:
    Evidence.objects.filter(case__customer__external_ref="G-00000", name="duration_hours").update(
        value="long"
    )

    assert found(outage, facts={"duration_hours": ">= 0"}) == ["1", "2"]


def test_who_is_in_it_already_stays_as_they_are(outage: Outage) -> None:
    find_people(outage.ctx(), incident_ref=outage.ref)

    again = find_people(
        outage.ctx(), incident_ref=outage.ref, sought=Sought(facts={"duration_hours": ">= 4"})
    )

    assert (again.found, again.added) == (2, 0)
    assert not IncidentPerson.objects.exclude(facts={}).exists()


@pytest.mark.parametrize(
    ("sought", "refusal"),
    [
        ({"facts": {"shoe_size": "44"}}, FactUnknown),
        ({"facts": {"duration_hours": "a while"}}, CellUnreadable),
        ({"unit_code": "elsewhere"}, UnitUnknown),
        ({"place_code": "NOWHERE"}, PlaceUnknown),
    ],
)
def test_what_nobody_knows_is_refused_and_nobody_is_added(
    outage: Outage, sought: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        find_people(outage.ctx(), incident_ref=outage.ref, sought=Sought(**sought))  # type: ignore[arg-type]

    assert not IncidentPerson.objects.exists()
    assert outage.row().state == "drafted"


def test_who_leads_elsewhere_looks_at_the_incident_and_counts_nobody(outage: Outage) -> None:
    house = outage.house
    audrey = house.people["audrey"].id
    staff.place_user(system(NIGHT - HOUR), user_id=audrey, unit_id=house.restaurant.id, role=Role.LEAD)
    ctx = outage.ctx("audrey")

    assert incident_page(ctx, ref=outage.ref).unit_name == "Harbour Hotel"
    with pytest.raises(NotPermitted):
        people_hit(ctx, ref=outage.ref, sought=Sought(opened_from=NIGHT - 100 * HOUR))
    with pytest.raises(NotPermitted):
        could_say_yes(ctx, ref=outage.ref)
