"""How much: typed forms of an amount, worked out from facts to the cent. They are data, not an expression
language.

A number in a form (`Term`) is written out, or is the name of a number fact, which may come from an earlier
table: that is how a percentage chosen by a table reaches an amount. Arithmetic is decimal and exact; money is
rounded once, at the end, half a cent away from zero unless the form says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import TypeAlias

from amends.core.money import Money
from amends.core.policy.values import Facts

Term: TypeAlias = Decimal | str
AmountForm: TypeAlias = (
    "Fixed | PercentOf | RatePer | LeastOf | GreatestOf | TotalOf | Rounded | Dated | Named | OpenAmount"
)

ROUNDINGS = {
    "up": ROUND_CEILING,
    "down": ROUND_FLOOR,
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
}


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always this much, in major units."""

    amount: Term


@dataclass(frozen=True, slots=True)
class PercentOf:
    """So many percent of a money fact, or of another form (50 % of a statutory amount)."""

    percent: Term
    of: str | AmountForm


@dataclass(frozen=True, slots=True)
class RatePer:
    """`rate` for each unit of the first count, times the further counts (per hour of delay and passenger).

    From the first count `grace` units are taken away; what is left is divided by `unit` (a duration for a
    duration fact), made `whole` ("down": only full units count; "up": begun units count; "no": parts count),
    and held at `most` units.
    """

    rate: Term
    counts: tuple[str, ...]
    grace: Decimal = Decimal(0)
    unit: Decimal | timedelta = Decimal(1)
    whole: str = "no"
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LeastOf:
    """The smallest of several."""

    forms: tuple[AmountForm, ...]


@dataclass(frozen=True, slots=True)
class GreatestOf:
    """The largest of several."""

    forms: tuple[AmountForm, ...]


@dataclass(frozen=True, slots=True)
class TotalOf:
    """Several added up (a first sum and a rate for each further day)."""

    forms: tuple[AmountForm, ...]


@dataclass(frozen=True, slots=True)
class Rounded:
    """Rounded to a multiple of `step` major units; `way` is a key of `ROUNDINGS`."""

    form: AmountForm
    step: Decimal
    way: str


@dataclass(frozen=True, slots=True)
class Dated:
    """The version in force on the day of the failure (`by`, a date fact): the last that begins on it or
    before.
    """

    by: str
    versions: tuple[tuple[date | None, AmountForm], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """An amount declared once in the document and used by name."""

    name: str


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """A person names the amount, between `least` and `most`; `usual` is what the page suggests."""

    least: AmountForm
    most: AmountForm
    usual: AmountForm | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount worked out, or None with the names of the facts that are missing for it."""

    amount: Money | None
    missing: tuple[str, ...] = ()


NamedAmounts = Mapping[str, AmountForm]
# Wide enough that no product of plain numbers is ever rounded.
_EXACT = Context(prec=120)


def work_out(form: AmountForm, facts: Facts, currency: str, named: NamedAmounts) -> Worked:
    """The amount of `form` for these facts. Never an error: a missing fact is named in the answer instead."""
    if isinstance(form, OpenAmount):
        raise TypeError("an open amount is named by a person")
    missing: list[str] = []
    with localcontext(_EXACT):
        amount = _value(form, facts, named, missing)
        if amount is None or missing:
            return Worked(None, tuple(dict.fromkeys(missing)))
        return Worked(Money.from_decimal(amount, currency))


def facts_of(form: AmountForm, named: NamedAmounts) -> frozenset[str]:
    """The names of all facts that the amount rests on."""
    match form:
        case Fixed(amount):
            return _term_facts(amount)
        case PercentOf(percent, of):
            return _term_facts(percent) | ({of} if isinstance(of, str) else facts_of(of, named))
        case RatePer():
            return _term_facts(form.rate) | frozenset(form.counts)
        case Dated(by, versions):
            return frozenset({by}).union(*(facts_of(version, named) for _, version in versions))
        case Named(name):
            return facts_of(named[name], named) if name in named else frozenset()
        case Rounded(inner):
            return facts_of(inner, named)
        case OpenAmount(least, most, usual):
            return frozenset().union(
                *(facts_of(end, named) for end in (least, most, usual) if end is not None)
            )
    return frozenset().union(*(facts_of(inner, named) for inner in form.forms))


def _term_facts(term: Term) -> frozenset[str]:
    return frozenset({term}) if isinstance(term, str) else frozenset()


def _value(form: AmountForm, facts: Facts, named: NamedAmounts, missing: list[str]) -> Decimal | None:
    match form:
        case Fixed(amount):
            return _number(amount, facts, missing)
        case PercentOf(percent, of):
            base = _number(of, facts, missing) if isinstance(of, str) else _value(of, facts, named, missing)
            share = _number(percent, facts, missing)
            return None if base is None or share is None else base * share.scaleb(-2)
        case RatePer():
            return _rate(form, facts, missing)
        case Rounded(inner, step, way):
            value = _value(inner, facts, named, missing)
            return None if value is None else (value / step).to_integral_value(ROUNDINGS[way]) * step
        case Dated(by, versions):
            day = facts.get(by)
            in_force = [
                v for since, v in versions if since is None or (isinstance(day, date) and since <= day)
            ]
            if not isinstance(day, date) or not in_force:
                missing.append(by)
                return None
            return _value(in_force[-1], facts, named, missing)
        case Named(name):
            return _value(named[name], facts, named, missing)
        case OpenAmount():
            raise TypeError("an open amount stands alone")
    values = [_value(inner, facts, named, missing) for inner in form.forms]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    match form:
        case LeastOf():
            return min(known)
        case GreatestOf():
            return max(known)
    return sum(known, Decimal(0))


def _rate(form: RatePer, facts: Facts, missing: list[str]) -> Decimal | None:
    rate = _number(form.rate, facts, missing)
    units = _units(form, facts, missing)
    further = [_number(name, facts, missing) for name in form.counts[1:]]
    if rate is None or units is None or any(count is None for count in further):
        return None
    for count in further:
        units *= count or Decimal(0)
    return rate * units


def _units(form: RatePer, facts: Facts, missing: list[str]) -> Decimal | None:
    count = facts.get(form.counts[0])
    unit = form.unit
    if isinstance(count, timedelta) and isinstance(unit, timedelta):
        units = Decimal(count // timedelta(seconds=1)) / Decimal(unit // timedelta(seconds=1))
    elif isinstance(count, Decimal) and isinstance(unit, Decimal):
        units = count / unit
    else:
        missing.append(form.counts[0])
        return None
    units = max(Decimal(0), units - form.grace)
    if form.whole != "no":
        units = units.to_integral_value(ROUNDINGS[form.whole])
    return units if form.most is None else min(units, form.most)


def _number(term: Term, facts: Facts, missing: list[str]) -> Decimal | None:
    if isinstance(term, Decimal):
        return term
    value = facts.get(term)
    if isinstance(value, Decimal):
        return value
    missing.append(term)
    return None
