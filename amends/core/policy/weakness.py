"""What the check of a policy says: one weakness, in words, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """How much it matters: an error keeps a policy from being published, a warning is for its author to
    judge.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Weakness:
    """One thing found: a stable `code`, where (`table` and `rows` from 1, or a `gesture`), and words with
    holes. Of a trigger, `column` is its entry at fault.
    """

    code: str
    weight: Weight
    message: str
    table: str = ""
    rows: tuple[int, ...] = ()
    gesture: str = ""
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return self.message % self.params
