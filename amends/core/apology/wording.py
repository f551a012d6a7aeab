"""Reading a text: sentences, words, amounts of money, percentages, dates and how much two texts share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from amends.core.money import Money

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[^\W\d_a-z]|\d)|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|no|nr|st|approx|ca|bzw|evtl|inkl)|\b\w)\.$", re.IGNORECASE
)
_ORDINAL = re.compile(r"\b\d{1,2}\.$")
_MONTH_AFTER = re.compile(r"Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,3})?"
_SYMBOLS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD"),
    "¥": ("JPY", "CNY"),
}
_CODES = (
    "AED AUD BGN BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR ISK JPY KRW KWD MXN NOK NZD PLN RON SEK SGD"
    " THB TRY USD ZAR"
).split()
_PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?:%|per ?cent\b|Prozent\b)", re.IGNORECASE)
_ISO_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_DOTTED = re.compile(r"(?<![\w.,])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4})\b)?")
_SLASHED = re.compile(r"(?<![\w/])(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>\d{4})\b")


_FILLER = frozenset(
    "about above after again against almost along already although always another around because been before being"
    " below between could doing during either every first further having their theirs there these thing things those"
    " through under until very wanted where which while whole would yours myself himself herself aber andere einer"
    " eines einem einen haben hatte hatten keine konnte konnten meine meiner musste mussten nicht sein seine sehr"
    " sowie über unsere waren weil wenn werden wieder worden wurde wurden zwischen ihren ihrer diese dieser"
    " dieses".split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AmountMention:
    """An amount of money in the text; a symbol may stand for several currencies."""

    span: Span
    number: Decimal
    currencies: tuple[str, ...]

    def is_money(self, money: Money) -> bool:
        """Whether it names that amount."""
        return money.currency in self.currencies and money.decimal == self.number


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in the text; a missing year fits any. `swapped`: day and month may be the other way round."""

    span: Span
    day: int
    month: int
    year: int | None
    swapped: bool = False

    def is_date(self, other: date) -> bool:
        """Whether it names that date."""
        if self.year is not None and self.year != other.year:
            return False
        named = (self.month, self.day) == (other.month, other.day)
        return named or (self.swapped and (self.day, self.month) == (other.month, other.day))


def sentences(text: str) -> list[Span]:
    """The sentences of a text with their places; a line end ends one too, "Mr." and single letters do not."""
    found: list[Span] = []
    start = 0
    for end in [*_SENTENCE_END.finditer(text), None]:
        stop = len(text) if end is None else end.start()
        if (
            end is not None
            and "\n" not in end[0]
            and _goes_on(text[max(start, stop - 12) : stop], text[end.end() : end.end() + 4])
        ):
            continue
        piece = text[start:stop].strip()
        if piece:
            at = text.index(piece, start)
            found.append(Span(piece, at, at + len(piece)))
        start = len(text) if end is None else end.end()
    return found


def words(text: str) -> list[str]:
    """The words of a text in small letters, without numbers."""
    return [word.lower() for word in _WORD.findall(text)]


def amounts(text: str, currency_words: Mapping[str, str]) -> Iterator[AmountMention]:
    """The amounts of money; `currency_words` maps "euros" to "EUR"."""
    for match in _amount_pattern(tuple(sorted(currency_words))).finditer(text):
        unit = match["before"] or match["after"]
        currencies = _SYMBOLS.get(unit) or (currency_words.get(unit.lower(), unit.upper()),)
        yield AmountMention(_span(match), _number(match["number"] or match["number2"]), currencies)


def percentages(text: str) -> Iterator[tuple[Span, Decimal]]:
    """The percentages of a text."""
    for match in _PERCENT.finditer(text):
        yield _span(match), _number(match["number"])


def dates(text: str, months: Mapping[str, int]) -> Iterator[DateMention]:
    """The dates of a text: 2026-05-03, 3.5.2026, 03/05/2026, 3 May, May 3rd 2026, 3. Mai 2026."""
    for pattern in (_ISO_DATE, _DOTTED):
        for match in pattern.finditer(text):
            yield from _dated(match, match["day"], match["month"], match["year"])
    for match in _SLASHED.finditer(text):
        yield from _dated(match, match["one"], match["two"], match["year"], swapped=True)
    for match in _month_pattern(tuple(sorted(months))).finditer(text):
        month = months[(match["month"] or match["month2"]).lower()]
        yield from _dated(match, match["day"] or match["day2"], month, match["year"] or match["year2"])


def telling_words(text: str) -> tuple[str, ...]:
    """The words of a note that say something by themselves, each once: five letters or more, no filler.

    Makes terms (of an impact, of a failure) out of what somebody typed in a sentence.
    """
    return tuple(dict.fromkeys(word for word in words(text) if len(word) >= 5 and word not in _FILLER))


def has_term(text: str, term: str) -> bool:
    """Whether a term stands in the text as words of its own, in singular or plural."""
    return bool(term.strip()) and _term(term).search(text) is not None


def find_term(text: str, term: str) -> Span | None:
    """Where a term stands first."""
    match = _term(term).search(text) if term.strip() else None
    return _span(match) if match else None


def overlap(text: str, other: str, size: int = 5) -> float:
    """The share (0 to 1) of this text's runs of `size` words that stand in the other text too."""
    mine, theirs = _runs(text, size), _runs(other, size)
    return len(mine & theirs) / len(mine) if mine else 0.0


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop belongs to an abbreviation or to the day of a date ("am 3. Mai")."""
    ordinal = _ORDINAL.search(before) is not None and _MONTH_AFTER.match(after) is not None
    return ordinal or _ABBREVIATION.search(before) is not None


def _runs(text: str, size: int) -> set[tuple[str, ...]]:
    all_words = words(text)
    return {tuple(all_words[at : at + size]) for at in range(len(all_words) - size + 1)}


@lru_cache(maxsize=2048)
def _term(term: str) -> re.Pattern[str]:
    """Blanks match any space; a plural or genitive ending may follow."""
    spaced = r"\s+".join(re.escape(part) for part in term.split())
    return re.compile(rf"(?<!\w){spaced}(?:'s|e?s|e?n|e)?(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=16)
def _amount_pattern(currency_words: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join([*map(re.escape, sorted(currency_words, key=len, reverse=True)), *_CODES])
    return re.compile(
        rf"(?:(?P<before>[€£$¥]|\b(?:{'|'.join(_CODES)}))\s?(?P<number>{_NUMBER})(?![\w:]))"
        rf"|(?<![\w.,:])(?P<number2>{_NUMBER})\s?(?P<after>[€£$¥]|(?:{unit})(?!\w))",
        re.IGNORECASE,
    )


@lru_cache(maxsize=16)
def _month_pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    name = "|".join(sorted(months, key=len, reverse=True))
    year = r"(?:,?\s(?P<{}>\d{{4}})\b)?"
    return re.compile(
        rf"(?<![\w.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<month>{name})\b\.?"
        + year.format("year")
        + rf"|\b(?P<month2>{name})\b\.?\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
        + year.format("year2"),
        re.IGNORECASE,
    )


def _dated(
    match: re.Match[str], day: str, month: str | int, year: str | None, *, swapped: bool = False
) -> Iterator[DateMention]:
    if 1 <= int(day) <= 31 and (1 <= int(month) <= 12 or swapped):
        yield DateMention(_span(match), int(day), int(month), int(year) if year else None, swapped)


def _number(text: str) -> Decimal:
    """The last separator is the decimal one unless three digits follow it and no other kind came before."""
    compact = text.replace(" ", "").replace("'", "")
    last = max(compact.rfind("."), compact.rfind(","))
    if last < 0:
        return Decimal(compact)
    separator, tail = compact[last], compact[last + 1 :]
    whole = compact[:last].replace(".", "").replace(",", "")
    grouped = len(tail) == 3 and compact.count(separator) == sum(compact.count(mark) for mark in ".,")
    return Decimal(whole + tail) if grouped else Decimal(f"{whole}.{tail}")


def _span(match: re.Match[str]) -> Span:
    return Span(match[0], match.start(), match.end())
