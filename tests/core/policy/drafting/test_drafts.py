"""A policy as sheets: nothing is lost on the way, what is wrong is said at its cell, what changed is said in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.policy.drafting.entering import (
    CellTyped,
    CellUnknown,
    SheetTooLarge,
    SheetTyped,
    drawn_up,
    entered,
)
from amends.core.policy.drafting.findings import check_draft
from amends.core.policy.drafting.said import draft_changes
from amends.core.policy.drafting.sheets import sheet_of, sheets_of
from amends.core.policy.drafting.unknown import SheetUnknown
from amends.core.policy.parse import document_text, load_document, parse_policy
from amends.core.policy.values import canonical_text

ROOT = Path(__file__).parents[4]
POLICIES = [
    *sorted((ROOT / "examples/policies").glob("*.yaml")),
    ROOT / "amends/entrypoints/cli/demonstration/policy.yaml",
]
SMALL = """
name: Bar
currency: EUR
ceiling: {percent: 150, of: price, approver: L2}
facts:
  - {name: wait_minutes, type: number, least: 0}
  - {name: guest, choices: [new, regular]}
  - {name: price, type: money, optional: true}
amounts:
  drink: 8
tables:
  - name: severity
    hit_policy: unique
    rows: |
      wait_minutes | guest     || severity | reason
      <= 30        | -         || 1        | "short"
      > 30         | "new"     || 3        | "long"
      > 30         | "regular" || 2        | "long, and they know us"
gestures:
  - {code: drink, name: A drink, type: exchange, form: item, amount: drink}
approvals:
  - {approver: L1, from: 100, steps: [{roles: [lead]}]}
triggers:
  - code: late
    name: It took long
    types: [bar.order.late]
    facts: {wait_minutes: data.minutes}
    grant: {per_case: 10, per_customer: 20, per_day: 100}
    table: {rows: "wait_minutes || failure | gesture\\n> 30 || \\"slow\\" | \\"drink\\"\\n<= 30 || \\"slow\\" | null"}
"""


def small() -> dict[str, Any]:
    return drawn_up(json.dumps(yaml.safe_load(SMALL)))


def through_sheets(data: dict[str, Any]) -> dict[str, Any]:
    """Every sheet typed anew as it stands."""
    for sheet in sheets_of(data):
        data = entered(data, SheetTyped(sheet.key, sheet.names, sheet.rows))
    return drawn_up(canonical_text(data))


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_typed_anew_sheet_by_sheet_is_the_same(path: Path) -> None:
    raw = json.dumps(yaml.safe_load(path.read_text()), default=str)
    text = document_text(load_document(raw))

    assert document_text(parse_policy(through_sheets(drawn_up(raw)))) == text
    assert document_text(parse_policy(through_sheets(drawn_up(text)))) == text


def test_steps_of_approval_and_triggers_are_sheets_too() -> None:
    text = document_text(parse_policy(small()))

    assert document_text(parse_policy(through_sheets(drawn_up(text)))) == text
    assert sheet_of(small(), "approvals").rows == (("L1", "100", "", "[{roles: [lead]}]"),)
    assert sheet_of(small(), "triggers").rows[0][4] == "{wait_minutes: data.minutes}"


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text", "code"),
    [
        ("table.severity", 2, "wait_minutes", "a lot", "policy_cell_unusable"),
        ("table.severity", 2, "severity", "9", "policy_entry_unusable"),
        ("facts", 2, "choices", "new, {", "policy_entry_unusable"),
        ("facts", 1, "least", "none", "policy_entry_unusable"),
        ("facts", 1, "name", "gender", "policy_fact_forbidden"),
        ("amounts", 1, "amount", "{rate: 5", "policy_entry_unusable"),
        ("gestures", 1, "type", "gift", "policy_entry_unusable"),
        ("gestures", 1, "code", "²", "policy_entry_unusable"),
        ("gestures", 1, "valid_days", "1000001", "policy_entry_unusable"),
        ("gestures", 1, "amount", "{percent: 5, of: wait}", "policy_entry_unusable"),
        ("policy", 1, "ceiling_approver", "L9", "policy_entry_unusable"),
        ("policy", 1, "currency", "euro", "policy_entry_unusable"),
        ("approvals", 1, "steps", "[{roles: [guest]}]", "policy_entry_unusable"),
        ("triggers", 1, "facts", "{wait: data.minutes}", "policy_entry_unusable"),
    ],
)
def test_what_cannot_be_read_is_kept_and_said_at_its_cell(
    sheet: str, row: int, column: str, text: str, code: str
) -> None:
    data = entered(small(), CellTyped(sheet, row, column, text))

    names = sheet_of(data, sheet).names
    assert sheet_of(drawn_up(canonical_text(data)), sheet).rows[row - 1][names.index(column)] == text
    found = {(each.code, each.sheet, each.row, each.column) for each in check_draft(data).errors}
    assert (code, sheet, row, column) in found


def test_what_can_be_read_and_is_not_right_leads_to_its_row() -> None:
    gap = entered(small(), CellTyped("table.severity", 1, "wait_minutes", "< 30"))
    twice = entered(small(), CellTyped("table.severity", 2, "guest", "-"))

    (found,) = [each for each in check_draft(gap).errors if each.code == "gap"]
    assert (found.sheet, found.row) == ("table.severity", 0)
    assert str(found).startswith("Table severity has no row for: wait_minutes 30")
    (found,) = [each for each in check_draft(twice).errors if each.code == "overlap"]
    assert (found.sheet, found.row) == ("table.severity", 3)


def test_new_columns_keep_the_cells_of_the_old_ones() -> None:
    tables = sheet_of(small(), "tables")
    row = list(tables.rows[0])
    row[tables.names.index("inputs")] = "guest, price, wait_minutes"

    data = entered(small(), SheetTyped("tables", tables.names, (tuple(row),)))

    sheet = sheet_of(data, "table.severity")
    assert sheet.names == ("guest", "price", "wait_minutes", "severity", "reason", "remark")
    assert sheet.rows[1] == ('"new"', "", "> 30", "3", '"long"', "")


def test_a_table_that_gets_another_name_keeps_its_rows() -> None:
    tables = sheet_of(small(), "tables")
    renamed = ("gravity", *tables.rows[0][1:])

    data = entered(small(), SheetTyped("tables", tables.names, (renamed,)))

    assert sheet_of(data, "table.gravity").rows == sheet_of(small(), "table.severity").rows


def test_a_sheet_a_cell_and_a_size_that_cannot_be_are_refused() -> None:
    with pytest.raises(SheetUnknown):
        entered(small(), CellTyped("table.none", 1, "a", "x"))
    with pytest.raises(CellUnknown):
        entered(small(), CellTyped("facts", 9, "name", "x"))
    with pytest.raises(CellUnknown):
        entered(small(), CellTyped("facts", 1, "colour", "x"))
    with pytest.raises(SheetTooLarge):
        entered(small(), CellTyped("facts", 1, "label", "x" * 20_001))


def test_what_changed_is_said_row_by_row_and_cell_by_cell() -> None:
    before = small()
    rows = sheet_of(before, "table.severity").rows
    names = sheet_of(before, "table.severity").names
    edited = (rows[0], ("> 30", '"new"', "4", '"long"', ""), ("> 90", "-", "5", '"very long"', ""), rows[2])

    after = entered(before, SheetTyped("table.severity", names, edited))

    assert [str(each) for each in draft_changes(before, after)] == [
        "severity, row 2: severity was “3” and is “4”.",
        'severity, row 3 is new: wait_minutes > 90, severity 5, reason "very long".',
    ]
    assert draft_changes(before, before) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([sheet.key for sheet in sheets_of(small())]),
    st.integers(1, 4),
    st.integers(0, 20),
    st.text(max_size=40),
)
def test_whatever_is_typed_is_kept_and_checked_without_a_defect(
    key: str, row: int, column: int, text: str
) -> None:
    sheet = sheet_of(small(), key)
    typed = CellTyped(key, min(row, len(sheet.rows) + 1), sheet.names[column % len(sheet.names)], text)

    data = drawn_up(canonical_text(entered(small(), typed)))

    known = {each.key for each in sheets_of(data)}
    assert {each.sheet for each in check_draft(data).findings} <= known
    assert all(str(each) for each in check_draft(data).findings)
