"""A draft's own changes on a newer version: nothing of either side is lost, and what both changed is asked about."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.policy.drafting.entering import CellTyped, SheetTyped, entered
from amends.core.policy.drafting.merging import ORDER, Merged, MergeUndecided, Side, merged
from amends.core.policy.drafting.pairing import by_likeness, by_place
from amends.core.policy.drafting.sheets import sheet_of

BASE: dict[str, Any] = {
    "name": "House",
    "currency": "EUR",
    "facts": [
        {"name": "wait", "type": "number", "label": "Wait"},
        {"name": "tier", "type": "string", "label": "Tier"},
    ],
    "amounts": [{"name": "credit", "amount": "20"}],
    "tables": [
        {
            "name": "severity",
            "hit_policy": "collect max",
            "inputs": ["wait", "tier"],
            "outputs": [{"name": "severity"}],
            "rules": [
                {"when": ["> 10", "-"], "then": ["2"], "note": "long"},
                {"when": ["> 30", "-"], "then": ["3"], "note": "longer"},
                {"when": ["> 90", '"gold"'], "then": ["4"], "note": "far too long"},
            ],
        }
    ],
    "gestures": [{"code": "note", "name": "A note"}, {"code": "wine", "name": "A bottle of wine"}],
}
T = "table.severity"


def typed(data: dict[str, Any], *cells: tuple[str, int, str, str]) -> dict[str, Any]:
    """The document with these cells typed over."""
    for cell in cells:
        data = entered(data, CellTyped(*cell))
    return data


def with_rows(data: dict[str, Any], key: str, rows: list[tuple[str, ...]]) -> dict[str, Any]:
    return entered(data, SheetTyped(key, sheet_of(data, key).names, tuple(rows)))


def rows(data: Any, key: str = T) -> list[tuple[str, ...]]:
    return list(sheet_of(data, key).rows)


def clashes(found: Merged) -> list[tuple[str, str, str, str, str]]:
    return [(each.sheet, each.column, each.before, each.ours, each.theirs) for each in found.conflicts]


def test_each_side_changed_another_cell_of_the_same_row() -> None:
    ours = typed(BASE, (T, 2, "severity", "4"))
    theirs = typed(BASE, (T, 2, "wait", "> 45"))
    found = merged(BASE, ours, theirs, {})
    assert (rows(found.data)[1], found.conflicts) == (("> 45", "-", "4", "longer"), ())


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    same = typed(BASE, (T, 2, "severity", "4"), ("gestures", 1, "name", "A card"))
    found = merged(BASE, same, same, {})
    assert (found.conflicts, rows(found.data), rows(found.data, "gestures")) == (
        (),
        rows(same),
        rows(same, "gestures"),
    )


def test_what_both_changed_otherwise_is_chosen_cell_by_cell() -> None:
    ours = typed(BASE, (T, 2, "severity", "4"), ("gestures", 2, "name", "A bottle"))
    theirs = typed(BASE, (T, 2, "severity", "5"), ("gestures", 2, "name", "Wine"))
    found = merged(BASE, ours, theirs, {})
    assert clashes(found) == [
        (T, "severity", "3", "4", "5"),
        ("gestures", "name", "A bottle of wine", "A bottle", "Wine"),
    ]
    with pytest.raises(MergeUndecided) as undecided:
        found.check_decided({})
    assert undecided.value.params["count"] == 2
    chosen = {found.conflicts[0].key: Side.OURS, found.conflicts[1].key: Side.THEIRS}
    done = merged(BASE, ours, theirs, chosen)
    done.check_decided(chosen)
    assert rows(done.data)[1][2] == "4"
    assert rows(done.data, "gestures")[1][1] == "Wine"


def test_new_rows_of_both_sides_stand_where_they_were_put() -> None:
    old = rows(BASE)
    ours = with_rows(BASE, T, [old[0], ("> 20", "-", "2", "ours"), *old[1:]])
    theirs = with_rows(BASE, T, [*old, ("> 200", "-", "5", "theirs")])
    found = merged(BASE, ours, theirs, {})
    assert [row[3] for row in rows(found.data)] == ["long", "ours", "longer", "far too long", "theirs"]
    assert found.conflicts == ()


def test_a_row_that_one_side_took_away_and_the_other_changed_is_asked_about() -> None:
    ours = with_rows(BASE, T, rows(BASE)[:2])
    theirs = typed(BASE, (T, 3, "severity", "5"))
    found = merged(BASE, ours, theirs, {})
    (clash,) = found.conflicts
    assert (clash.column, clash.ours) == ("", "")
    assert len(rows(found.data)) == 3
    assert len(rows(merged(BASE, ours, theirs, {clash.key: Side.OURS}).data)) == 2


def test_a_table_that_is_gone_while_its_rows_were_changed_is_asked_about() -> None:
    ours = typed(BASE, (T, 1, "severity", "1"))
    theirs = {**deepcopy(BASE), "tables": []}
    found = merged(BASE, ours, theirs, {})
    assert [(each.sheet, each.row) for each in found.conflicts] == [("tables", "severity")]
    kept = merged(BASE, ours, theirs, {found.conflicts[0].key: Side.OURS})
    assert rows(kept.data) == rows(ours)


def test_a_column_that_is_gone_while_its_cells_were_changed_is_asked_about() -> None:
    ours = typed(BASE, (T, 1, "tier", '"silver"'))
    theirs = typed(BASE, ("tables", 1, "inputs", "wait"))
    found = merged(BASE, ours, theirs, {})
    (clash,) = found.conflicts
    assert (clash.sheet, clash.column) == ("tables", "inputs")
    kept = merged(BASE, ours, theirs, {clash.key: Side.OURS})
    assert rows(kept.data)[0] == ("> 10", '"silver"', "2", "long")


def test_rows_that_both_moved_are_asked_about() -> None:
    first, second, third = rows(BASE)
    ours, theirs = (
        with_rows(BASE, T, [second, first, third]),
        with_rows(BASE, T, [third, first, second]),
    )
    found = merged(BASE, ours, theirs, {})
    (clash,) = found.conflicts
    assert (clash.column, rows(found.data)) == (ORDER, [third, first, second])
    assert rows(merged(BASE, ours, theirs, {clash.key: Side.OURS}).data) == [second, first, third]


CELLS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["wait", "tier", "severity", "remark"]),
        st.sampled_from(["1", "2", "3", "4", "5"]),
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(mine=CELLS, other=CELLS)
def test_no_change_of_either_side_is_lost(
    mine: list[tuple[int, str, str]], other: list[tuple[int, str, str]]
) -> None:
    """Whatever cells each side typed over: each stands in the result, or is put to somebody to choose."""
    ours, theirs = (typed(BASE, *((T, *cell) for cell in cells)) for cells in (mine, other))
    found = merged(BASE, ours, theirs, {})
    asked = {(each.row, each.column) for each in found.conflicts}
    base = by_place([dict(zip(sheet_of(BASE, T).names, row, strict=True)) for row in rows(BASE)])
    states = [
        by_likeness([dict(zip(sheet_of(BASE, T).names, row, strict=True)) for row in rows(data)], base)
        for data in (ours, theirs, found.data)
    ]
    for side in states[:2]:
        for key, row in side.items():
            for column, cell in row.items():
                if cell != base.get(key, {}).get(column, "") and (key, column) not in asked:
                    assert (key, "") in asked or any(
                        each.get(column) == cell for each in states[2].values()
                    ), (key, column, cell)


@settings(max_examples=30, deadline=None)
@given(cells=CELLS)
def test_what_only_one_side_changed_is_the_result(cells: list[tuple[int, str, str]]) -> None:
    changed = typed(BASE, *((T, *cell) for cell in cells))
    for ours, theirs in ((changed, BASE), (BASE, changed), (changed, changed)):
        found = merged(BASE, ours, theirs, {})
        assert (rows(found.data), found.conflicts) == (rows(changed), ())
