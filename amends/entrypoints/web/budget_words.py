"""What is to come of a budget, in sentences: the day it ends, and whether the last days are treated like the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amends.core.ledger.evenness import Evenness, Part
from amends.core.ledger.forecast import LEARNS_FROM_DAYS, Forecast
from amends.core.money import Money
from amends.entrypoints.common.wording import when_words


@dataclass(frozen=True, slots=True)
class PartShown:
    """One fifth of a period: the mean gesture between two bounds, None with too few gestures to say."""

    number: int
    count: int
    mean: Money | None
    low: Money | None
    high: Money | None


def forecast_words(forecast: Forecast, now: datetime) -> str:
    """The day it ends, with the days between which it most likely lies."""
    if not forecast.is_known and forecast.day is None:
        return _("Too early to say: it takes %(days)s whole days.") % {"days": LEARNS_FROM_DAYS}
    if forecast.day is None and forecast.earliest is None:
        return _("It lasts.")
    earliest = "" if forecast.earliest is None else when_words(forecast.earliest, now=now)
    if forecast.day is None:
        return _("It most likely lasts; at the earliest it is used up %(earliest)s.") % {"earliest": earliest}
    day = when_words(forecast.day, now=now)
    if forecast.earliest == forecast.latest == forecast.day:
        return _("Used up %(day)s.") % {"day": day}
    if forecast.latest is None:
        return _("Used up %(day)s, at the earliest %(earliest)s; it may also last.") % {
            "day": day,
            "earliest": earliest,
        }
    return _("Used up %(day)s, most likely between %(earliest)s and %(latest)s.") % {
        "day": day,
        "earliest": earliest,
        "latest": when_words(forecast.latest, now=now),
    }


def evenness_words(found: Evenness) -> str:
    """Whether the last fifth of a period gives less than the rest, as far as can be told."""
    if found.difference is None or found.low is None or found.high is None:
        return _("There are too few gestures yet to compare the end of a period with the rest of it.")
    numbers = {
        "difference": f"{found.difference:+.0f}",
        "low": f"{found.low:+.0f}",
        "high": f"{found.high:+.0f}",
    }
    if found.is_meaner:
        return (
            _(
                "In the last fifth of a period less is given: %(difference)s %% (%(low)s to %(high)s). "
                "A cap that runs low must not be felt by whoever comes last."
            )
            % numbers
        )
    return (
        _("The end of a period gives what the rest of it gives: %(difference)s %% (%(low)s to %(high)s).")
        % numbers
    )


def parts_shown(found: Evenness, currency: str) -> tuple[PartShown, ...]:
    """The parts with their money."""
    return tuple(_part(part, currency) for part in found.parts)


def _part(part: Part, currency: str) -> PartShown:
    def money(minor: float | None) -> Money | None:
        return None if minor is None else Money(max(0, round(minor)), currency)

    return PartShown(part.number, part.count, money(part.mean), money(part.low), money(part.high))
