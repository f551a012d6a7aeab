"""A decision table as frozen records: its columns, its rows, and what it answers when several rows hit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from amends.core.policy.cells import Cell
from amends.core.policy.grid import Column, Grid
from amends.core.policy.values import FactValue, ValueType


class HitPolicy(StrEnum):
    """What a table answers when several rows hit (DMN 1.5, 8.2.8). `unique` is the one to prefer: order means
    nothing.
    """

    UNIQUE = "unique"  # one row at most; two are a mistake in the table
    ANY = "any"  # several, if they all say the same
    FIRST = "first"  # the uppermost row
    PRIORITY = "priority"  # the row whose output stands first among the declared choices
    RULE_ORDER = "rule_order"  # all, in table order
    OUTPUT_ORDER = "output_order"  # all, in the order of the declared choices
    COLLECT = "collect"  # all
    COLLECT_SUM = "collect_sum"  # the first outputs of all, added up
    COLLECT_MIN = "collect_min"  # the smallest of them
    COLLECT_MAX = "collect_max"  # the largest of them
    COLLECT_COUNT = "collect_count"  # how many there are

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list of rows' outputs."""
        return self in {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT}

    @property
    def is_sum(self) -> bool:
        """Whether the first output is boiled down to one value (sum, least, most, count)."""
        return self.value.startswith("collect_")


@dataclass(frozen=True)
class OutputColumn:
    """A result of a table, and a fact for the tables after it. The order of `choices` is the order of
    priority.
    """

    name: str
    type: ValueType
    choices: tuple[FactValue, ...] = ()
    default: FactValue = None


@dataclass(frozen=True)
class Rule:
    """A row: one cell per input, one value per output, and a remark that explanations quote."""

    cells: tuple[Cell, ...]
    outputs: tuple[FactValue, ...]
    annotation: str = ""


@dataclass(frozen=True)
class Table:
    """A decision table. `rises_with` names inputs with which the first output may never fall (checked, DMN
    has no word).
    """

    name: str
    hit_policy: HitPolicy
    inputs: tuple[str, ...]
    input_types: tuple[ValueType, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    title: str = ""
    rises_with: tuple[str, ...] = ()

    @cached_property
    def grid(self) -> Grid:
        """The table made ready for look-up; made once."""
        columns = [
            Column(name, value_type, [rule.cells[i] for rule in self.rules])
            for i, (name, value_type) in enumerate(zip(self.inputs, self.input_types, strict=True))
        ]
        return Grid(columns, len(self.rules))

    @cached_property
    def answers(self) -> dict[int, Any]:
        """What was answered before for the same rows: the same rows always give the same answer (see `hits.py`)."""
        return {}

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        """The names of the outputs, in order."""
        return tuple(column.name for column in self.outputs)
