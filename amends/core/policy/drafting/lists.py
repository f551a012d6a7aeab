"""The lists of a policy document as sheets: what each of their columns is called, and how its cells are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from amends.core.policy.derived import RULES
from amends.core.policy.model import LEVELS, GestureForm, GestureType, HitPolicy
from amends.core.policy.values import ValueType


class CellKind(StrEnum):
    """How the text of a cell becomes an entry of the document."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"  # true or false
    CHOICE = "choice"
    LIST = "list"  # items parted by commas
    NESTED = "nested"  # {rate: 5, per: [delay_hours]}
    TEST = "test"  # an input of a table
    VALUE = "value"  # an output of a table


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its name in the document, how its cells are read, and the words it may hold, if they are few."""

    name: str
    kind: CellKind
    choices: tuple[str, ...] = ()

    @property
    def is_output(self) -> bool:
        """Whether a table gives it as a result."""
        return self.kind is CellKind.VALUE


_T, _N, _F, _C, _L, _X = (
    CellKind.TEXT,
    CellKind.NUMBER,
    CellKind.FLAG,
    CellKind.CHOICE,
    CellKind.LIST,
    CellKind.NESTED,
)
_FLAGS = ("true", "false")


def _columns(**kinds: CellKind | tuple[str, ...]) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(name, _C, kind)
        if isinstance(kind, tuple)
        else SheetColumn(name, kind, _FLAGS if kind is _F else ())
        for name, kind in kinds.items()
    )


def _values(words: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in words)


LISTS: Mapping[str, tuple[SheetColumn, ...]] = {
    "policy": _columns(
        name=_T, currency=_T, effective_from=_T, ceiling_percent=_N, ceiling_of=_T, ceiling_approver=LEVELS
    ),
    "facts": _columns(
        name=_T,
        type=_values(ValueType),
        label=_T,
        unit=_T,
        choices=_L,
        source=_T,
        optional=_F,
        finding=_F,
        least=_N,
        most=_N,
        whole=_F,
    ),
    "derived": _columns(name=_T, rule=tuple(RULES), of=_L, label=_T, unit=_T),
    "amounts": _columns(name=_T, amount=_X),
    "tables": _columns(
        name=_T, title=_T, hit_policy=_values(HitPolicy), inputs=_L, outputs=_L, rises_with=_L
    ),
    "gestures": _columns(
        code=_T,
        name=_T,
        type=_values(GestureType),
        form=_values(GestureForm),
        amount=_X,
        percent=_N,
        points=_N,
        bands=_L,
        applies=_X,
        max_per_case=_N,
        cooldown_days=_N,
        needs_acceptance=_F,
        promises=_X,
        unit_cost=_X,
        expected_redemption=_N,
        lost_resources=_L,
        budget=_F,
        valid_days=_N,
        valid_from=_T,
        valid_to=_T,
        wording=_T,
    ),
    "approvals": (
        SheetColumn("approver", _C, LEVELS),
        SheetColumn("from", _N),
        SheetColumn("below", _N),
        SheetColumn("steps", _X),
    ),
    "triggers": _columns(
        code=_T,
        name=_T,
        types=_L,
        sources=_L,
        facts=_X,
        details=_X,
        origin=_T,
        owed=_F,
        letter=_T,
        grant=_X,
        table=_X,
    ),
}
"""The lists of the document and the entries that each of their items may have."""
