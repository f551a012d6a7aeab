"""A case as commands hold it: a frozen copy of its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from amends.apps.cases.models import Case
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.core.case.standing import Finding, Flag
from amends.core.case.step import CaseShape
from amends.core.case.wanted import Wanted


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case. Foreign keys are ids; `version` is the one that the next change must find."""

    id: int
    ref: str
    unit_id: int
    customer_id: int
    failure_type_id: int
    place_id: int | None
    place_text: str
    visit_ref: str
    origin: str
    channel: str
    state: State
    outcome: Outcome | None
    severity: int | None
    criticality: str
    priority: int
    band: str
    finding: Finding | None
    cause_class: str
    root_cause: str
    decided_by_id: int | None
    decided_level: int | None
    flags: frozenset[Flag]
    double_deviations: int
    escalation_level: int
    reopen_count: int
    round: int
    is_restricted: bool
    owner_id: int | None
    owner_level: int
    owner_before_id: int | None
    owner_level_min: int
    team_unit_id: int | None
    recorder: str
    words: str
    remedy_sought: str
    summary: str
    occurred_at: datetime | None
    received_at: datetime
    acknowledged_at: datetime | None
    decided_at: datetime | None
    fulfilled_at: datetime | None
    closed_at: datetime | None
    wanted: Wanted
    wanted_by_at: datetime | None
    merged_into_id: int | None
    continues_id: int | None
    source_row: str
    version: int

    @property
    def shape(self) -> CaseShape:
        """What a step of the lifecycle looks at."""
        return CaseShape(
            state=self.state,
            outcome=self.outcome,
            severity=self.severity,
            flags=self.flags,
            double_deviations=self.double_deviations,
            escalation_level=self.escalation_level,
            reopen_count=self.reopen_count,
            round=self.round,
            owner_id=self.owner_id,
            owner_level=self.owner_level,
        )


NAMES = tuple(field.name for field in fields(CaseRecord))

TOLD = frozenset({"words", "remedy_sought", "summary", "place_text", "source_row"})
"""Columns with people's words: the journal keeps commitments to them, never the words."""


def record_of(row: Case) -> CaseRecord:
    """The frozen copy of a row."""
    values = {name: getattr(row, name) for name in NAMES}
    values["state"] = State(row.state)
    values["outcome"] = Outcome(row.outcome) if row.outcome else None
    values["finding"] = Finding(row.finding) if row.finding else None
    values["wanted"] = Wanted(row.wanted)
    values["flags"] = frozenset(Flag(flag) for flag in row.flags)
    return CaseRecord(**values)


def columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Record values as their columns keep them: plain texts and sorted lists."""
    return {name: _column(value, name) for name, value in changes.items()}


def _column(value: Any, name: str) -> Any:
    if name == "flags":
        return sorted(str(flag) for flag in value)
    if name in ("outcome", "finding"):
        return "" if value is None else str(value)
    if name in ("state", "wanted"):
        return str(value)
    return value
