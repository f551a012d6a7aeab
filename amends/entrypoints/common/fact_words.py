"""The words for values of the policy's facts that every policy has; others are said as the policy writes them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amends.entrypoints.common.wording import number_words


def fact_words(name: str, value: object) -> str:
    """A value of the fact `name` as people say it: yes and no, numbers with the reader's separators, known choices."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number_words(value)
    known = _KNOWN.get(name)
    return str(value).replace("_", " ") if known is None else known().get(str(value), str(value))


def _harm() -> dict[str, str]:
    return {
        "none": _("none"),
        "inconvenience": _("inconvenience"),
        "financial": _("a loss of money"),
        "distress": _("distress"),
        "safety": _("somebody was in danger"),
    }


def _locus() -> dict[str, str]:
    return {
        "firm": _("us"),
        "shared": _("us and others"),
        "external": _("something outside"),
        "customer": _("the customer"),
        "unknown": _("not known yet"),
    }


def _taken() -> dict[str, str]:
    return {
        "accepted": _("yes"),
        "rejected": _("no"),
        "na": _("does not apply"),
    }


def _criticality() -> dict[str, str]:
    return {"low": _("everyday"), "medium": _("it mattered"), "high": _("it mattered much")}


def _lost() -> dict[str, str]:
    return {
        "monetary": _("money"),
        "goods": _("goods"),
        "service": _("what was ordered"),
        "attention": _("attention"),
    }


_KNOWN = {
    "harm_class": _harm,
    "locus": _locus,
    "service": _taken,
    "criticality": _criticality,
    "lost_resource": _lost,
}
