"""What the rubric is asked and what it answers: the draft, the case record it is held against, the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from amends.core.money import Money


class Stage(StrEnum):
    """How much a message has to carry: the first word, an answer on the way, or the decision."""

    ACK = "ACK"
    RESPONSE = "RESPONSE"
    FINAL = "FINAL"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent. `from_template`: it is a template's text, not (or hardly) touched by a person."""

    text: str
    stage: Stage
    language: str = "en"
    from_template: bool = False


@dataclass(frozen=True, slots=True)
class Remedy:
    """One approved remedy as the record has it. `terms` are words a letter may call it by, besides its name."""

    name: str
    amount: Money | None = None
    percent: Decimal | None = None
    date: date | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RightsText:
    """A passage the preset demands in a final response: one of each group of phrases has to be there."""

    name: str
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """What is known and approved, as far as a message can be held against it.

    Names and terms are compared without regard to case. Empty means not known, and then the check that needs it
    either fails (no named person) or does not apply (no customer name).
    """

    ref: str = ""
    customer_name: str = ""
    customer_contacts: tuple[str, ...] = ()  # their own addresses and numbers
    other_names: tuple[str, ...] = ()  # customers that this could be mixed up with
    people: tuple[str, ...] = ()  # ours, who may sign or be named
    our_contacts: tuple[str, ...] = ()
    failure_terms: tuple[str, ...] = ()
    occurred_on: date | None = None
    failures: int = 1  # how many failures the message speaks of
    impact_terms: tuple[str, ...] = ()
    locus: str = "unknown"  # firm, shared, external, customer, unknown
    finding: str = ""
    legal_hold: bool = False
    cause_known: bool = False
    corrective_action: bool = False  # one with an owner and a due date stands behind the case
    promised_not_to_repeat_on: tuple[date, ...] = ()  # earlier letters to this customer
    remedies: tuple[Remedy, ...] = ()
    other_items: tuple[str, ...] = ()  # gestures that exist and are not approved here
    known_amounts: tuple[Money, ...] = ()  # the bill, the price: may be named, are not remedies
    known_dates: frozenset[date] = frozenset()  # of the failure, of the promises, of the next step
    overdue: bool = False
    rights: tuple[RightsText, ...] = ()
    apologies_90_days: int = 0  # sent to this customer before this one
    open_double_deviation: bool = False
    put_right: bool = False  # what went wrong is repaired already
    severity: int | None = None
    earlier_messages: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class HardFailure:
    """A reason not to send. `start` and `end` mark the excerpt in the text; both 0 when something is missing."""

    id: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    excerpt: str = ""
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The English sentence; entry points translate `message` instead."""
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True, slots=True)
class Warning:
    """Something to look at again; the message may be sent all the same."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    excerpt: str = ""

    @property
    def text(self) -> str:
        """The English sentence; entry points translate `message` instead."""
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True, slots=True)
class Component:
    """One part of an apology, its weight, and where it was found (empty: not)."""

    name: str
    weight: Decimal
    excerpt: str

    @property
    def is_present(self) -> bool:
        """Whether it was found."""
        return bool(self.excerpt)


@dataclass(frozen=True, slots=True)
class Empathy:
    """The second score (Roschk & Kaiser 2013), never added to the first."""

    names_impact: bool
    names_feeling: bool
    thanks: bool

    @property
    def total(self) -> int:
        """0 to 3."""
        return self.names_impact + self.names_feeling + self.thanks


@dataclass(frozen=True, slots=True)
class RubricResult:
    """The answer. `score` is 0 to 1. `language_known` is false when only the forms common to all were checked."""

    stage: Stage
    hard: tuple[HardFailure, ...]
    score: Decimal
    components: tuple[Component, ...]
    empathy: Empathy
    warnings: tuple[Warning, ...]
    language_known: bool = True

    @property
    def is_sendable(self) -> bool:
        """No hard failure."""
        return not self.hard
