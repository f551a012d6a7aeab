"""Erasing a customer: the words go from every table, the proofs stay whole."""

from __future__ import annotations

import json

import pytest
from django.db import connection, transaction
from givens.house import House, make_house
from givens.logged import closed, logged
from givens.policy import a_policy

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case, Evidence
from amends.apps.conversations.models import Message
from amends.apps.customers import store as customers
from amends.apps.customers.models import Customer, PersonKey
from amends.apps.links.models import Link
from amends.commands.casework.reopen_case import reopen_case
from amends.commands.governance.erase_customer import CustomerStillServed, LetterUnderWay, erase_customer
from amends.core.case.evidence import Source
from amends.core.unseen import CustomerUnknown
from amends.kernel.canonical import plain
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.case_fold_check import case_fold_check
from amends.queries.case_page import case_page
from amends.queries.customer_page import customer_page
from amends.queries.customer_record import customer_record
from amends.queries.journal_check import journal_check

WORDS = "The kettle smoked xylophonically."
TEXTS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY')
"""


@pytest.fixture
def house(db) -> House:
    a_policy()
    return make_house()


def holding(text: str) -> list[str]:
    """Every column of the database with a row that holds `text`."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{text}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return sorted(found)


def sent() -> None:
    Message.objects.filter(state="queued").update(state="sent")


def test_nothing_that_names_them_is_left_in_any_table(house) -> None:
    ref = logged(house, words=WORDS)
    at = cases.case_by_ref(ref)
    key = customers.person_key(at.customer_id)
    told = ("expectation", "A xylophonically quiet night", Source.CUSTOMER)
    cases.record_evidence(house.ctx("nora"), at.id, *told, person_key=key)
    closed(house, ref)
    sent()
    person = customers.customer(Case.objects.get(ref=ref).customer_id)
    assert "cases_case.words" in holding("xylophonically")
    assert "cases_evidence.value" in holding("xylophonically")
    assert "customers_customer.display_name" in holding("lindqvist")

    erased = erase_customer(house.ctx("carla"), customer_ref=person.ref)

    assert plain(erased) == {"ref": person.ref, "cases": 1}
    assert holding("xylophonically") == []
    assert holding("lindqvist") == []
    assert holding("ada@example.org") == []
    assert not PersonKey.objects.filter(customer_id=person.id).exists()
    assert not Link.objects.filter(case__ref=ref, revoked_at=None).exists()
    assert set(Evidence.objects.values_list("value", flat=True)) == {None}


@pytest.mark.django_db(transaction=True)
def test_the_proofs_stay_whole_and_the_case_can_be_read(house) -> None:
    with transaction.atomic():
        ref = closed(house, logged(house, words=WORDS)).ref
    sent()
    case = Case.objects.get(ref=ref)
    person = customers.customer(case.customer_id)
    kept = (case.state, case.outcome, case.severity, case.closed_at)
    entries = JournalEntry.objects.count()

    erase_customer(house.ctx("carla"), customer_ref=person.ref)

    case.refresh_from_db()
    assert (case.state, case.outcome, case.severity, case.closed_at) == kept
    assert JournalEntry.objects.count() == entries + 1
    told = JournalEntry.objects.get(stream=f"customer:{person.id}")
    assert (told.event, json.loads(told.body)) == (
        "customer.erased",
        {"customer_id": person.id, "cases": [case.id]},
    )
    assert journal_check(house.ctx("audrey")).findings == ()
    assert case_fold_check(house.ctx("audrey")).findings == ()
    assert case_page(house.ctx("carla"), ref=ref).head.ref == ref
    with pytest.raises(CustomerUnknown):
        customer_page(house.ctx("carla"), ref=person.ref)


def test_who_is_still_served_is_not_erased(house) -> None:
    ref = logged(house, words=WORDS)
    sent()
    person = customers.customer(Case.objects.get(ref=ref).customer_id)

    with pytest.raises(CustomerStillServed) as refused:
        erase_customer(house.ctx("carla"), customer_ref=person.ref)

    assert refused.value.params == {"refs": ref}
    assert Case.objects.get(ref=ref).words == WORDS
    assert Customer.objects.get(id=person.id).display_name == "Ada Lindqvist"


def test_a_letter_that_is_on_its_way_goes_out_first(house) -> None:
    ref = closed(house, logged(house, words=WORDS)).ref
    sent()
    Message.objects.filter(case__ref=ref).update(state="queued")
    person = customers.customer(Case.objects.get(ref=ref).customer_id)

    with pytest.raises(LetterUnderWay):
        erase_customer(house.ctx("carla"), customer_ref=person.ref)

    assert Case.objects.get(ref=ref).words == WORDS


def test_their_case_is_not_taken_up_again(house) -> None:
    ref = closed(house, logged(house, words=WORDS)).ref
    sent()
    person = customers.customer(Case.objects.get(ref=ref).customer_id)
    erase_customer(house.ctx("carla"), customer_ref=person.ref)

    with pytest.raises(customers.CustomerGone):
        reopen_case(house.ctx("carla"), case_ref=ref, reason="Something new came up", same_issue=False)

    assert Case.objects.get(ref=ref).closed_at is not None


def test_only_who_answers_for_data_erases_or_hands_out(house) -> None:
    ref = closed(house, logged(house, words=WORDS)).ref
    person = customers.customer(Case.objects.get(ref=ref).customer_id)

    for name in ("nora", "audrey"):
        with pytest.raises(NotPermitted):
            erase_customer(house.ctx(name), customer_ref=person.ref)
        with pytest.raises(NotPermitted):
            customer_record(house.ctx(name), ref=person.ref)


def test_the_record_holds_what_they_told_us_and_nothing_that_opens_or_spends(house) -> None:
    ref = closed(house, logged(house, words=WORDS)).ref
    person = customers.customer(Case.objects.get(ref=ref).customer_id)

    record = customer_record(house.ctx("carla"), ref=person.ref)

    assert record.customer["email"] == "ada@example.org"
    assert [(case["ref"], case["words"]) for case in record.cases] == [(ref, WORDS)]
    told = plain(record)
    assert "token" not in str(told)
    assert "code_hash" not in str(told)
