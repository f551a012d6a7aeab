"""The figures of a consistency report in words: what each is, what it says, and what it may not be taken for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amends.core.fairness.figures import Figure, Kind, Scale, Verdict
from amends.core.money import Money
from amends.entrypoints.common.wording import money_words, number_words

_BADGES = {
    Verdict.TOO_FEW: "",
    Verdict.ALIKE: "good",
    Verdict.DIFFERS: "late",
    Verdict.UNCLEAR: "soon",
    Verdict.STATED: "",
}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure as the page shows it; `place` leads to its cases, None where it has none."""

    title: str
    about: str
    value: str
    interval: str
    counted: str
    verdict: str
    badge: str
    notes: tuple[str, ...]
    place: int | None


def figure_line(place: int, figure: Figure, currency: str, name: str) -> FigureLine:
    """The figure at `place` of its report; `name` is the colleague it is about, if it is about one."""
    enough = figure.verdict is not Verdict.TOO_FEW
    return FigureLine(
        title=kind_words(figure.kind),
        about=name or _group(figure.subject),
        value=value_words(figure.value, figure.scale, currency) if enough else "",
        interval="" if figure.low is None or figure.high is None else _between(figure, currency),
        counted=_counted(figure),
        verdict=verdict_words(figure),
        badge=_BADGES[figure.verdict],
        notes=tuple(_notes(figure, currency)),
        place=place if figure.case_ids else None,
    )


def kind_words(kind: Kind) -> str:
    """What is measured, in one line."""
    return {
        Kind.NOISE: _("How far apart two colleagues are over like cases"),
        Kind.SPREAD: _("What the facts leave unexplained"),
        Kind.LEVEL: _("Of that: some colleagues give more than others"),
        Kind.PATTERN: _("Of that: some give more for some kinds of case"),
        Kind.OCCASION: _("Of that: the same colleague, now more and now less"),
        Kind.GROUP_OVERRIDES: _("How often the table is departed from"),
        Kind.OVERRIDES: _("How often somebody departs from the table"),
        Kind.AGENT_OVERRIDES: _("Departures of one colleague"),
        Kind.PREMIUM: _("What going up adds for equal cases"),
        Kind.GRANTED: _("Odds of being given anything, for equal facts"),
        Kind.AMOUNT: _("Difference in amount, for equal facts"),
    }[kind]


def verdict_words(figure: Figure) -> str:
    """What may be said, in one plain sentence."""
    if figure.verdict is Verdict.TOO_FEW:
        return _("Too few to say anything.")
    said = {
        (Kind.NOISE, Verdict.ALIKE): _("Like cases are treated alike."),
        (Kind.NOISE, Verdict.DIFFERS): _("What a customer gets depends on who decides."),
        (Kind.AGENT_OVERRIDES, Verdict.ALIKE): _("Within what is usual here."),
        (Kind.AGENT_OVERRIDES, Verdict.DIFFERS): _(
            "Outside of what is usual here. Ask why before you judge."
        ),
        (Kind.PREMIUM, Verdict.ALIKE): _("Going up adds next to nothing."),
        (Kind.PREMIUM, Verdict.DIFFERS): _("Who goes up gets more for the same facts."),
        (Kind.GRANTED, Verdict.DIFFERS): _("The group is treated differently for equal facts."),
        (Kind.AMOUNT, Verdict.ALIKE): _("No difference that matters: it is surely smaller than the bound."),
        (Kind.AMOUNT, Verdict.DIFFERS): _("The group gets another amount for equal facts."),
    }
    usual = {
        Verdict.UNCLEAR: _("The data do not say. That is no proof that all is well."),
        Verdict.STATED: _("Stated, not judged."),
    }
    return said.get((figure.kind, figure.verdict)) or usual[figure.verdict]


def value_words(value: float | None, scale: Scale, currency: str) -> str:
    """A value as the reader writes it."""
    if value is None:
        return ""
    if scale is Scale.SHARE:
        return _("%(number)s %%") % {"number": number_words(round(100 * value, 1))}
    if scale is Scale.MONEY:
        return money_words(Money(round(value), currency))
    return number_words(round(value, 2))


def _between(figure: Figure, currency: str) -> str:
    low, high = (value_words(each, figure.scale, currency) for each in (figure.low, figure.high))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _counted(figure: Figure) -> str:
    counts = {
        "pairs": _("%(n)s pairs of like cases"),
        "cases": _("%(n)s cases"),
    }
    words = counts[figure.counted] % {"n": number_words(figure.n)}
    if figure.kind is Kind.GRANTED:
        return _("%(counted)s; five of each kind expected are needed") % {"counted": words}
    if figure.kind is Kind.AMOUNT:
        return _("%(counted)s; %(least)s in each group are needed") % {
            "counted": words,
            "least": figure.minimum,
        }
    return _("%(counted)s; %(least)s are needed") % {"counted": words, "least": figure.minimum}


def _group(subject: str) -> str:
    name, _equals, value = subject.partition("=")
    return _("%(name)s: %(value)s, beside the others") % {"name": name, "value": value} if value else ""


def _notes(figure: Figure, currency: str) -> list[str]:
    more, notes = figure.more, []
    if "keys" in more and figure.n:
        notes.append(_("From %(keys)s kinds of case.") % {"keys": number_words(more["keys"])})
    if figure.kind is Kind.NOISE:
        notes.append(_("People expect 10 % of themselves; two underwriters of an audit were 55 % apart."))
    if "limit_high" in more:
        low, high = (value_words(more[name], Scale.SHARE, currency) for name in ("limit_low", "limit_high"))
        notes.append(_("Usual here for so many cases: %(low)s to %(high)s.") % {"low": low, "high": high})
    if "others" in more:
        others = value_words(more["others"], Scale.SHARE, currency)
        count = number_words(more["others_cases"])
        notes.append(_("For the others: %(share)s of %(n)s cases.") % {"share": others, "n": count})
    if figure.kind in (Kind.LEVEL, Kind.PATTERN, Kind.OCCASION):
        factor = number_words(round(math.exp(figure.value or 0.0), 2))
        notes.append(_("One step of it is a factor of %(factor)s.") % {"factor": factor})
    if "first" in more:
        first = value_words(more["first"], Scale.MONEY, currency)
        notes.append(_("Equal cases were first offered %(first)s on average.") % {"first": first})
    if "raw" in more:
        notes.append(_("Without looking at facts: %(raw)s.") % {"raw": number_words(round(more["raw"], 2))})
    if more.get("homogeneity_p", 1.0) < 0.05:
        notes.append(_("It is not the same for all kinds of case: look at them one by one."))
    if "bound" in more:
        bound = value_words(more["bound"], Scale.MONEY, currency)
        notes.append(_("Below %(bound)s it was said beforehand not to matter.") % {"bound": bound})
    if more.get("left_out"):
        count = number_words(more["left_out"])
        notes.append(_("%(count)s colleagues with fewer than ten cases are not named.") % {"count": count})
    return notes
