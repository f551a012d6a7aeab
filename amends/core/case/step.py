"""What an event changes in a case besides its state: times, outcome, counters and what follows a failed recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.core.case.deviation import Consequences, Deviation, consequences, deviation_of
from amends.core.case.lifecycle import ENDS, Event, State, next_state
from amends.core.case.outcome import Outcome, outcome_after
from amends.core.case.severity import priority
from amends.core.case.standing import CaseStanding, Flag

_STAMPS = {
    Event.ACKNOWLEDGE: "acknowledged_at",
    Event.DECIDE: "decided_at",
    Event.DECIDE_IN_DANGER: "decided_at",
    Event.FAST_TRACK: "decided_at",
    Event.INFO_TIMEOUT: "decided_at",
    Event.EXTERNAL_OUTCOME: "decided_at",
    Event.FULFIL: "fulfilled_at",
}
_ANOTHER_ROUND = (Event.CONFIRM_NOT_RECOVERED, Event.REOPEN)

PAST: Mapping[Event, str] = {
    Event.OPEN: "opened",
    Event.IMPORT_PAST: "imported",
    Event.ACKNOWLEDGE: "acknowledged",
    Event.ASSESS: "assessed",
    Event.RECLASSIFY: "reclassified",
    Event.MERGE: "merged",
    Event.INVESTIGATE: "investigated",
    Event.FAST_TRACK: "fast_tracked",
    Event.REQUEST_INFO: "info_requested",
    Event.INFO_RECEIVED: "info_received",
    Event.INFO_TIMEOUT: "info_timed_out",
    Event.DECIDE: "decided",
    Event.DECIDE_IN_DANGER: "decided_in_danger",
    Event.COMMUNICATE: "communicated",
    Event.ACCEPT: "accepted",
    Event.EXECUTE_UNCONDITIONAL: "executed",
    Event.NO_REMEDY_DUE: "found_without_remedy",
    Event.DECLINE: "declined",
    Event.LAPSE: "lapsed",
    Event.REQUEST_REVIEW: "review_requested",
    Event.REFER_EXTERNAL: "referred",
    Event.EXTERNAL_OUTCOME: "ruled",
    Event.FULFIL: "fulfilled",
    Event.FULFIL_FAILED: "fulfilment_failed",
    Event.FOLLOW_UP: "followed_up",
    Event.CONFIRM_RECOVERED: "confirmed",
    Event.CONFIRM_NOT_RECOVERED: "not_recovered",
    Event.NO_RESPONSE: "left_unanswered",
    Event.REOPEN: "reopened",
    Event.WITHDRAW: "withdrawn",
}
"""The journal's word for each event: `case.` and this."""


@dataclass(frozen=True, slots=True)
class CaseShape:
    """The columns of a case that a step looks at."""

    state: State | None
    outcome: Outcome | None
    severity: int | None
    flags: frozenset[Flag]
    double_deviations: int
    escalation_level: int
    reopen_count: int
    round: int
    owner_id: int | None
    owner_level: int


def step(shape: CaseShape, event: Event, standing: CaseStanding, now: datetime) -> dict[str, Any]:
    """The columns that `event` changes, by name; raises what `next_state` raises.

    A case that ends gets its closing time, one that is opened again loses it. A double deviation (see
    core.case.deviation) raises the priority, remembers who had the case and asks for somebody more senior.
    """
    state = next_state(shape.state, event, standing)
    outcome = outcome_after(event, shape.outcome, standing)
    changes: dict[str, Any] = {"state": state, "outcome": outcome}
    if event in _STAMPS:
        changes[_STAMPS[event]] = now
    if state in ENDS:
        changes["closed_at"] = now
    elif shape.state in ENDS:
        changes["closed_at"] = None
    if event in _ANOTHER_ROUND:
        changes["reopen_count"] = shape.reopen_count + 1
        changes["round"] = shape.round + 1
    if event is Event.REQUEST_REVIEW:
        changes["escalation_level"] = shape.escalation_level + 1
    return changes | after_deviation(shape, deviation_of(event, standing))


def after_deviation(shape: CaseShape, deviation: Deviation | None) -> dict[str, Any]:
    """The columns that a double deviation changes; none without one."""
    following: Consequences = consequences(deviation, shape.owner_level)
    if deviation is None or not following.new_owner_needed:
        return {}
    flags = shape.flags | {Flag.DOUBLE_DEVIATION}
    return {
        "flags": flags,
        "double_deviations": shape.double_deviations + 1,
        "priority": priority(shape.severity, flags),
        "owner_before_id": shape.owner_id,
        "owner_level_min": following.owner_level_min,
        "escalation_level": shape.escalation_level + 1,
        "root_cause": "",
    }
