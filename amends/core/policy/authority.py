"""Do gestures and tables fit together: has each a band, a budget, and somebody to say yes when it grows large?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from math import prod

from amends.core.policy.amounts import (
    AmountForm,
    Dated,
    Fixed,
    GreatestOf,
    LeastOf,
    Named,
    OpenAmount,
    PercentOf,
    RatePer,
    Rounded,
    Term,
    TotalOf,
)
from amends.core.policy.grid import rows_of
from amends.core.policy.guard import WEIGHTS
from amends.core.policy.model import BAND, BANDS, GUARD, GestureDefinition, PolicyDocument, Table
from amends.core.policy.reach import TooManyCases, domain, is_relative, reachable, words_of
from amends.core.policy.values import FactValue
from amends.core.policy.weakness import Weakness, Weight
from amends.core.text import gettext_noop


def check_gestures(document: PolicyDocument) -> Iterator[Weakness]:
    """What the gestures of `document` promise that its bands and amounts cannot keep."""
    table = document.table(BAND)
    bands = {str(rule.outputs[0]) for rule in table.rules} if table else set(BANDS)
    if document.gestures and table is None and any(gesture.bands for gesture in document.gestures):
        message = gettext_noop(
            "Gestures name bands, and there is no table that decides the band. Add the table band."
        )
        yield Weakness("no_band_table", Weight.ERROR, message)
    for gesture in document.gestures:
        if gesture.bands and not bands & set(gesture.bands):
            message = gettext_noop(
                "“%(gesture)s” fits only %(bands)s, and no row of the table band leads there."
            )
            params = {"gesture": gesture.name, "bands": ", ".join(gesture.bands)}
            yield Weakness("never_fits", Weight.ERROR, message, gesture=gesture.code, params=params)
        if gesture.amount is not None and not gesture.budget:
            message = gettext_noop("“%(gesture)s” is worth money, and no budget carries it.")
            yield Weakness(
                "no_budget", Weight.WARNING, message, gesture=gesture.code, params={"gesture": gesture.name}
            )
    for band in sorted(bands - {"G0"}):
        if document.gestures and not any(
            not gesture.bands or band in gesture.bands for gesture in document.gestures
        ):
            message = gettext_noop("The table band leads to %(band)s, and no gesture fits there.")
            yield Weakness("empty_band", Weight.WARNING, message, table=BAND, params={"band": band})


def check_authority(document: PolicyDocument) -> Iterator[Weakness]:
    """A gesture without an upper end that nobody has to approve, and one that the guard always declines."""
    guard = document.table(GUARD)
    if guard is None:
        if document.gestures:
            message = gettext_noop("There is no table guard: everybody may give everything in the list.")
            yield Weakness("no_guard", Weight.WARNING, message)
        return
    if is_relative(guard):
        return
    for gesture in document.gestures:
        fixed: dict[str, FactValue] = {
            "gesture": gesture.code,
            "gesture_type": gesture.type.value,
            "gesture_form": gesture.form.value,
            "gesture_band": gesture.lowest_band,
        }
        try:
            highest = reachable(document, guard, fixed=fixed, last=("amount", "case_total", "true_cost"))
            every = reachable(document, guard, fixed=fixed)
        except TooManyCases:
            return
        free = next((path for mask, path in highest.items() if mask and strictest(guard, mask) == 0), None)
        if free is not None and gesture.amount is not None and upper_end(gesture.amount, document) is None:
            message = gettext_noop("“%(gesture)s” has no upper end, and nobody has to say yes for: %(case)s.")
            params = {"gesture": gesture.name, "case": words_of(guard, free)}
            yield Weakness(
                "authority_hole", Weight.ERROR, message, GUARD, gesture=gesture.code, params=params
            )
        if all(mask and strictest(guard, mask) == WEIGHTS["decline"] for mask in every):
            yield _never_given(gesture)


def strictest(guard: Table, mask: int) -> int:
    """The weight (core.policy.guard) of the most restrictive answer among the rows that hit."""
    return max(WEIGHTS[str(guard.rules[row - 1].outputs[0])] for row in rows_of(mask))


def _never_given(gesture: GestureDefinition) -> Weakness:
    message = gettext_noop("The table guard always declines “%(gesture)s”.")
    return Weakness(
        "always_declined",
        Weight.ERROR,
        message,
        GUARD,
        gesture=gesture.code,
        params={"gesture": gesture.name},
    )


def upper_end(form: AmountForm, document: PolicyDocument) -> Decimal | None:
    """The most that a form can come to whatever the facts; None when it has no end."""
    match form:
        case Fixed(amount):
            return _highest(amount, document)
        case PercentOf(percent, of):
            share = _highest(percent, document)
            whole = _highest(of, document) if isinstance(of, str) else upper_end(of, document)
            return None if share is None or whole is None else share * whole / 100
        case RatePer():
            return _highest_rate(form, document)
        case LeastOf(forms):
            ends = [end for end in (upper_end(inner, document) for inner in forms) if end is not None]
            return min(ends, default=None)
        case GreatestOf(forms) | TotalOf(forms):
            every = [upper_end(inner, document) for inner in forms]
            known = [end for end in every if end is not None]
            if len(known) < len(every):
                return None
            return max(known) if isinstance(form, GreatestOf) else sum(known, Decimal(0))
        case OpenAmount(_, most):
            return upper_end(most, document)
        case Rounded(inner, step):
            end = upper_end(inner, document)
            return None if end is None else end + step
        case Dated(_, versions):
            return upper_end(GreatestOf(tuple(version for _, version in versions)), document)
        case Named(name):
            return upper_end(document.amounts[name], document)
    return None


def _highest_rate(form: RatePer, document: PolicyDocument) -> Decimal | None:
    """The rate times the most units that the form or the declared facts allow."""
    first, *further = form.counts
    units = form.most
    if isinstance(form.unit, Decimal) and units is None:
        most = _highest(first, document)
        units = (
            None
            if most is None
            else max(Decimal(0), most / form.unit - form.grace).to_integral_value(ROUND_CEILING)
        )
    factors = [_highest(form.rate, document), units, *(_highest(name, document) for name in further)]
    known = [factor for factor in factors if factor is not None]
    return prod(known, start=Decimal(1)) if len(known) == len(factors) else None


def _highest(term: Term, document: PolicyDocument) -> Decimal | None:
    """The highest value a term can have: written out, declared for a fact, or among a table's outputs."""
    if isinstance(term, Decimal):
        return term
    allowed = domain(document, document.tables[0], term) if document.tables else document.declared[term]
    numbers = [value for value in allowed.choices if isinstance(value, Decimal)]
    return max(numbers) if numbers and allowed.most is None else allowed.most


def lower_end(form: AmountForm, document: PolicyDocument) -> Decimal:
    """What a form comes to at least whatever the facts; 0 where no more than that is known."""
    match form:
        case Fixed(amount):
            return _lowest(amount, document)
        case PercentOf(percent, of):
            whole = _lowest(of, document) if isinstance(of, str) else lower_end(of, document)
            return _lowest(percent, document) * whole / 100
        case LeastOf(forms):
            return min(lower_end(inner, document) for inner in forms)
        case GreatestOf(forms):
            return max(lower_end(inner, document) for inner in forms)
        case TotalOf(forms):
            return sum((lower_end(inner, document) for inner in forms), Decimal(0))
        case OpenAmount(least, _):
            return lower_end(least, document)
        case Rounded(inner, step):
            return max(Decimal(0), lower_end(inner, document) - step)
        case Dated(_, versions):
            return min(lower_end(version, document) for _, version in versions)
        case Named(name):
            return lower_end(document.amounts[name], document)
    return Decimal(0)


def _lowest(term: Term, document: PolicyDocument) -> Decimal:
    """The lowest value a term can have: written out, or declared for a fact; never below 0."""
    if isinstance(term, Decimal):
        return term
    allowed = domain(document, document.tables[0], term) if document.tables else document.declared[term]
    numbers = [value for value in allowed.choices if isinstance(value, Decimal)]
    least = min(numbers) if numbers and allowed.least is None else allowed.least
    return max(Decimal(0), least or Decimal(0))
