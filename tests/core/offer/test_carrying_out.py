"""What an option becomes: a voucher, work that somebody promises, or money to be paid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amends.core.case.lifecycle import Event
from amends.core.money import Money
from amends.core.offer.carrying_out import form_of_owed, plan, terms_of_owed
from amends.core.offer.telling import GivenSoFar, events_after_telling
from amends.core.policy.evaluate import EntitlementDue

NIGHT = datetime(2026, 5, 4, 23, 10, tzinfo=UTC)  # ten past one in Vienna
VIENNA = "Europe/Vienna"


def work(**given: object) -> dict[str, object]:
    return {"promises": [{"what": "Write a note", "owner": "Housekeeping", **given}]}


@pytest.mark.parametrize("form", ["money", "percent", "item"])
def test_money_and_things_to_ask_for_become_a_voucher_until_the_end_of_a_local_day(form: str) -> None:
    made = plan(form, {"valid_days": 30}, timezone=VIENNA, now=NIGHT)
    assert made.voucher_until is not None
    assert made.voucher_until.astimezone(UTC) == datetime(2026, 6, 4, 22, tzinfo=UTC)
    assert not made.works
    assert not made.is_payment
    assert not made.is_spent_at_once


def test_a_voucher_whose_life_the_policy_leaves_open_is_good_for_a_year() -> None:
    made = plan("money", {}, timezone="UTC", now=NIGHT)
    assert made.voucher_until == datetime(2027, 5, 5, tzinfo=UTC)


def test_an_item_that_somebody_brings_is_a_promise_and_no_voucher() -> None:
    made = plan("item", work(due_minutes=30), timezone=VIENNA, now=NIGHT)
    assert made.voucher_until is None
    assert [(each.kind, each.owner) for each in made.works] == [("item", "Housekeeping")]
    assert made.works[0].due_at == datetime(2026, 5, 4, 23, 40, tzinfo=UTC)
    assert made.is_spent_at_once


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("06:00", datetime(2026, 5, 5, 4, tzinfo=UTC)),
        ("01:10", datetime(2026, 5, 5, 23, 10, tzinfo=UTC)),  # this very minute has begun: tomorrow
        ("01:00", datetime(2026, 5, 5, 23, tzinfo=UTC)),
    ],
)
def test_a_time_of_day_is_the_next_one_on_the_clock_of_the_unit(clock: str, due: datetime) -> None:
    made = plan("note", work(due_time=clock), timezone=VIENNA, now=NIGHT)
    assert made.works[0].due_at.astimezone(UTC) == due


def test_across_the_change_of_summer_time_six_o_clock_stays_six_o_clock() -> None:
    before = datetime(2026, 3, 28, 22, tzinfo=UTC)  # eleven in the evening, the clocks change in the night
    made = plan("note", work(due_time="06:00"), timezone=VIENNA, now=before)
    assert made.works[0].due_at.astimezone(UTC) == datetime(2026, 3, 29, 4, tzinfo=UTC)


@pytest.mark.parametrize("form", ["points", "payment"])
def test_points_and_owed_money_are_paid_outside_and_wait_for_a_reference(form: str) -> None:
    made = plan(form, {}, timezone="UTC", now=NIGHT)
    assert made.is_payment
    assert made.voucher_until is None
    assert not made.is_spent_at_once


def test_owed_money_is_paid_and_owed_care_is_work() -> None:
    money = EntitlementDue("eu261", "Compensation", Money(60_000, "EUR"), "money", 7, "Art. 7", 1)
    care = EntitlementDue("eu261_care", "Meals and a bed", None, "care", 0, "Art. 9", 2)
    assert form_of_owed(money) == "payment"
    assert terms_of_owed(money)["promises"] == []
    assert form_of_owed(care) == "other"
    assert [each["what"] for each in terms_of_owed(care)["promises"]] == ["Meals and a bed"]


@pytest.mark.parametrize(
    ("given", "events"),
    [
        (GivenSoFar(), (Event.NO_REMEDY_DUE,)),
        (GivenSoFar(waits_for_customer=True, carried_out=True, all_proven=False), ()),
        (GivenSoFar(to_carry_out=True), ()),
        (GivenSoFar(carried_out=True, all_proven=False), (Event.EXECUTE_UNCONDITIONAL,)),
        (GivenSoFar(carried_out=True), (Event.EXECUTE_UNCONDITIONAL, Event.FULFIL)),
    ],
)
def test_once_told_a_case_goes_on_as_far_as_nobody_has_to_choose(
    given: GivenSoFar, events: tuple[Event, ...]
) -> None:
    assert events_after_telling(given) == events
