"""Giving for many events at once leaves the rows that acting on each alone leaves; one that fails harms no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from givens.events import LATE, Kitchen, a_kitchen, late
from givens.house import NIGHT, system
from givens.left_behind import all_of_it
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.apps.cases.models import Case
from amends.apps.conversations.models import Template
from amends.apps.customers.models import Customer
from amends.apps.events.models import ReceivedEvent, TriggerDay
from amends.apps.ledger.models import BudgetPeriod
from amends.apps.offers.models import Offer
from amends.commands.intake.act_on_events import EventsActedOn, act_on_events
from amends.core.roles import Role
from amends.kernel.context import placed
from amends.queries.journal_check import journal_check
from amends.queries.ledger_check import ledger_check

pytestmark = pytest.mark.django_db

AMPLE: dict[str, Any] = {**LATE, "grant": {"per_case": 30, "per_customer": 60, "per_day": 10_000}}
LATER = NIGHT + timedelta(minutes=5)

GUESTS = st.sampled_from(
    [
        *({"email": f"guest{n}@example.org", "name": f"Guest {n}"} for n in range(4)),
        {"number": "G-77", "email": "Ada@Example.org", "name": "Ada Lindqvist"},
        {"number": "G-77", "name": "Ada"},
        {"number": "G-78", "name": "Ines"},
        {"email": "guest1@example.org", "number": "G-1"},
        {"email": "new@example.org"},
        {},
    ]
)
EVENTS = st.fixed_dictionaries(
    {
        "guest": GUESTS,
        "hours": st.sampled_from(["2.5", "2.5", "3", "1", "0.5", "0.1", "6", "long"]),
        "bill": st.sampled_from([None, "48.00", "17.5"]),
        "at": st.sampled_from(["2026-05-04T20:00:00Z", "2026-05-04T20:00:00Z", "yesterday"]),
    }
)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in the block leaves nothing behind, the numbers that were drawn included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        drawn = [(name, last) for name, last in cursor.fetchall() if last is not None]
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.executemany("SELECT setval(%s::regclass, %s)", drawn)


def left_by(act: Callable[[], object], *, in_order: bool = True) -> dict[str, Any]:
    """What `act` leaves behind, before it is undone; its chains and its money add up."""
    with undone():
        act()
        found = all_of_it(in_order=in_order)
        auditor = replace(system(LATER), placements=(placed(Role.AUDITOR, None),))
        assert journal_check(auditor).findings == ()
        assert ledger_check(auditor).findings == ()
    return found


def alone() -> EventsActedOn:
    return act_on_events(system(LATER), clock=lambda: LATER, at_a_time=1)


def together() -> EventsActedOn:
    return act_on_events(system(LATER), clock=lambda: LATER)


@pytest.fixture
def kitchen() -> Kitchen:
    """A kitchen at work: one guest is known, and the month's budgets have begun."""
    kitchen = a_kitchen(AMPLE)
    kitchen.one(id="before", guest={"number": "G-77", "email": "ada@example.org", "name": "Ada Lindqvist"})
    kitchen.one(id="called", hours="0.5", guest={"number": "G-78", "name": "Ines"})
    return kitchen


_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=12, deadline=None, suppress_health_check=_QUIET)
@given(told=st.lists(EVENTS, min_size=1, max_size=7))
def test_in_sets_the_same_is_left_behind_as_one_by_one(kitchen: Kitchen, told: list[dict[str, Any]]) -> None:
    with undone():
        kitchen.send(*(late(id=f"e-{n}", **one) for n, one in enumerate(told)))

        # whoever needs somebody to look twice is taken after those who do not
        assert left_by(together, in_order=False) == left_by(alone, in_order=False)


def test_plain_events_are_given_for_with_few_statements_and_the_same_numbers(kitchen: Kitchen) -> None:
    bills = (None, "48.00", "17.5")
    kitchen.send(*(late(id=f"e-{n}", guest=guest(n), bill=bills[n % 3]) for n in range(7)))
    kitchen.send(late(id="e-7", guest={"number": "G-77", "email": "ada@example.org", "name": "Ada"}))

    def digests(act: Callable[[], object]) -> list[tuple[int, str]]:
        with undone():
            act()
            return sorted(Offer.objects.values_list("case_id", "arguments_digest"))

    assert digests(together) == digests(alone)
    assert left_by(together) == left_by(alone)
    with undone(), watched() as sent:
        assert together() == EventsActedOn(given=8)
    assert len(sent) < 60
    with undone(), watched() as sent:
        assert alone() == EventsActedOn(given=8)
    assert len(sent) > 8 * 60


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that pass Django's cursors."""
    sent: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield sent


def guest(number: int) -> dict[str, str]:
    return {"email": f"guest{number}@example.org", "name": f"Guest {number}"}


def test_one_that_fails_does_not_stop_the_others(kitchen: Kitchen) -> None:
    kitchen.send(
        late(id="a", guest=guest(1)),
        late(id="b", guest={"email": "no address", "name": "X"}),
        late(id="c", guest=guest(2), hours=6),
        late(id="d", guest=guest(3)),
        late(id="e", guest=guest(4), hours="0.5"),
        late(id="f", guest=guest(5)),
    )

    assert together() == EventsActedOn(given=3, opened=1, failed=2)
    states = dict(ReceivedEvent.objects.values_list("event_id", "state"))
    assert [states[name] for name in "abcdef"] == ["given", "failed", "failed", "given", "opened", "given"]
    reasons = {row.event_id: row.reason["code"] for row in ReceivedEvent.objects.filter(state="failed")}
    assert reasons == {"b": "email_invalid", "c": "failure_unknown"}
    assert not Customer.objects.filter(display_name="X").exists()


def test_a_defect_in_one_is_written_beside_it_and_the_others_are_given_for(
    kitchen: Kitchen, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that will not take one of the letters stands for whatever nobody thought of."""
    kitchen.send(late(id="a", guest=guest(1)), late(id="b", guest=guest(2)), late(id="c", guest=guest(3)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF NEW.to_address = 'guest2@example.org' THEN RAISE division_by_zero; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER breaks BEFORE INSERT ON conversations_message"
            " FOR EACH ROW EXECUTE FUNCTION breaks()"
        )

    assert together() == EventsActedOn(given=2, failed=1)
    row = ReceivedEvent.objects.get(event_id="b")
    assert (row.state, row.case_id, row.reason["code"]) == ("failed", None, "acting_broke")
    assert Case.objects.filter(customer__email="guest2@example.org").count() == 0
    assert "events could not be acted on together" in caplog.text


def test_a_day_that_is_too_short_for_all_is_used_up_one_by_one() -> None:
    short = deepcopy(LATE)
    short["grant"]["per_day"] = 84
    kitchen = a_kitchen(short)
    kitchen.one(id="first", guest=guest(9))
    kitchen.send(*(late(id=f"e-{n}", guest=guest(n)) for n in range(4)))

    assert together() == EventsActedOn(given=2, opened=2)
    states = ReceivedEvent.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["given", "given", "given", "opened", "opened"]
    assert TriggerDay.objects.get().given_minor == 7200


def test_a_budget_is_emptied_to_the_last_gesture_that_fits() -> None:
    kitchen = a_kitchen(AMPLE, group=6000, hotel=6000, desk=6000)
    kitchen.one(id="first", guest=guest(9))
    kitchen.send(*(late(id=f"e-{n}", guest=guest(n)) for n in range(3)))

    assert together() == EventsActedOn(given=1, opened=2)
    assert BudgetPeriod.objects.filter(issued_minor=4800).count() == 1
    assert not BudgetPeriod.objects.exclude(reserved_minor=0).exists()


def test_two_events_of_one_guest_are_acted_on_in_their_order(kitchen: Kitchen) -> None:
    kitchen.send(*(late(id=name, guest=guest(1)) for name in "abc"), late(id="d", guest=guest(2)))

    assert together() == EventsActedOn(given=3, opened=1)
    assert Customer.objects.filter(email="guest1@example.org").count() == 1
    states = dict(ReceivedEvent.objects.values_list("event_id", "state"))
    assert [states[name] for name in "abcd"] == ["given", "given", "opened", "given"]


def test_a_text_without_the_voucher_leaves_it_to_a_letter_of_its_own_in_sets_too(kitchen: Kitchen) -> None:
    Template.objects.create(
        code="noticed_upheld",
        stage="FINAL",
        name="Ours",
        subject="About {{ failure }} ({{ ref }})",
        body=(
            "Dear {{ customer }},\n\nAt {{ occurred_at }}: {{ failure }}. That was our fault, and we are sorry.\n\n"
            "You get: {{ remedies }}\n\nWe ask you on {{ next_at }} whether it is right now. {{ link }}\n\n{{ sender }}"
        ),
    )
    kitchen.send(*(late(id=f"e-{n}", guest=guest(n)) for n in range(2)))

    assert left_by(together) == left_by(alone)
