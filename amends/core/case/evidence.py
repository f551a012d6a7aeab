"""The five core facts a decision rests on, who said each, and whether enough is held to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class UnknownNeedsReason(Refusal):
    """A core fact was marked unknown without saying why it cannot be known."""

    code = "unknown_needs_reason"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few words why this cannot be known, so that the decision can show it.")


class CoreFact(StrEnum):
    """What must be held before a case is decided: the triad of recovery planning plus impact and remedy."""

    EXPECTATION_NOT_MET = "expectation_not_met"
    WHAT_TRANSPIRED = "what_transpired"
    WHO_INVOLVED = "who_involved"
    IMPACT = "impact"
    REMEDY_SOUGHT = "remedy_sought"


CORE_FACTS: tuple[CoreFact, ...] = tuple(CoreFact)

FACT_LABELS: Mapping[CoreFact, str] = MappingProxyType(
    {
        CoreFact.EXPECTATION_NOT_MET: gettext_noop("what they could expect"),
        CoreFact.WHAT_TRANSPIRED: gettext_noop("what happened"),
        CoreFact.WHO_INVOLVED: gettext_noop("who was there"),
        CoreFact.IMPACT: gettext_noop("what it did to them"),
        CoreFact.REMEDY_SOUGHT: gettext_noop("what they ask for"),
    }
)


class Source(StrEnum):
    """Who or what a piece of evidence comes from. `assumed` is a default of the failure type."""

    ASSUMED = "assumed"
    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class Held(StrEnum):
    """How firmly a core fact is held; a fact that is not in the mapping is missing."""

    KNOWN = "known"
    ASSUMED = "assumed"
    UNKNOWN_WITH_REASON = "unknown_with_reason"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement about one core fact.

    `value` is None when the fact cannot be known, and then `reason` says why. `about` names the detail the
    statement settles ("arrival time"), so that two statements on the same detail can be seen to conflict.
    Raises `UnknownNeedsReason` at the fact's name.
    """

    fact: CoreFact
    source: Source
    at: datetime
    value: str | None
    reason: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("evidence carries an aware time")
        if self.value is None and not self.reason.strip():
            raise UnknownNeedsReason(field=str(self.fact))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements on the same detail that do not agree; all of them are kept."""

    fact: CoreFact
    about: str
    statements: tuple[Evidence, ...]


_RANK: Mapping[Held | None, int] = {None: -1, Held.ASSUMED: 0, Held.UNKNOWN_WITH_REASON: 1, Held.KNOWN: 2}


def facts_held(evidence: Iterable[Evidence]) -> Mapping[CoreFact, Held]:
    """How each core fact is held: what somebody said outranks "unknown", which outranks a default."""
    held: dict[CoreFact, Held] = {}
    for piece in evidence:
        firmness = _firmness(piece)
        if firmness is not None and (piece.fact not in held or _RANK[firmness] > _RANK[held[piece.fact]]):
            held[piece.fact] = firmness
    return MappingProxyType(held)


def missing_facts(held: Mapping[CoreFact, Held]) -> tuple[CoreFact, ...]:
    """The core facts that are neither known, nor assumed, nor unknown with a reason."""
    return tuple(fact for fact in CORE_FACTS if fact not in held)


def assumed_facts(held: Mapping[CoreFact, Held]) -> tuple[CoreFact, ...]:
    """The core facts that rest on a default of the failure type alone."""
    return tuple(fact for fact in CORE_FACTS if held.get(fact) is Held.ASSUMED)


def unproven_facts(held: Mapping[CoreFact, Held]) -> tuple[CoreFact, ...]:
    """The core facts that nobody has stated, nor called unknown with a reason."""
    return tuple(fact for fact in CORE_FACTS if held.get(fact) in (None, Held.ASSUMED))


def best_statement(evidence: Iterable[Evidence], fact: CoreFact) -> Evidence | None:
    """The statement to show first: what the system recorded, then staff, customer; then that it cannot be known; then
    the default; newest of equals.

    What the customer asks for and could expect is the customer's to say, so there their words come first.
    Statements that lose are kept; only `conflicts` judges whether they disagree.
    """
    theirs = fact in (CoreFact.REMEDY_SOUGHT, CoreFact.EXPECTATION_NOT_MET)
    order = [Source.ASSUMED, Source.CUSTOMER, Source.STAFF, Source.SYSTEM]
    if theirs:
        order = [Source.ASSUMED, Source.SYSTEM, Source.STAFF, Source.CUSTOMER]
    stated = [piece for piece in evidence if piece.fact is fact and _firmness(piece) is not None]
    return max(stated, key=lambda p: (_RANK[_firmness(p)], order.index(p.source), p.at), default=None)


def conflicts(evidence: Iterable[Evidence]) -> tuple[Conflict, ...]:
    """Details on which people or systems said different things, in the order they first came up.

    A default never conflicts: it only stands in until somebody says something.
    """
    by_detail: dict[tuple[CoreFact, str], list[Evidence]] = {}
    for piece in evidence:
        if piece.about and piece.value is not None and piece.source is not Source.ASSUMED:
            by_detail.setdefault((piece.fact, piece.about), []).append(piece)
    return tuple(
        Conflict(fact, about, tuple(pieces))
        for (fact, about), pieces in by_detail.items()
        if len({" ".join((p.value or "").casefold().split()) for p in pieces}) > 1
    )


def _firmness(piece: Evidence) -> Held | None:
    """What one statement makes of its fact; an empty text says nothing."""
    if piece.value is None:
        return Held.UNKNOWN_WITH_REASON
    if not piece.value.strip():
        return None
    return Held.ASSUMED if piece.source is Source.ASSUMED else Held.KNOWN
