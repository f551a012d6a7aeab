"""What acting on an event reads out of it: where it failed, what, when, in which words, and whose it is.

No command, like `carrying_out` beside it: it runs inside the transaction of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.customers import store as customers
from amends.apps.events import store as events
from amends.apps.failures import store as kinds
from amends.apps.units import store as units
from amends.core.case.hearing import REMEDY_MAX, WORDS_MAX, not_later, within
from amends.core.event.told import moment_told
from amends.core.policy.triggering import Matched
from amends.core.region import region_of_zone


@dataclass(frozen=True, slots=True)
class Where:
    """A unit at or below that of the source, a place there or none, and a kind of failure."""

    unit: units.UnitRecord
    place: units.PlaceRecord | None
    kind: kinds.FailureRecord


def where_it_failed(source: events.SourceRecord, matched: Matched) -> Where:
    """Where, and what; raises `UnitUnknown`, `PlaceUnknown` and `FailureUnknown`."""
    said = matched.details
    unit = units.unit(source.unit_id)
    if "unit" in said:
        named = units.unit_by_code(said["unit"], field="unit")
        if source.unit_id not in named.lineage:
            raise units.UnitUnknown(field="unit")
        unit = named
    place = units.place_named(unit.id, said["place"]) if "place" in said else None
    return Where(unit, place, kinds.failure_type(matched.failure, field="failure"))


def whose_it_is(unit: units.UnitRecord, said: Mapping[str, str]) -> customers.Details:
    """How the event names its customer, address and number in their normal forms.

    Raises `TooLong`, `EmailInvalid` and `PhoneInvalid`.
    """
    return customers.Details(
        external_ref=within(said.get("ref", ""), 80, field="ref").strip(),
        address=customers.normal_email(said.get("email", "")),
        number=customers.normal_phone(said.get("phone", ""), region_of_zone(unit.timezone)),
        language=said.get("language", "")[:12] or unit.language,
    )


@dataclass(frozen=True, slots=True)
class FailureTold:
    """What the event tells of the failure itself."""

    words: str
    remedy_sought: str
    occurred_at: datetime | None


def failure_told(event: events.EventRecord, said: Mapping[str, str], now: datetime) -> FailureTold:
    """Its words, what is wished for, and when it happened; raises `MomentUnusable`, `TooLong`, `HappensLater`."""
    happened_at = moment_told(said.get("occurred_at")) or event.happened_at
    return FailureTold(
        within(said.get("words", ""), WORDS_MAX, field="words"),
        within(said.get("remedy", ""), REMEDY_MAX, field="remedy"),
        not_later(happened_at, now),
    )
