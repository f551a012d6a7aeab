"""Every form of an amount, to the cent, and what it says when a fact is missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from amends.core.money import Money
from amends.core.policy.amounts import Worked, facts_of, work_out
from amends.core.policy.forms import FormReader, form_data
from amends.core.policy.reading import Problems
from amends.core.policy.values import FactValue, ValueType

TYPES = {
    "price": ValueType.MONEY,
    "days": ValueType.NUMBER,
    "passengers": ValueType.NUMBER,
    "share": ValueType.NUMBER,
    "outage": ValueType.DURATION,
    "failure_date": ValueType.DATE,
}


def work(data: object, **facts: FactValue) -> Worked:
    problems = Problems()
    reader = FormReader(TYPES, (), problems)
    named = {"base": reader.read(600, "base")}
    form = FormReader(TYPES, named, problems).read(data, "amount")
    assert problems.found == []
    assert FormReader(TYPES, named, problems).read(form_data(form), "again") == form
    return work_out(form, facts, "GBP", named)


DAYS = Decimal(5)


@pytest.mark.parametrize(
    ("data", "facts", "amount"),
    [
        (25, {}, "25"),
        ("base", {}, "600"),
        ({"percent": 50, "of": "base"}, {}, "300"),
        ({"percent": "12.5", "of": "price"}, {"price": Decimal(80)}, "10"),
        ({"percent": "share", "of": "price"}, {"price": Decimal(80), "share": Decimal(25)}, "20"),
        ({"percent": 33, "of": "price"}, {"price": Decimal("0.05")}, "0.02"),
        ({"rate": "10.34", "per": "days"}, {"days": Decimal(3)}, "31.02"),
        ({"rate": 5, "per": ["days", "passengers"]}, {"days": Decimal(2), "passengers": Decimal(3)}, "30"),
        ({"rate": 5, "per": "days", "whole": "down"}, {"days": Decimal("2.9")}, "10"),
        ({"rate": 5, "per": "days", "whole": "up"}, {"days": Decimal("2.1")}, "15"),
        ({"rate": 8, "per": "days", "grace": 2, "most": 30}, {"days": Decimal(1)}, "0"),
        ({"rate": 8, "per": "days", "grace": 2, "most": 30}, {"days": DAYS}, "24"),
        ({"rate": 8, "per": "days", "grace": 2, "most": 30}, {"days": Decimal(40)}, "240"),
        (
            {"rate": 10, "per": "outage", "unit": "P1D", "whole": "down"},
            {"outage": timedelta(hours=71)},
            "20",
        ),
        ({"least": [40, {"rate": 10, "per": "days"}]}, {"days": DAYS}, "40"),
        ({"greatest": [40, {"rate": 10, "per": "days"}]}, {"days": DAYS}, "50"),
        ({"total": [20, {"rate": 10, "per": "days"}]}, {"days": DAYS}, "70"),
        ({"round": {"percent": 20, "of": "price"}, "to": 0.5, "way": "up"}, {"price": Decimal(31)}, "6.50"),
        (
            {"round": {"percent": 20, "of": "price"}, "to": 1, "way": "half_even"},
            {"price": Decimal("12.5")},
            "2",
        ),
    ],
)
def test_each_form_comes_to_the_cent(data: object, facts: dict[str, FactValue], amount: str) -> None:
    assert work(data, **facts) == Worked(Money.parse(amount, "GBP"))


VERSIONS = {
    "by": "failure_date",
    "versions": [{"from": "2019-04-01", "amount": 8}, {"from": "2024-01-01", "amount": "10.34"}],
}


@pytest.mark.parametrize(
    ("day", "amount"), [(date(2019, 4, 1), "8"), (date(2023, 12, 31), "8"), (date(2024, 1, 1), "10.34")]
)
def test_the_rate_of_the_day_of_the_failure_counts(day: date, amount: str) -> None:
    assert work(VERSIONS, failure_date=day).amount == Money.parse(amount, "GBP")


def test_before_the_first_rate_there_is_no_amount() -> None:
    assert work(VERSIONS, failure_date=date(2019, 3, 31)) == Worked(None, ("failure_date",))


def test_missing_facts_are_named_and_nothing_is_guessed() -> None:
    form = {"total": [{"percent": 10, "of": "price"}, {"rate": 5, "per": ["days", "passengers"]}]}
    assert work(form, passengers=Decimal(2)) == Worked(None, ("price", "days"))


def test_facts_of_names_all_that_an_amount_rests_on() -> None:
    form = FormReader(TYPES, (), Problems()).read(
        {"least": [{"percent": "share", "of": "price"}, 40]}, "amount"
    )
    assert facts_of(form, {}) == {"share", "price"}


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (-5, "amount"),
        ("nobody", "amount"),
        (True, "amount"),
        ({}, "amount"),
        ({"percent": 10}, "amount.of"),
        ({"percent": 10, "of": "failure_date"}, "amount.of"),
        ({"rate": 5, "per": "price_"}, "amount.per"),
        ({"rate": 5, "per": "outage"}, "amount.unit"),
        ({"rate": 5, "per": "days", "whole": "half"}, "amount.whole"),
        ({"rate": 5, "per": "days", "wohle": "up"}, "amount.wohle"),
        ({"round": 5, "to": 0}, "amount.to"),
        ({"least": []}, "amount.least"),
        ({"versions": [{"from": "2024-01-01", "amount": 1}] * 2, "by": "failure_date"}, "amount.versions"),
        ({"open": {"least": 1, "most": 2}}, "amount"),
    ],
)
def test_a_form_that_means_nothing_is_refused_at_its_place(data: object, at: str) -> None:
    problems = Problems()
    FormReader(TYPES, (), problems).read(data, "amount")
    assert at in [problem.field for problem in problems.found]
