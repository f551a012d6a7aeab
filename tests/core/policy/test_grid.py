"""The fast look-up and the plain reading of cells say the same, whatever the table."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from amends.core.policy.cells import compile_cell, passes
from amends.core.policy.grid import Column, Grid, rows_of
from amends.core.policy.values import FactValue, ValueType

small = st.integers(-2, 6)
number_cells = st.one_of(
    st.just("-"),
    st.builds(lambda op, n: f"{op} {n}", st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), small),
    st.builds(
        lambda a, b, i, j: f"{i}{min(a, b)}..{max(a, b)}{j}",
        small,
        small,
        st.sampled_from("[("),
        st.sampled_from("])"),
    ),
    st.lists(small, min_size=1, max_size=3).map(lambda ns: f"not({', '.join(map(str, ns))})"),
    st.just("null"),
    st.just("> other"),
)
text_cells = st.one_of(
    st.just("-"),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=2).map(lambda cs: ", ".join(f'"{c}"' for c in cs)),
    st.sampled_from("abc").map(lambda c: f'not("{c}")'),
)
rows = st.lists(st.tuples(number_cells, text_cells), min_size=1, max_size=12)
number_values = st.none() | st.integers(-6, 14).map(lambda n: Decimal(n) / 2)


@given(rows=rows, number=number_values, text=st.none() | st.sampled_from("abcd"), other=number_values)
def test_the_grid_hits_the_rows_whose_cells_all_pass(
    rows: list[tuple[str, str]], number: Decimal | None, text: str | None, other: Decimal | None
) -> None:
    facts: dict[str, FactValue] = {"number": number, "text": text, "other": other}
    known = frozenset(facts)
    numbers = [compile_cell(row[0], ValueType.NUMBER, known) for row in rows]
    texts = [compile_cell(row[1], ValueType.STRING, known) for row in rows]
    grid = Grid(
        [Column("number", ValueType.NUMBER, numbers), Column("text", ValueType.STRING, texts)], len(rows)
    )
    plain = tuple(
        place
        for place, (one, two) in enumerate(zip(numbers, texts, strict=True), 1)
        if passes(one.test, number, facts) and passes(two.test, text, facts)
    )
    assert grid.rows(facts) == plain


def test_pieces_stop_at_the_declared_ends_and_skip_what_no_whole_number_fills() -> None:
    cells = [compile_cell(text, ValueType.NUMBER) for text in ("<= 1", ">= 2", "5")]
    column = Column("count", ValueType.NUMBER, cells)
    pieces = column.pieces(least=Decimal(1), whole=True)
    assert [(piece.low, piece.high, rows_of(piece.mask)) for piece in pieces] == [
        (1, 1, (1,)),
        (2, 2, (2,)),
        (2, 5, (2,)),
        (5, 5, (2, 3)),
        (5, None, (2,)),
    ]
    gap = [piece for piece in column.pieces(least=Decimal(1)) if not piece.mask]
    assert [(piece.low, piece.high) for piece in gap] == [(1, 2)]
