"""The store of cases: one door for every change, and a journal that folds to the row."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import transaction
from givens.house import NIGHT, House, make_house, system

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.apps.customers import store as customers
from amends.apps.failures import store as failures
from amends.core.case.deviation import Deviation
from amends.core.case.evidence import CoreFact, Held, Source, UnknownNeedsReason
from amends.core.case.guards.hearing import NotYetAcknowledged
from amends.core.case.lifecycle import Event, State
from amends.core.case.outcome import Outcome
from amends.core.case.standing import Flag
from amends.core.case.wanted import Wanted
from amends.kernel.canonical import plain
from amends.kernel.models import JournalEntry

WORDS = "An alarm went off at one in the night."


@pytest.fixture
def house(db) -> House:
    return make_house()


@pytest.fixture
def opened(house: House):
    ctx = system()
    someone = customers.find_or_make_customer(
        ctx, home_unit_id=house.desk.id, display_name="Ada Lindqvist", email="Ada@Example.org"
    )
    return cases.open_case(
        ctx,
        customer_id=someone.id,
        person_key=customers.person_key(someone.id),
        unit_id=house.desk.id,
        failure_type_id=failures.failure_type("alarm_set").id,
        origin="complaint",
        channel="desk",
        words=WORDS,
        owner_id=house.people["nora"].id,
    )


def folded(case_id: int) -> dict[str, object]:
    """What the journal says the row must be."""
    row: dict[str, object] = {}
    for body in JournalEntry.objects.filter(stream=f"case:{case_id}").order_by("seq"):
        row |= json.loads(body.body).get("set", {})
    return row


def test_a_case_opens_received_and_wants_its_acknowledgement(opened) -> None:
    assert (opened.state, opened.outcome, opened.version) == (State.RECEIVED, None, 1)
    assert opened.wanted is Wanted.ACKNOWLEDGE
    assert opened.ref.startswith("C-")
    assert opened.visit_ref == opened.ref
    assert opened.received_at == NIGHT
    assert opened.priority == 3


def test_a_case_without_an_owner_wants_one(house, opened) -> None:
    other = cases.open_case(
        system(),
        customer_id=opened.customer_id,
        person_key=customers.person_key(opened.customer_id),
        unit_id=house.desk.id,
        failure_type_id=opened.failure_type_id,
        origin="complaint",
        channel="web",
        words=WORDS,
    )
    assert other.wanted is Wanted.FIND_OWNER

    assigned = cases.assign(system(), other, owner_id=house.people["dana"].id, owner_level=1)

    assert assigned.wanted is Wanted.ACKNOWLEDGE
    assert assigned.owner_level == 1


def test_the_journal_folds_to_the_row_and_keeps_no_words(house, opened) -> None:
    ctx = system()
    case = cases.apply_event(
        ctx, opened, Event.ACKNOWLEDGE, cases.standing_of(ctx, opened, acknowledged_spoken=True)
    )
    case = cases.set_flags(ctx, case, frozenset({Flag.REPEAT_FAILURE}))
    case = cases.assign(ctx, case, owner_id=house.people["leo"].id, owner_level=1)

    row = Case.objects.get(id=case.id)
    for name, value in folded(case.id).items():
        assert plain(getattr(row, name)) == value, name
    assert row.version == case.version == 4
    bodies = " ".join(JournalEntry.objects.values_list("body", flat=True))
    assert "alarm" not in bodies
    assert "Lindqvist" not in bodies


def test_a_step_without_its_evidence_is_refused_and_changes_nothing(opened) -> None:
    ctx = system()

    with pytest.raises(NotYetAcknowledged):
        cases.apply_event(ctx, opened, Event.ACKNOWLEDGE, cases.standing_of(ctx, opened))

    assert Case.objects.get().state == "received"
    assert JournalEntry.objects.filter(event="case.acknowledged").count() == 0


def test_a_change_from_a_stale_copy_is_refused(house, opened) -> None:
    cases.set_flags(system(), opened, frozenset({Flag.SAFETY}))

    with pytest.raises(cases.CaseMoved):
        cases.assign(system(), opened, owner_id=house.people["leo"].id, owner_level=1)

    assert Case.objects.get().owner_id == house.people["nora"].id


def test_a_failed_recovery_raises_priority_and_asks_for_somebody_senior(house, opened) -> None:
    failed = cases.deviate(system(), opened, Deviation.PROMISE_MISSED)

    assert failed.flags == {Flag.DOUBLE_DEVIATION}
    assert (failed.priority, failed.double_deviations, failed.escalation_level) == (4, 1, 1)
    assert (failed.owner_before_id, failed.owner_level_min) == (house.people["nora"].id, 1)
    standing = cases.standing_of(system(), failed)
    assert (standing.owner_fresh, standing.owner_senior) == (False, False)

    given = cases.assign(system(), failed, owner_id=house.people["dana"].id, owner_level=1)

    standing = cases.standing_of(system(), given)
    assert (standing.owner_fresh, standing.owner_senior) == (True, True)


def test_the_end_of_a_case_has_its_time_and_outcome(opened) -> None:
    ctx = system()
    gone = cases.apply_event(
        ctx, opened, Event.WITHDRAW, cases.standing_of(ctx, opened, withdrawal_words=True)
    )

    assert (gone.state, gone.outcome, gone.closed_at) == (State.WITHDRAWN, Outcome.WITHDRAWN, NIGHT)
    assert gone.wanted is Wanted.NOTHING


def test_facts_are_assumed_until_somebody_says_otherwise(opened) -> None:
    key = customers.person_key(opened.customer_id)
    before = cases.facts_of(opened.id)
    assert before.values["harm_class"] == "inconvenience"
    assert before.sources["harm_class"] is Source.ASSUMED
    assert before.values["business"] == "hotel"
    assert before.sources["business"] is Source.SYSTEM
    assert before.core_facts == {
        CoreFact.EXPECTATION_NOT_MET: Held.ASSUMED,
        CoreFact.WHAT_TRANSPIRED: Held.KNOWN,
        CoreFact.WHO_INVOLVED: Held.ASSUMED,
        CoreFact.IMPACT: Held.ASSUMED,
        CoreFact.REMEDY_SOUGHT: Held.KNOWN,
    }

    cases.record_evidence(system(), opened.id, "harm_class", "distress", Source.STAFF, person_key=key)
    cases.record_evidence(system(), opened.id, "impact", "Hardly slept.", Source.CUSTOMER, person_key=key)

    after = cases.facts_of(opened.id)
    assert (after.values["harm_class"], after.sources["harm_class"]) == ("distress", Source.STAFF)
    assert after.core_facts[CoreFact.IMPACT] is Held.KNOWN
    assert after.core[CoreFact.IMPACT].value == "Hardly slept."
    assert len(after.statements) == len(before.statements) + 1


def test_what_cannot_be_known_needs_its_reason(opened) -> None:
    key = customers.person_key(opened.customer_id)
    with pytest.raises(UnknownNeedsReason) as refused:
        cases.record_evidence(system(), opened.id, "price", None, Source.STAFF, person_key=key)
    assert refused.value.field == "price"

    cases.record_evidence(system(), opened.id, "price", None, Source.STAFF, "paid in cash", person_key=key)

    assert cases.facts_of(opened.id).values["price"] is None


def test_a_case_is_hidden_from_who_may_not_see_it(house, opened) -> None:
    assert cases.find_case(house.ctx("nora"), opened.ref.lower(), "work_cases").id == opened.id
    for name in ("rita", "til", "fin", "otto"):
        with pytest.raises(cases.CaseUnknown):
            cases.find_case(house.ctx(name), opened.ref, "work_cases")


def test_a_restricted_case_is_found_by_those_let_in_alone(house, opened) -> None:
    cases.change(system(), opened, "case.restricted", is_restricted=True)

    with pytest.raises(cases.CaseUnknown):
        cases.find_case(house.ctx("nora"), opened.ref, "work_cases")

    let_in = replace(house.ctx("nora"), restricted=True)
    assert cases.find_case(let_in, opened.ref, "work_cases").is_restricted


def test_the_store_refuses_to_write_outside_a_transaction(committed_db) -> None:
    house = make_house()
    with transaction.atomic():
        someone = customers.find_or_make_customer(system(), home_unit_id=house.desk.id, display_name="Ada")
    with pytest.raises(AssertionError):
        cases.open_case(
            system(),
            customer_id=someone.id,
            person_key=b"k",
            unit_id=house.desk.id,
            failure_type_id=failures.failure_type("alarm_set").id,
            origin="complaint",
            channel="desk",
            words=WORDS,
        )
