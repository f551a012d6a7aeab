"""Triggers as frozen records: which events of other programs open a case, and what they may give by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from amends.core.policy.table import Table
from amends.core.text import gettext_noop

RECOMMENDED = "recommended"
"""In the column `gesture`: whatever stands first in the envelope and needs nobody's yes."""

DETAILS: Mapping[str, str] = {
    "ref": gettext_noop("the customer's number"),
    "email": gettext_noop("their e-mail address"),
    "phone": gettext_noop("their phone number"),
    "name": gettext_noop("their name"),
    "language": gettext_noop("their language"),
    "words": gettext_noop("their own words"),
    "remedy": gettext_noop("what they ask for"),
    "unit": gettext_noop("the code of the unit"),
    "place": gettext_noop("the place at the unit"),
    "occurred_at": gettext_noop("when it went wrong"),
}
"""What an event can say beside facts, by the name under which a trigger maps it."""

ORIGINS = ("event", "survey", "feedback")
"""Where a case says it comes from."""


@dataclass(frozen=True)
class Grant:
    """What a trigger may give without a person, in major units of the policy's currency; nothing beyond."""

    per_case: Decimal
    per_customer: Decimal  # in `days`, everything counted that this customer was given by anybody
    per_day: Decimal  # all customers together, by the calendar of the unit
    days: int = 90


@dataclass(frozen=True)
class Trigger:
    """One kind of event. `types` may end in `*`; no `sources`: from every source.

    `facts` and `details` say where in the event each stands ("data.order.total"). The table looks at the facts and
    gives the kind of failure, and the gesture if one is given by itself; where no row fits, nothing is done.
    """

    code: str
    name: str
    types: tuple[str, ...]
    table: Table
    sources: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    grant: Grant | None = None
    owed: bool = False  # what is owed by law goes along; otherwise a person looks at it
    origin: str = "event"
    letter: str = ""

    def takes(self, event_type: str, source: str) -> bool:
        """Whether it is meant for events of that type from that source."""
        return self.comes_from(source) and any(self.takes_type(one, event_type) for one in self.types)

    def comes_from(self, source: str) -> bool:
        """Whether it listens to that source."""
        return not self.sources or source in self.sources

    @staticmethod
    def takes_type(one: str, event_type: str) -> bool:
        """Whether `one` of the types, which may end in `*`, is that type."""
        return event_type.startswith(one[:-1]) if one.endswith("*") else event_type == one

    @property
    def is_told(self) -> bool:
        """Whether the customer themselves spoke: their words are in the event."""
        return "words" in self.details
