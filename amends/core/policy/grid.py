"""A table's cells turned on their side for speed: for each column, which rows does a value pass?

Every column is cut at the literals its cells mention. Between two cuts no cell can tell two values apart, so
one bit mask per piece, with a bit for each row, answers for all of them; a look-up per column and an `and`
give the rows that hit. The pieces are also what `check.py` enumerates: they are few, and they are all the
cases there are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from amends.core.policy.cells import Cell, passes
from amends.core.policy.notation import Compare, Literal, UnaryTest, ends_of
from amends.core.policy.values import Facts, FactValue, ValueType

Look: TypeAlias = Callable[[FactValue, Facts], int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column's values that no cell tells apart: `low` to `high` (None: open end), or exactly
    `low` if equal.
    """

    mask: int
    low: FactValue
    high: FactValue
    missing: bool = False


class Column:
    """The cells of one input column, as masks."""

    def __init__(self, name: str, value_type: ValueType, cells: Sequence[Cell]) -> None:
        self.name = name
        self.value_type = value_type
        self.tests = tuple(cell.test for cell in cells)
        self.every_row = (1 << len(self.tests)) - 1
        self.is_any = all(test.is_any for test in self.tests)
        # Another fact as an end point, or a list: no fixed cuts, so each row is asked.
        self.is_relative = value_type is ValueType.LIST or any(test.names() for test in self.tests)
        self.missing_mask = self._mask(None)
        self.cuts: list[Any] = sorted(
            {
                end.value
                for test in self.tests
                for end in ends_of(test)
                if isinstance(end, Literal) and end.value is not None
            }
        )
        self.masks = [] if self.is_relative else self._masks_of_pieces()
        # Where a dictionary answers: by value, else `others`.
        self.exact: dict[Any, int] | None = None
        self.others = 0
        # Where the place among the cuts answers.
        self.steps: tuple[tuple[Any, ...], tuple[int, ...]] | None = None
        # Where a cut may answer otherwise than both sides of it.
        self.points: tuple[tuple[Any, ...], ...] | None = None
        self._look = self._looked_up()

    def mask_of(self, value: FactValue, facts: Facts) -> int:
        """The rows that `value` passes in this column."""
        return self._look(value, facts)

    @property
    def look(self) -> Look:
        """`mask_of` without the way to it: this is asked for every column of every decision."""
        return self._look

    def _looked_up(self) -> Look:
        """The quickest way to a value's mask that the cells allow."""
        if self.is_any:
            return lambda value, facts: self.every_row
        if self.is_relative:
            tests = tuple(enumerate(self.tests))
            return lambda value, facts: sum(1 << row for row, test in tests if passes(test, value, facts))
        exact = {None: self.missing_mask, **{cut: self.masks[2 * i + 1] for i, cut in enumerate(self.cuts)}}
        if len(set(self.masks[0::2])) == 1:
            # Only = and !=: every value between the cuts is "another one", and a dictionary is enough.
            self.exact, self.others = exact, self.masks[0]
            found, others = exact.get, self.others
            return lambda value, facts: found(value, others)
        return self._searched()

    def _searched(self) -> Look:
        """Among the cuts: quicker than the hash of a decimal number."""
        cuts, missing = tuple(self.cuts), self.missing_mask
        between, at = tuple(self.masks[0::2]), (*self.masks[1::2], 0)
        if at[:-1] == between[1:]:  # as with `>=` and `<`: a cut belongs to what comes after it
            self.steps = cuts, between
            return lambda value, facts: missing if value is None else between[bisect_right(cuts, value)]
        ends = (*cuts, None)
        self.points = cuts, ends, at, between

        def searched(value: Any, facts: Facts) -> int:
            if value is None:
                return missing
            place = bisect_left(cuts, value)
            return at[place] if ends[place] == value else between[place]

        return searched

    def pieces(self, *, least: FactValue = None, most: FactValue = None, whole: bool = False) -> list[Piece]:
        """All the pieces between `least` and `most` (whole numbers only, if `whole`), in order."""
        found = []
        for position, mask in enumerate(self.masks):
            index = position // 2
            if position % 2:
                low = high = self.cuts[index]
            else:
                low = self.cuts[index - 1] if index else None
                high = self.cuts[index] if index < len(self.cuts) else None
                if not _room_between(low, high, least, most, whole=whole):
                    continue
            if (least is not None and high is not None and high < least) or (
                most is not None and low is not None and low > most
            ):
                continue
            found.append(Piece(mask, low, high))
        return found

    def _masks_of_pieces(self) -> list[int]:
        """Masks by position: 2i+1 is the i-th cut itself, 2i is what lies before it."""
        places: dict[Any, int] = {cut: 2 * i + 1 for i, cut in enumerate(self.cuts)}
        moved = [_moved(test, places) for test in self.tests]
        return [
            sum(1 << row for row, test in enumerate(moved) if passes(test, position, {}))
            for position in range(2 * len(self.cuts) + 1)
        ]

    def _mask(self, value: FactValue) -> int:
        return sum(1 << row for row, test in enumerate(self.tests) if passes(test, value, {}))


class Grid:
    """All columns of a table."""

    def __init__(self, columns: Sequence[Column], rows: int) -> None:
        self.columns = tuple(columns)
        self.every_row = (1 << rows) - 1
        asked = [column for column in columns if not column.is_any]
        self.asked = tuple((column.name, column.look) for column in asked)
        # The same, so that the common kinds of column need no call of ours (see `hits.decide_table`).
        self.exact = tuple((c.name, c.exact.get, c.others) for c in asked if c.exact is not None)
        self.steps: tuple[Any, ...] = tuple(
            (c.name, *c.steps, c.missing_mask) for c in asked if c.steps is not None
        )
        self.points: tuple[Any, ...] = tuple(
            (c.name, *c.points, c.missing_mask) for c in asked if c.points is not None
        )
        self.looked = tuple((c.name, c.look) for c in asked if not (c.exact or c.steps or c.points))

    def rows(self, facts: Facts) -> tuple[int, ...]:
        """The rows that hit, counted from 1, in table order."""
        mask = self.every_row
        for name, look in self.asked:
            mask &= look(facts.get(name), facts)
        return rows_of(mask)


def rows_of(mask: int) -> tuple[int, ...]:
    """The row numbers, from 1, whose bits are set."""
    rows = []
    while mask:
        bit = mask & -mask
        rows.append(bit.bit_length())
        mask ^= bit
    return tuple(rows)


def _moved(test: UnaryTest, places: dict[Any, int]) -> UnaryTest:
    """The same test over positions instead of values."""

    def place(end: Any) -> Any:
        return Literal(None if end.value is None else places[end.value])  # type: ignore[arg-type]

    return UnaryTest(
        tuple(
            Compare(a.op, place(a.end))
            if isinstance(a, Compare)
            else type(a)(place(a.low), place(a.high), a.low_closed, a.high_closed)
            for a in test.alternatives
        ),
        test.negated,
    )


def _room_between(low: Any, high: Any, least: Any, most: Any, *, whole: bool) -> bool:
    """Whether any value lies strictly between the two cuts (and inside the declared ends)."""
    if least is not None and high is not None and high <= least:
        return False
    if most is not None and low is not None and low >= most:
        return False
    if isinstance(low, bool) or isinstance(high, bool):
        return low is None or high is None
    if whole and isinstance(low, Decimal) and isinstance(high, Decimal):
        return low.to_integral_value() + 1 < high
    return True
