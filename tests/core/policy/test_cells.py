"""Unary tests: every form of the notation, what a missing fact does, and what the reader says instead."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.policy.cells import compile_cell
from amends.core.policy.notation import CellUnreadable, parse_literal, parse_test, text_of_test
from amends.core.policy.values import FactValue, ValueType, literal

N, S, B, D = ValueType.NUMBER, ValueType.STRING, ValueType.BOOLEAN, ValueType.DATE


def matches(text: str, value_type: ValueType, value: FactValue, **facts: FactValue) -> bool:
    return compile_cell(text, value_type, frozenset(facts)).matches(value, facts)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("-", [0, -5, 10**9], []),
        ("", [0], []),
        ("3", ["3", "3.00"], ["3.001", 0]),
        (">= 3", [3, 4], ["2.999"]),
        ("> 3", ["3.001"], [3]),
        ("<3", ["2.9"], [3]),
        ("<= -1.5", ["-1.5", -2], [-1]),
        ("[1..5]", [1, 3, 5], [0, "5.01"]),
        ("(1..5)", ["1.01", "4.99"], [1, 5]),
        ("]1..5[", ["1.01", "4.99"], [1, 5]),
        ("[1..5), 9", [1, 9], [5, 8]),
        ("not(1, [3..4])", [2, 5], [1, 3, 4]),
        ("!= 3", [2], [3]),
        ("[.5..1.5]", ["0.5", 1], ["0.49"]),
        ("0.3", ["0.3"], ["0.30000000000000004"]),
    ],
)
def test_numbers_pass_exactly(text: str, inside: list[object], outside: list[object]) -> None:
    assert [value for value in inside if not matches(text, N, Decimal(str(value)))] == []
    assert [value for value in outside if matches(text, N, Decimal(str(value)))] == []


@pytest.mark.parametrize(
    ("text", "value_type", "value", "passes"),
    [
        ('"gold", "silver"', S, "silver", True),
        ('"gold", "silver"', S, "bronze", False),
        ('not("gold")', S, "bronze", True),
        ('"a, ""b', S, "x", None),
        ('"say \\"no\\", please"', S, 'say "no", please', True),
        ("true", B, True, True),
        ("false", B, True, False),
        ('>= date("2026-01-01")', D, date(2026, 1, 1), True),
        ('< date("2026-01-01")', D, date(2026, 1, 1), False),
        ('> duration("PT90M")', ValueType.DURATION, timedelta(hours=2), True),
        ('[duration("P1D")..duration("P2D")]', ValueType.DURATION, timedelta(days=3), False),
        ('"b"', ValueType.LIST, ("a", "b"), True),
        ('not("b")', ValueType.LIST, ("a", "b"), False),
        ('not("b")', ValueType.LIST, (), True),
        ("25", ValueType.MONEY, Decimal("25.00"), True),
    ],
)
def test_every_type_has_its_tests(
    text: str, value_type: ValueType, value: FactValue, passes: bool | None
) -> None:
    if passes is None:
        with pytest.raises(CellUnreadable):
            compile_cell(text, value_type)
    else:
        assert matches(text, value_type, value) is passes


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("-", True),
        ("null", True),
        ("3", False),
        ("> 3", False),
        ("not(> 3)", False),
        ("not(3)", True),
        ("not(null)", False),
        ("3, null", True),
    ],
)
def test_a_missing_fact_equals_nothing_but_null_and_compares_with_nothing(text: str, passes: bool) -> None:
    assert matches(text, N, None) is passes


def test_a_cell_may_name_another_fact_as_its_end() -> None:
    assert matches("[low..high]", N, Decimal(5), low=Decimal(1), high=Decimal(5))
    assert not matches("> low", N, Decimal(1), low=Decimal(1))
    assert not matches("> low", N, Decimal(1), low=None)


@pytest.mark.parametrize(
    ("text", "value_type", "instead"),
    [
        ("gold", S, '"gold"'),
        ("3", S, 'texts in double quotes, as "gold", "silver"'),
        ('"3"', N, "a number or a range of numbers, as 3, >= 3 or [1..5]"),
        ("> true", B, "true, false or -"),
        ("[5..1]", N, "the smaller end first, as [1..5]"),
        ('date("2026-02-30")', D, 'a day that exists, as date("2026-01-31")'),
        (
            'duration("P1M")',
            ValueType.DURATION,
            'days, hours, minutes or seconds, as duration("P2D") or duration("PT90M"); months differ in length',
        ),
        ("9" * 16, N, "a number under 10^15 with at most 12 digits after the point"),
    ],
)
def test_what_cannot_be_read_says_what_to_write_instead(
    text: str, value_type: ValueType, instead: str
) -> None:
    with pytest.raises(CellUnreadable) as refused:
        compile_cell(text, value_type)
    assert refused.value.params["instead"] == instead


@pytest.mark.parametrize(
    "text", [">", "[1..", "not(", "1 2", "3,", "[1,2]", "()", '"open', "1..5", "3 > 2", "#"]
)
def test_half_a_test_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(CellUnreadable):
        compile_cell(text, N)


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
values = st.one_of(
    numbers,
    st.text(max_size=9),
    st.booleans(),
    st.dates(),
    st.integers(-(10**8), 10**8).map(lambda s: timedelta(seconds=s)),
)


@given(value=values)
def test_a_literal_reads_back_as_itself(value: FactValue) -> None:
    assert parse_literal(literal(value)) == value


@given(low=numbers, high=numbers, closed=st.tuples(st.booleans(), st.booleans()), negated=st.booleans())
def test_a_tests_text_reads_back_as_an_equal_test(
    low: Decimal, high: Decimal, closed: tuple[bool, bool], negated: bool
) -> None:
    low, high = sorted((low, high))
    inner = f"{'[' if closed[0] else '('}{literal(low)}..{literal(high)}{']' if closed[1] else ')'}, > {literal(high)}"
    test = parse_test(f"not({inner})" if negated else inner)
    assert parse_test(text_of_test(test)) == test


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        test = parse_test(text)
    except CellUnreadable:
        return
    assert parse_test(text_of_test(test)) == test
