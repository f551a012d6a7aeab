"""Student's t for means of few answers: its quantile, without a numeric library."""

from __future__ import annotations

import math

from amends.core.stats.rates import z_of

_STEPS = 200
_TINY = 1e-300
_PRECISION = 1e-14


def t_of(confidence: float, degrees: int) -> float:
    """The two-sided quantile of Student's t (2.262 for 0.95 and 9 degrees of freedom), to nine digits."""
    if degrees < 1:
        raise ValueError("an interval of a mean needs two answers")
    wanted = 1 - confidence
    low, high = z_of(confidence), z_of(confidence)
    while _two_sided(high, degrees) > wanted:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _two_sided(middle, degrees) > wanted else (low, middle)
    return (low + high) / 2


def _two_sided(t: float, degrees: int) -> float:
    """P(|T| > t) as the regularised incomplete beta function."""
    x = degrees / (degrees + t * t)
    return _incomplete_beta(degrees / 2, 0.5, x)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b) by the continued fraction, from the side on which it converges quickly."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method for the continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _nonzero(1 + term * d)
            c = _nonzero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _nonzero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
