"""The basis of a decision: rolling totals of one customer, and the facts that the policy can read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from amends.core.decision.basis import Asker, PastGiving, standing_of, usable_facts
from amends.core.ledger.budget import Period, PeriodRecord
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.parse import parse_policy
from amends.core.roles import Role

NOW = datetime(2026, 5, 4, 23, 10, tzinfo=UTC)
DESK = Asker("front_line", 0)


def giving(
    offer_id: int, days_ago: float, minor: int, *codes: str, case_id: int = 1, state: str = "accepted"
) -> PastGiving:
    made_at = NOW - timedelta(days=days_ago)
    return PastGiving(offer_id, case_id, OfferState(state), Money(minor, "EUR"), made_at, codes)


def test_totals_roll_over_ninety_and_three_hundred_and_sixty_five_days() -> None:
    past = (
        giving(1, 89, 1_000, "chocolates", case_id=2),
        giving(2, 91, 2_000, "breakfast", case_id=2),
        giving(3, 366, 4_000, "room_upgrade", case_id=3),
        giving(4, 0, 500, "note"),
    )
    standing = standing_of(past, (), asker=DESK, case_id=1, currency="EUR", timezone="UTC", now=NOW)
    assert standing.given_this_case == Money(500, "EUR")
    assert standing.given_90_days == Money(1_500, "EUR")
    assert standing.given_365_days == Money(3_500, "EUR")
    assert standing.count_90_days == 2
    assert standing.last_given_days == {"chocolates": 89, "breakfast": 91, "note": 0}
    assert standing.given_in_case == {"note": 1}


def test_what_waits_counts_and_what_was_declined_or_taken_back_does_not() -> None:
    states = ("awaiting_approval", "offered", "accepted", "declined", "lapsed", "withdrawn")
    past = tuple(giving(n, 1, 10**n, "note", state=state) for n, state in enumerate(states))
    standing = standing_of(past, (), asker=DESK, case_id=1, currency="EUR", timezone="UTC", now=NOW)
    assert standing.given_this_case == Money(111, "EUR")
    assert standing.given_in_case == {"note": 3}


def test_days_are_counted_where_the_unit_is() -> None:
    # 23:10 UTC is the next day in Vienna, so what was given at 21:00 UTC was given yesterday there.
    past = (
        PastGiving(
            1, 1, OfferState.ACCEPTED, Money(1, "EUR"), NOW - timedelta(hours=2, minutes=10), ("note",)
        ),
    )
    here = standing_of(past, (), asker=DESK, case_id=1, currency="EUR", timezone="Europe/Vienna", now=NOW)
    assert here.today == date(2026, 5, 5)
    assert here.last_given_days == {"note": 1}


def test_a_chain_without_budgets_is_nobody_pays() -> None:
    period = Period(NOW, None)
    chain = (PeriodRecord(7, 70, "team", "Desk", 1, "EUR", 1_000, 400, 80, period),)
    with_one = standing_of((), chain, asker=DESK, case_id=1, currency="EUR", timezone="UTC", now=NOW)
    assert with_one.budgets is not None
    assert [(left.id, left.left, left.cap) for left in with_one.budgets] == [
        (7, Money(600, "EUR"), Money(1_000, "EUR"))
    ]
    none = standing_of((), (), asker=DESK, case_id=1, currency="EUR", timezone="UTC", now=NOW)
    assert none.budgets == ()


def test_a_program_never_has_more_authority_than_the_front_line() -> None:
    assert Asker.of(Role.CX_MANAGER, 5_000, is_person=False) == Asker("cx_manager", 0, 5_000)
    assert Asker.of(Role.CX_MANAGER, None, is_person=True).level == 2
    assert Asker.of(None, None, is_person=True) == Asker("front_line", 0)


def test_facts_that_the_policy_does_not_know_or_cannot_read_are_unknown_to_it() -> None:
    document = parse_policy(
        {
            "name": "Small",
            "currency": "EUR",
            "facts": [
                {"name": "locus", "choices": ["firm", "customer"]},
                {"name": "price", "type": "money", "optional": True},
            ],
            "tables": [],
            "gestures": [],
        }
    )
    values = {"locus": "weather", "price": None, "room": "412"}
    assert usable_facts(document, values) == {}
    assert set(usable_facts(document, {**values, "locus": "firm", "price": 12.5})) == {"locus", "price"}
