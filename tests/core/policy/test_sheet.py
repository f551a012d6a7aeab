"""Tables to a spreadsheet and back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from givens.tables import documents
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.policy.model import PolicyDocument, Table
from amends.core.policy.parse import PolicyInvalid, parse_policy
from amends.core.policy.sheet import lines_text, point_number, read_sheet, sheet_lines, sheet_text
from amends.core.policy.values import ValueType

POLICY = parse_policy(
    {
        "name": "p",
        "currency": "EUR",
        "facts": [
            {"name": "tier", "choices": ["gold", "silver"]},
            {"name": "wait", "type": "number", "optional": True},
        ],
        "tables": [
            {
                "name": "answer",
                "hit_policy": "collect_max",
                "inputs": ["tier", "wait"],
                "outputs": ["points", "reason"],
                "rules": [
                    {"when": ['"gold", "silver"', "> 10"], "then": [3, '"It took long"'], "note": "why"}
                ],
            }
        ],
    }
)
TYPES = {fact.name: fact.type for fact in POLICY.facts}
CHOICES = {fact.name: fact.choices for fact in POLICY.facts}


def pasted(text: str) -> Table:
    return read_sheet(text, POLICY.tables[0], TYPES, CHOICES)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_any_table_comes_back_from_a_sheet(document: PolicyDocument) -> None:
    table = document.tables[0]
    types = {fact.name: fact.type for fact in document.facts}
    assert read_sheet(sheet_text(table), table, types) == table


@given(
    st.lists(
        st.lists(st.text(alphabet="a1 =+@-'\",.\t\n", max_size=6), min_size=2, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_any_cells_come_back_as_they_were(lines: list[list[str]]) -> None:
    whole = [[*line, "end"] for line in lines]
    assert list(sheet_lines(lines_text(whole))) == whole


def test_what_a_spreadsheet_would_take_for_a_formula_stays_a_text() -> None:
    assert (
        lines_text([["=1+1", "+49 30", "@home", "-", "'=x", "> 10"]])
        == "'=1+1\t'+49 30\t'@home\t-\t''=x\t> 10\n"
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12,50", "12.50"),
        ("1.234,5", "1234.5"),
        ("-0,5", "-0.5"),
        ("12.5", "12.5"),
        ("1,2,3", "1,2,3"),
        ("a,b", "a,b"),
    ],
)
def test_a_decimal_comma_is_a_point(typed: str, read: str) -> None:
    assert point_number(typed) == read


def test_a_sheet_is_what_spreadsheets_read_and_write() -> None:
    text = sheet_text(POLICY.tables[0])
    assert (
        text
        == 'tier\twait\t→ points\t→ reason\tremark\n"""gold"", ""silver"""\t> 10\t3\t"""It took long"""\twhy\n'
    )
    rows = list(csv.reader(io.StringIO(text), dialect="excel-tab"))
    assert rows[1] == ['"gold", "silver"', "> 10", "3", '"It took long"', "why"]
    again = io.StringIO()
    csv.writer(again, dialect="excel-tab").writerows(rows)
    assert pasted(again.getvalue()) == POLICY.tables[0]


def test_bare_words_and_missing_ends_are_read_kindly() -> None:
    table = pasted('tier\twait\t→points\t→ reason\r\ngold\t\t7\tIt took long\r\n\r\nnot("gold")\t-\t1\n')
    assert [[cell.text for cell in rule.cells] for rule in table.rules] == [
        ['"gold"', "-"],
        ['not("gold")', "-"],
    ]
    assert [rule.outputs for rule in table.rules] == [(Decimal(7), "It took long"), (Decimal(1), None)]


def test_a_column_may_be_moved_added_and_taken_away() -> None:
    table = pasted("wait\t→ reason\t→ points\t→ extra\n> 5\tlong\t2\ttrue\n")
    assert (table.inputs, table.output_names) == (("wait",), ("reason", "points", "extra"))
    assert table.outputs[2].type is ValueType.BOOLEAN
    assert table.hit_policy == POLICY.tables[0].hit_policy


@pytest.mark.parametrize("text", ["", "tier\twait\n", "→ points\ttier\n", "hello world"])
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        pasted(text)
    assert [problem.code for problem in refused.value.refusals] == ["policy_sheet_unusable"]


def test_a_cell_that_cannot_be_is_named_by_row_and_column() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        pasted("tier\twait\t→ points\nbronze\t> ten\t3\n")
    assert [problem.field for problem in refused.value.refusals] == [
        "tables.answer.1.tier",
        "tables.answer.1.wait",
    ]
