"""Hard failures of form: what no message may say whatever the case (H1, H2, H11) and the first word (A1, A2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.core.apology.model import HardFailure
from amends.core.apology.reading import Reading
from amends.core.apology.wording import Span, find_term
from amends.core.text import gettext_noop

PLACEHOLDER = re.compile(
    r"\{\{.{0,120}?\}\}|\{%.{0,120}?%\}|%\(\w+\)[sd]|\{(?!(?:link|voucher):)[A-Za-z_]\w*\}"
    r"|\[[A-Z][A-Z0-9 _/-]+\]|\[(?:insert|enter|your|name|date|amount|customer|hier|betrag)\b[^\]\n]{0,120}\]"
    r"|\[[…→][^\]\n]{1,120}\]|<[A-Z][A-Z0-9 _/-]*>|\b(?:TBC|TBD|TODO|XXX+)\b",
    re.DOTALL,
)
"""A hole nobody filled. Marks for links and vouchers are no holes: they are filled when the message leaves."""

_H1 = gettext_noop("%(excerpt)s is still to be filled in.")
_H2 = gettext_noop("“%(excerpt)s” is no apology. Say what went wrong and that you are sorry for it.")
_H11_CONDITION = gettext_noop("“%(excerpt)s” ties what they get to a condition. Take the condition out.")
_H11_OWED = gettext_noop("“%(excerpt)s” puts a gesture in the place of what is owed. Name the two apart.")
_A1 = gettext_noop("Thank them for telling you, or say that you are sorry.")
_A2 = gettext_noop(
    "“%(excerpt)s” explains or promises. The first word only says that we have it, and what is next."
)


def at(failure_id: str, message: str, span: Span | None, **params: object) -> HardFailure:
    """A failure with its place in the text, or one about something that is missing."""
    if span is None:
        return HardFailure(failure_id, message, params)
    return HardFailure(failure_id, message, {"excerpt": span.text, **params}, span.text, span.start, span.end)


def placeholders(text: str) -> Iterator[HardFailure]:
    """H1: a hole nobody filled; needs no language."""
    for match in PLACEHOLDER.finditer(text):
        yield at("H1", _H1, Span(match[0], match.start(), match.end()))


def non_apology(reading: Reading) -> Iterator[HardFailure]:
    """H2: "sorry if", "sorry you feel", "sorry but", "any inconvenience", "mistakes were made"."""
    end = 0
    for match in reading.lexicon.non_apology.finditer(reading.text):
        if match.start() >= end:
            end = match.end()
            yield at("H2", _H2, Span(match[0], match.start(), match.end()))


def conditional_gesture(reading: Reading) -> Iterator[HardFailure]:
    """H11: a gesture for taking a review down, for silence or for waiving rights; or instead of what is owed."""
    condition = reading.first(reading.lexicon.condition)
    if condition is not None:
        yield at("H11", _H11_CONDITION, condition)
    replaced = reading.first(reading.lexicon.replaces_owed)
    if replaced is not None:
        yield at("H11", _H11_OWED, replaced)


def first_word(reading: Reading) -> Iterator[HardFailure]:
    """Stage ACK: thanks or regret is there (A1), and nothing is explained or promised (A2)."""
    if not reading.regrets and reading.first(reading.lexicon.thanks) is None:
        yield at("A1", _A1, None)
    promised = _promised(reading)
    if promised is not None:
        yield at("A2", _A2, promised)


def _promised(reading: Reading) -> Span | None:
    """The first explanation, amount, item, gift or promise not to repeat."""
    lexicon = reading.lexicon
    for sentence in reading.sentences:
        for pattern in (lexicon.never_again, lexicon.cause):
            if pattern.search(sentence.text) and not lexicon.cause_open.search(sentence.text):
                return sentence
        if lexicon.repair.search(sentence.text) and lexicon.gift.search(sentence.text):
            return sentence
    if reading.amounts:
        return reading.amounts[0].span
    if reading.percentages:
        return reading.percentages[0][0]
    items = (*(remedy.name for remedy in reading.record.remedies), *reading.record.other_items)
    return next((found for name in items if (found := find_term(reading.text, name))), None)
