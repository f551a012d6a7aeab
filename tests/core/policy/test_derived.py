"""Facts worked out by a named rule, and what is owed in the currency of its law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.money import Money
from amends.core.policy.derived import RULES
from amends.core.policy.evaluate import evaluate
from amends.core.policy.facts import FactsInvalid, read_facts
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import PolicyInvalid, document_text, load_document, parse_policy
from amends.core.policy.values import FactValue

FRIDAY = date(2026, 1, 2)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("rule", "terms", "answer"),
    [
        ("days_between", (FRIDAY, date(2026, 1, 12)), Decimal(10)),
        ("days_between", (date(2026, 1, 12), FRIDAY), Decimal(-10)),
        ("hours_between", (NOON, NOON + timedelta(minutes=90)), Decimal("1.5")),
        ("working_days_between", (FRIDAY, date(2026, 1, 12)), Decimal(6)),
        ("working_days_between", (date(2026, 1, 12), FRIDAY), Decimal(0)),
        ("days_beyond_working_days", (FRIDAY, date(2026, 1, 6), Decimal(2)), Decimal(0)),
        ("days_beyond_working_days", (FRIDAY, date(2026, 1, 9), Decimal(2)), Decimal(3)),
        ("days_beyond_working_days", (date(2026, 1, 3), date(2026, 1, 10), Decimal(5)), Decimal(1)),
        ("days_beyond_working_days", (FRIDAY, date(2026, 1, 5), Decimal(0)), Decimal(3)),
        ("weekday", (FRIDAY,), "friday"),
        ("total", (Decimal("1.5"), Decimal(2)), Decimal("3.5")),
        ("difference", (Decimal("1.5"), Decimal(2)), Decimal("-0.5")),
        ("left", (Decimal(30), Decimal(40)), Decimal(0)),
        ("left", (Decimal(30), Decimal("12.5")), Decimal("17.5")),
        ("times", (Decimal(3), Decimal("1.5")), Decimal("4.5")),
        ("percent_of", (Decimal(1), Decimal(3)), Decimal("33.3333")),
        ("percent_of", (Decimal(1), Decimal(0)), None),
        ("km_of_miles", (Decimal(100),), Decimal("160.934")),
        ("hours_of", (timedelta(minutes=90),), Decimal("1.5")),
        ("number_of", (("a", "b"),), Decimal(2)),
    ],
)
def test_a_rule_works_out(rule: str, terms: tuple[FactValue, ...], answer: FactValue) -> None:
    assert RULES[rule].work_out(*terms) == answer


@given(DAYS, st.integers(-400, 4000), st.integers(0, 400))
def test_working_days_agree_with_counting_day_by_day(first: date, length: int, allowed: int) -> None:
    last = first + timedelta(days=length)
    days = [first + timedelta(days=n) for n in range(1, length + 1)]
    working = [day for day in days if day.weekday() < 5]
    assert RULES["working_days_between"].work_out(first, last) == len(working)
    free_until = (working[allowed - 1] if allowed else first) if allowed <= len(working) else last
    beyond = sum(1 for day in days if day > free_until)
    assert RULES["days_beyond_working_days"].work_out(first, last, Decimal(allowed)) == beyond


def document(*derived: dict[str, object], currency: object = '"GBP"') -> PolicyDocument:
    return parse_policy(
        {
            "name": "p",
            "currency": "EUR",
            "facts": [
                {"name": "opened_date", "type": "date", "optional": True},
                {"name": "repaired_date", "type": "date", "optional": True},
                {"name": "paid", "type": "money", "optional": True},
            ],
            "derived": list(derived),
            "amounts": {"daily": {"rate": 8, "per": ["days_out"]}},
            "tables": [
                {
                    "name": "entitlement",
                    "hit_policy": "collect",
                    "inputs": ["days_out"],
                    "outputs": ["code", "amount", "currency"],
                    "rules": [{"when": ["> 2"], "then": ['"repair"', '"daily"', currency]}],
                }
            ],
        }
    )


DAYS_OUT = {"name": "days_out", "rule": "days_between", "of": ["opened_date", "repaired_date"]}


def test_a_derived_fact_is_a_fact_of_tables_and_amounts() -> None:
    policy = document(DAYS_OUT)
    facts = read_facts(policy, {"opened_date": "2026-01-02", "repaired_date": "2026-01-05"})
    verdict = evaluate(policy, facts)
    assert verdict.derived["days_out"] == 3
    assert [(due.code, due.amount) for due in verdict.entitlements] == [("repair", Money(2_400, "GBP"))]
    assert verdict.owed_total("EUR") == Money(0, "EUR")


def test_without_its_facts_a_derived_fact_stays_open_and_so_does_what_rests_on_it() -> None:
    verdict = evaluate(document(DAYS_OUT), {"opened_date": FRIDAY})
    assert "days_out" not in verdict.derived
    assert verdict.entitlements == ()


def test_without_a_currency_what_is_owed_stands_in_that_of_the_policy() -> None:
    facts = {"opened_date": FRIDAY, "repaired_date": date(2026, 1, 5)}
    assert evaluate(document(DAYS_OUT, currency="null"), facts).entitlements[0].amount == Money(2_400, "EUR")


def test_a_document_with_derived_facts_is_read_back_from_its_text() -> None:
    policy = document(
        DAYS_OUT, {"name": "half_days", "rule": "times", "of": ["days_out", "0.5"], "label": "Half"}
    )
    assert load_document(document_text(policy)) == policy
    assert policy.title_of("half_days") == "Half"


def test_a_derived_fact_cannot_be_told() -> None:
    with pytest.raises(FactsInvalid):
        read_facts(document(DAYS_OUT), {"days_out": 3})


@pytest.mark.parametrize(
    ("entry", "at"),
    [
        ({"name": "days_out", "rule": "guess", "of": ["opened_date"]}, "derived[1].rule"),
        ({"name": "days_out", "rule": "days_between", "of": ["opened_date"]}, "derived[1].of"),
        ({"name": "days_out", "rule": "days_between", "of": ["opened_date", "paid"]}, "derived[1].of"),
        ({"name": "paid", "rule": "times", "of": ["paid", 2]}, "derived[1].name"),
        ({"name": "age", "rule": "times", "of": ["paid", 2]}, "derived[1].name"),
    ],
)
def test_a_derived_fact_that_cannot_be_is_refused_at_its_place(entry: dict[str, object], at: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        document(entry)
    assert at in [problem.field for problem in refused.value.refusals]


def test_a_currency_that_is_none_is_refused_at_its_row() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        document(DAYS_OUT, currency='"pounds"')
    assert [problem.field for problem in refused.value.refusals] == ["tables.entitlement.1.currency"]
