"""One case as consistency looks at it: ids, amounts and who decided, never a name or a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """One case by its first decision in the span. Amounts in minor units, gestures only: what was owed is no choice.

    `key` is shared by like cases. `agent` is the actor who decided first, `is_person` whether that was somebody; `by`
    who had the last say where it `went_up`. `departed`: they gave otherwise than the table says, or nothing where it
    says something. `group` holds what is known of the customer for this report alone.
    """

    case_id: int
    key: str
    agent: str
    is_person: bool
    first_minor: int
    final_minor: int
    granted: bool
    departed: bool
    went_up: bool
    by: str = ""
    group: Mapping[str, str] = field(default_factory=dict)
