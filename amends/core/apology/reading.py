"""One reading of a draft: its sentences and what was found in it, shared by all checks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from amends.core.apology.lexicon import Lexicon
from amends.core.apology.model import CaseRecord, Draft, Remedy
from amends.core.apology.wording import (
    AmountMention,
    DateMention,
    Span,
    amounts,
    dates,
    find_term,
    percentages,
    sentences,
)

_LOOK_BACK = 24
"""How many characters before a match may take it back ("this was not our fault")."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft, the record it is held against, and everything in it that more than one check asks for."""

    draft: Draft
    record: CaseRecord
    lexicon: Lexicon
    sentences: tuple[Span, ...]
    regrets: tuple[Span, ...]
    responsibilities: tuple[Span, ...]
    amounts: tuple[AmountMention, ...]
    percentages: tuple[tuple[Span, Decimal], ...]
    dates: tuple[DateMention, ...]

    @property
    def text(self) -> str:
        """The text of the draft."""
        return self.draft.text

    def first(self, pattern: re.Pattern[str]) -> Span | None:
        """The first match of a pattern."""
        match = pattern.search(self.text)
        return Span(match[0], match.start(), match.end()) if match else None

    def sentence_at(self, position: int) -> Span:
        """The sentence a position lies in."""
        return next((s for s in self.sentences if s.start <= position < s.end), Span("", 0, 0))


def read(draft: Draft, record: CaseRecord, lexicon: Lexicon) -> Reading:
    """Read a draft once."""
    text = draft.text
    forbidden = [(match.start(), match.end()) for match in lexicon.non_apology.finditer(text)]
    regrets = [
        span
        for span in _affirmed(text, lexicon.regret, lexicon)
        if not any(span.start < end and start < span.end for start, end in forbidden)
    ]
    return Reading(
        draft,
        record,
        lexicon,
        tuple(sentences(text)),
        tuple(regrets),
        tuple(_affirmed(text, lexicon.responsibility, lexicon)),
        tuple(amounts(text, lexicon.currency_words)),
        tuple(percentages(text)),
        tuple(dates(text, lexicon.months)),
    )


def where_named(reading: Reading, remedy: Remedy) -> Span | None:
    """Where a remedy is named: money by its amount, a percentage by its number, the rest by what it is called."""
    if remedy.amount is not None and remedy.amount:
        wanted = remedy.amount
        return next((mention.span for mention in reading.amounts if mention.is_money(wanted)), None)
    if remedy.percent is not None:
        return next((span for span, percent in reading.percentages if percent == remedy.percent), None)
    for term in (remedy.name, *remedy.terms):
        if (found := find_term(reading.text, term)) is not None:
            return found
    telling = [find_term(reading.text, word) for word in remedy.name.split() if len(word) > 3]
    return telling[0] if telling and all(telling) else None


def _affirmed(text: str, pattern: re.Pattern[str], lexicon: Lexicon) -> Iterable[Span]:
    """The matches that the words just before them do not take back."""
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if not lexicon.denial.search(before):
            yield Span(match[0], match.start(), match.end())
