"""CSAT, CES and NPS: exact scale, formula, number of answers and interval, every time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.core.refusal import Kind, Refusal
from amends.core.stats.rates import Interval, Rate, wilson, z_of
from amends.core.stats.student import t_of
from amends.core.text import gettext_noop

RANK_FROM = 30
"""People and places are never ranked on fewer answers."""


class AnswerOffScale(Refusal):
    """An answer that its scale does not have."""

    code = "answer_off_scale"
    kind = Kind.INVALID
    message = gettext_noop("Choose a whole number from %(least)s to %(most)s.")


class CesVersion(StrEnum):
    """Two scales that run in opposite directions: never pooled."""

    V1 = "1.0"  # "How much effort did you personally have to put forth?", 1 to 5, low is good
    V2 = "2.0"  # "... made it easy for me to handle my issue", 1 to 7, high is good


@dataclass(frozen=True, slots=True)
class Csat:
    """Satisfied or very satisfied (4 or 5 of 1 to 5), in percent of the answers, with its Wilson interval."""

    rate: Rate
    value: float | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class Ces:
    """The mean of one version's scale with its t interval (None below two answers), and the share on the easy side."""

    version: CesVersion
    n: int
    mean: float | None
    mean_interval: Interval | None
    easy: Rate


@dataclass(frozen=True, slots=True)
class Nps:
    """100 (promoters - detractors) / n, from -100 to 100; None while there is no answer.

    `standard_error` is in points. `interval` is the adjusted Wald of Rocks 2016 (three answers added, 3/4 of one
    to each end); `wald` is the plain one, for comparison.
    """

    promoters: int
    passives: int
    detractors: int
    value: float | None
    standard_error: float
    interval: Interval
    wald: Interval

    @property
    def n(self) -> int:
        """The number of answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def is_rankable(self) -> bool:
        """Whether there are enough answers to stand in a list by rank."""
        return self.n >= RANK_FROM


def csat(answers: Iterable[int], confidence: float = 0.95) -> Csat:
    """Raises `AnswerOffScale` for an answer outside 1 to 5."""
    checked = [_on_scale(answer, 1, 5) for answer in answers]
    rate = wilson(sum(answer >= 4 for answer in checked), len(checked), confidence)
    share = rate.share
    percent = Interval(100 * rate.interval.low, 100 * rate.interval.high)
    return Csat(rate, None if share is None else 100 * share, percent)


def ces(answers: Iterable[int], version: CesVersion, confidence: float = 0.95) -> Ces:
    """One version only; raises `AnswerOffScale`. Easy is 5 to 7 in version 2.0 and 1 to 2 in version 1.0."""
    most = 7 if version is CesVersion.V2 else 5
    checked = [_on_scale(answer, 1, most) for answer in answers]
    easy = sum(answer >= 5 if version is CesVersion.V2 else answer <= 2 for answer in checked)
    mean = math.fsum(checked) / len(checked) if checked else None
    return Ces(
        version,
        len(checked),
        mean,
        _mean_interval(checked, confidence, 1, most),
        wilson(easy, len(checked), confidence),
    )


def nps(answers: Iterable[int], confidence: float = 0.95) -> Nps:
    """From answers of 0 to 10: promoters 9 and 10, passives 7 and 8, detractors 0 to 6. `AnswerOffScale`."""
    checked = [_on_scale(answer, 0, 10) for answer in answers]
    promoters = sum(answer >= 9 for answer in checked)
    detractors = sum(answer <= 6 for answer in checked)
    return nps_of_counts(promoters, len(checked) - promoters - detractors, detractors, confidence)


def nps_of_counts(promoters: int, passives: int, detractors: int, confidence: float = 0.95) -> Nps:
    """The same from counts."""
    n = promoters + passives + detractors
    z = z_of(confidence)
    adjusted = _around(promoters + 0.75, detractors + 0.75, n + 3, z)
    if n == 0:
        return Nps(0, 0, 0, None, 0.0, Interval(-100.0, 100.0), Interval(-100.0, 100.0))
    value = 100 * (promoters - detractors) / n
    error = _error(promoters, detractors, n)
    return Nps(
        promoters,
        passives,
        detractors,
        value,
        error,
        adjusted,
        Interval(max(-100.0, value - z * error), min(100.0, value + z * error)),
    )


def nps_difference(one: Nps, two: Nps, confidence: float = 0.95) -> tuple[float, Interval]:
    """one - two in points, of independent groups: their variances add. Both need answers."""
    if one.value is None or two.value is None:
        raise ValueError("a difference needs answers on both sides")
    gap = one.value - two.value
    half = z_of(confidence) * math.hypot(one.standard_error, two.standard_error)
    return gap, Interval(max(-200.0, gap - half), min(200.0, gap + half))


def _error(promoters: float, detractors: float, n: float) -> float:
    """The standard error in points; the variance of -1, 0, 1 is p + d - (p - d)^2."""
    p, d = promoters / n, detractors / n
    return 100 * math.sqrt((p + d - (p - d) ** 2) / n)


def _around(promoters: float, detractors: float, n: float, z: float) -> Interval:
    value, half = 100 * (promoters - detractors) / n, z * _error(promoters, detractors, n)
    return Interval(max(-100.0, value - half), min(100.0, value + half))


def _mean_interval(values: Sequence[int], confidence: float, least: int, most: int) -> Interval | None:
    """Student's interval of a mean, cut to the scale; None below two answers."""
    n = len(values)
    if n < 2:
        return None
    mean = math.fsum(values) / n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    half = t_of(confidence, n - 1) * math.sqrt(variance / n)
    return Interval(max(float(least), mean - half), min(float(most), mean + half))


def _on_scale(answer: int, least: int, most: int) -> int:
    if isinstance(answer, bool) or not least <= answer <= most:
        raise AnswerOffScale(field="answer", least=least, most=most)
    return answer
