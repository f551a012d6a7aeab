"""How an amount, a moment and a due date are said to a person: pure, by the active language and time zone.

`now` is always handed in, so a page says the same thing however long it took to render, and a test needs no
clock.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, to_locale

from amends.core.money import Money

DueState = Literal["late", "soon", "ok"]

SOON = timedelta(hours=1)
"""A due time nearer than this is called soon: one hour is what a desk can still act on within a shift."""

_ENGLISH = Locale("en", "GB")
# CLDR parts a currency of letters from its digits (currencySpacing); Babel leaves that to us.
_LETTER_MEETS_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def active_locale() -> Locale:
    """The CLDR locale of the active language; plain English writes "14:02" and "3 May", as our own texts do."""
    return _locale(get_language() or "en")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return _ENGLISH if language == "en" else Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return _ENGLISH


def language_words(tag: str) -> str:
    """The language of a tag ("de-AT") by its name in the reader's; an unknown tag as it is."""
    try:
        name = Locale.parse(tag, sep="-").get_language_name(active_locale())
    except (UnknownLocaleError, ValueError):
        name = None
    return name or tag


def money_words(amount: Money) -> str:
    """An amount with its currency in the reader's own writing ("€12.50", "12,50 €", "CHF 12.50")."""
    written = format_currency(amount.decimal, amount.currency, locale=active_locale())
    return _LETTER_MEETS_DIGIT.sub("\N{NO-BREAK SPACE}", written)


def number_words(value: float) -> str:
    """A plain number with the reader's own separators."""
    return format_decimal(value, locale=active_locale())


def day_words(day: date, *, today: date) -> str:
    """A day as a person says it: today, tomorrow, yesterday, a weekday within six days, else day, month (and
    year).
    """
    distance = (day - today).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if distance in near:
        return near[distance]
    locale = active_locale()
    if abs(distance) < 7:
        return format_date(day, "EEE", locale=locale)
    return format_skeleton("MMMd" if day.year == today.year else "yMMMd", day, locale=locale)


def when_words(at: datetime | date, *, now: datetime) -> str:
    """A moment in the reader's zone: the time alone when it is today, else the day before it ("tomorrow
    06:00").

    A date without a time gives the day alone.
    """
    zone = timezone.get_current_timezone()
    today = now.astimezone(zone).date()
    if not isinstance(at, datetime):
        return day_words(at, today=today)
    local = at.astimezone(zone)
    clock = format_time(local, "short", tzinfo=zone, locale=active_locale())
    if local.date() == today:
        return clock
    return gettext("%(day)s %(time)s") % {"day": day_words(local.date(), today=today), "time": clock}


def moment_words(at: datetime) -> str:
    """A moment with its year, for a sentence that may be read on another day ("12 May 2026, 14:02")."""
    zone = timezone.get_current_timezone()
    clock = format_time(at, "short", tzinfo=zone, locale=active_locale())
    return f"{format_date(at.astimezone(zone), 'medium', locale=active_locale())}, {clock}"


def full_words(at: datetime | date) -> str:
    """The whole of a moment, with weekday, year and zone, for titles and print."""
    if not isinstance(at, datetime):
        return format_date(at, "full", locale=active_locale())
    return _full(at, timezone.get_current_timezone(), active_locale())


@lru_cache(maxsize=2048)
def _full(at: datetime, zone: tzinfo, locale: Locale) -> str:
    """Kept, because a page says dozens of them and the next one says most of them again."""
    return format_datetime(at, "full", tzinfo=zone, locale=locale)


def span_words(span: timedelta) -> str:
    """A length of time in its one or two largest units ("20 min", "2 h 20 min", "3 days"), rounded down,
    unbroken.
    """
    return _span(span).replace(" ", "\N{NO-BREAK SPACE}")


def _span(span: timedelta) -> str:
    """The same with plain spaces, as translators write them."""
    if span < _HOUR:
        return gettext("%(count)d min") % {"count": span // _MINUTE}
    if span < 2 * _DAY:
        hours, minutes = span // _HOUR, (span % _HOUR) // _MINUTE
        if minutes and hours < 10:
            return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
        return gettext("%(count)d h") % {"count": hours}
    days = span // _DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def due_words(due_at: datetime | None, *, now: datetime) -> str:
    """How late or how soon, in words: "late by 20 min", "in 2 h", "now"; no due time says so."""
    if due_at is None:
        return gettext("no due time")
    left = due_at - now
    if abs(left) < _MINUTE:
        return gettext("now")
    if left < timedelta(0):
        return gettext("late by %(span)s") % {"span": span_words(-left)}
    return gettext("in %(span)s") % {"span": span_words(left)}


def due_state(due_at: datetime | None, *, now: datetime, soon: timedelta = SOON) -> DueState:
    """Which rail a due time gets: late once it has passed, soon within `soon`, else ok."""
    if due_at is None:
        return "ok"
    if due_at < now:
        return "late"
    return "soon" if due_at - now <= soon else "ok"
