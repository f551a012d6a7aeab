"""Whose turn it is to ask: a mail, a person, or nobody any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.core.clock.turns import Turn, first_ask_at, plan_for, whose_turn

BOTH = ("email", "phone")
NIGHT = datetime(2026, 5, 4, 23, 10, tzinfo=UTC)


def turns(severity: int, routes: tuple[str, ...]) -> list[Turn]:
    """Who asks, attempt by attempt, until nobody does; each one is made as it should be."""
    plan, tried, order = plan_for(severity, routes), set(), []
    while (turn := whose_turn(plan, made=len(order), tried=tried, routes=routes)) is not Turn.NOBODY:
        order.append(turn)
        tried.add("email" if turn is Turn.MAIL else "phone")
        assert len(order) < 10
    return order


def test_a_small_thing_is_asked_by_mail_twice() -> None:
    assert turns(1, BOTH) == [Turn.MAIL, Turn.MAIL]


def test_a_severe_thing_is_asked_by_a_person_in_between() -> None:
    assert turns(3, BOTH) == [Turn.MAIL, Turn.PERSON, Turn.MAIL]
    assert turns(5, BOTH) == [Turn.MAIL, Turn.PERSON, Turn.MAIL, Turn.MAIL]


def test_who_has_only_one_route_is_asked_on_that_one() -> None:
    assert turns(3, ("email",)) == [Turn.MAIL] * 3
    assert turns(3, ("phone",)) == [Turn.PERSON] * 3
    assert turns(3, ()) == [Turn.PERSON] * 3


def test_mails_alone_do_not_end_the_asking_where_a_call_is_due() -> None:
    plan = plan_for(3, BOTH)
    assert whose_turn(plan, made=9, tried={"email"}, routes=BOTH) is Turn.PERSON


@pytest.mark.parametrize(
    ("business", "asked_at"),
    [
        ("hotel", datetime(2026, 5, 5, 7, tzinfo=UTC)),  # nine in the morning, in Vienna
        ("restaurant", datetime(2026, 5, 5, 7, tzinfo=UTC)),
        ("shop", datetime(2026, 5, 10, 7, tzinfo=UTC)),  # five days on, and not in the night
    ],
)
def test_a_guest_is_asked_the_next_morning_and_a_parcel_after_days(business: str, asked_at: datetime) -> None:
    assert first_ask_at(business, 2, NIGHT, "Europe/Vienna") == asked_at


def test_a_guest_helped_at_noon_is_asked_two_hours_later() -> None:
    noon = datetime(2026, 5, 5, 10, tzinfo=UTC)
    assert first_ask_at("hotel", 2, noon, "Europe/Vienna") == noon + timedelta(hours=2)
