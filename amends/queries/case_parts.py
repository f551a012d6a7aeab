"""What a case page is made of: its head, its facts, its clocks, its journal, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What a case is, in one place: names instead of ids."""

    id: int
    ref: str
    version: int
    customer_ref: str
    customer_name: str
    customer_tier: str
    customer_email: str
    customer_phone: str
    contact_verified: bool
    failure_code: str
    failure_name: str
    place: str
    unit_id: int
    unit_name: str
    business: str
    timezone: str
    currency: str
    channel: str
    origin: str
    state: str
    outcome: str
    severity: int | None
    criticality: str
    band: str
    priority: int
    finding: str
    cause_class: str
    root_cause: str
    flags: tuple[str, ...]
    double_deviations: int
    round: int
    is_restricted: bool
    owner_id: int | None
    owner_name: str
    wanted: str
    wanted_by_at: datetime | None
    occurred_at: datetime | None
    received_at: datetime
    closed_at: datetime | None
    visit_refs: tuple[str, ...]
    merged_into_ref: str
    continues_ref: str
    joined_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was said about a fact; `value` is empty where it cannot be known, because of `reason`."""

    value: str
    source: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CoreLine:
    """One of the five core facts: how firmly it is held ("" when missing), what to show, and all that was said."""

    name: str
    label: str
    held: str
    shown: Statement | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact of the policy: its value and source ("" when nobody said), and how it is entered."""

    name: str
    label: str
    type: str
    unit: str
    choices: tuple[str, ...]
    value: object
    source: str
    is_ours: bool  # the house knows it by itself; nobody enters it


@dataclass(frozen=True, slots=True)
class Clock:
    """One running or rung clock."""

    kind: str
    due_at: datetime
    is_statutory: bool
    met_at: datetime | None
    is_paused: bool
    rule: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry of the case's journal: what happened, who did it, and the values that changed."""

    seq: int
    event: str
    at: datetime
    who: str
    actor: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody the case could be given to."""

    id: int
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """The incident by which a case came; `kept_by` and `words`: who kept the customer back from its waves, and why."""

    ref: str
    name: str
    kept_by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """What was given because of danger: by whom and why, who looks at it by when, and what they said.

    `was_right` is None while nobody has looked; `words` are the reviewer's.
    """

    approval_id: int
    gave: str
    gave_at: datetime
    why: str
    owner_id: int | None
    owner: str
    due_at: datetime
    reviewer: str
    was_right: bool | None
    words: str
