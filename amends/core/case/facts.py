"""What is known about a case: what the house knows, what a kind of failure lets us assume, what people said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from amends.core.case.evidence import CORE_FACTS, CoreFact, Evidence, Held, Source, best_statement, facts_held
from amends.core.text import gettext_noop

NONE_STATED = gettext_noop("none stated")
"""What stands for the remedy sought where the customer was asked and named none: that is a value too."""

LOSS_ASSUMED: Mapping[str, str] = MappingProxyType(
    {
        "monetary": gettext_noop("It cost them money."),
        "goods": gettext_noop("What they received was not right."),
        "service": gettext_noop("They did without what they came for."),
        "attention": gettext_noop("It disturbed them, and nobody had looked after them."),
    }
)
"""The impact that a kind of failure lets us assume, by the resource that is lost."""

CORE_NAMES = frozenset(str(fact) for fact in CORE_FACTS)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the case row and its failure type say before anybody adds evidence.

    `words` and `remedy_sought` are the customer's own; `by_customer` says that they filled in the form themselves,
    so that an empty remedy means *none stated* instead of *nobody asked*.
    """

    at: datetime
    words: str
    remedy_sought: str
    by_customer: bool
    failure_name: str
    usual_expectation: str
    lost_resource: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of evidence as it is kept: later ones win, earlier ones stay."""

    name: str
    value: object  # JSON; None with a reason: cannot be known
    source: Source
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts of a case with where each comes from.

    `values` and `sources` are the policy's facts by name (None: cannot be known). `core_facts` says how firmly each of
    the five core facts is held, `core` gives the statement to show for it, `statements` all of them, oldest first.
    """

    values: Mapping[str, object]
    sources: Mapping[str, Source]
    core_facts: Mapping[CoreFact, Held]
    core: Mapping[CoreFact, Evidence]
    statements: tuple[Evidence, ...]

    @property
    def cause_is_plain(self) -> bool:
        """Who caused it is known or assumed, so that a small case needs no review."""
        return self.values.get("locus") not in (None, "", "unknown")


def assemble(
    hearing: Hearing, *, system: Mapping[str, object], assumed: Mapping[str, object], said: Iterable[Said]
) -> CaseFacts:
    """The facts of a case: assumed ones underneath, then what the house knows, then the latest that was said."""
    pieces = tuple(said)
    values: dict[str, object] = dict(assumed)
    sources: dict[str, Source] = dict.fromkeys(assumed, Source.ASSUMED)
    for name, value in system.items():
        values[name], sources[name] = value, Source.SYSTEM
    for piece in pieces:
        if piece.name not in CORE_NAMES:
            values[piece.name], sources[piece.name] = piece.value, piece.source
    statements = (*_opening(hearing), *(_statement(piece) for piece in pieces if piece.name in CORE_NAMES))
    best = {fact: best_statement(statements, fact) for fact in CORE_FACTS}
    return CaseFacts(
        values=MappingProxyType(values),
        sources=MappingProxyType(sources),
        core_facts=facts_held(statements),
        core=MappingProxyType({fact: piece for fact, piece in best.items() if piece is not None}),
        statements=statements,
    )


def _opening(hearing: Hearing) -> tuple[Evidence, ...]:
    """The five core facts as far as the case itself carries them; what nobody said is assumed."""
    own_words, remedy = hearing.words.strip(), hearing.remedy_sought.strip()
    remedy_known = bool(remedy) or hearing.by_customer
    parts = (
        (CoreFact.EXPECTATION_NOT_MET, Source.ASSUMED, hearing.usual_expectation),
        (CoreFact.WHAT_TRANSPIRED, *_own(own_words, hearing.failure_name)),
        (CoreFact.WHO_INVOLVED, Source.ASSUMED, hearing.unit_name),
        (CoreFact.IMPACT, Source.ASSUMED, LOSS_ASSUMED.get(hearing.lost_resource, "")),
        (
            CoreFact.REMEDY_SOUGHT,
            Source.CUSTOMER if remedy_known else Source.ASSUMED,
            remedy or NONE_STATED,
        ),
    )
    return tuple(Evidence(fact, source, hearing.at, value) for fact, source, value in parts if value)


def _own(words: str, otherwise: str) -> tuple[Source, str]:
    return (Source.CUSTOMER, words) if words else (Source.ASSUMED, otherwise)


def _statement(piece: Said) -> Evidence:
    value = None if piece.value is None else str(piece.value)
    return Evidence(CoreFact(piece.name), piece.source, piece.at, value, piece.reason)
