"""The score of an apology (Lewicki's order) and, apart from it, its empathy (Roschk & Kaiser): never added up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from amends.core.apology.model import Component, Empathy
from amends.core.apology.reading import Reading, where_named
from amends.core.apology.wording import Span, has_term

WEIGHTS: Mapping[str, Decimal] = MappingProxyType(
    {
        "responsibility": Decimal("0.30"),
        "repair": Decimal("0.25"),
        "regret": Decimal("0.15"),
        "explanation": Decimal("0.15"),
        "forbearance": Decimal("0.15"),
    }
)
"""A design choice after Lewicki, Polin & Lount 2016: configuration to be tested, not truth. They sum to 1; a request
for forgiveness adds nothing."""

_VOUCHER_MARK = re.compile(r"\{voucher:[\w-]+\}")


def components(reading: Reading, weights: Mapping[str, Decimal] = WEIGHTS) -> tuple[Component, ...]:
    """Each part with its weight and the words it was found by."""
    lexicon = reading.lexicon
    found: dict[str, Span | None] = {
        "responsibility": next(iter(reading.responsibilities), None),
        "repair": reading.first(lexicon.repair) or reading.first(_VOUCHER_MARK) or _remedy(reading),
        "regret": next(iter(reading.regrets), None),
        "explanation": reading.first(lexicon.explanation),
        "forbearance": reading.first(lexicon.forbearance) or reading.first(lexicon.never_again),
    }
    return tuple(
        Component(name, weight, found_in.text if (found_in := found[name]) else "")
        for name, weight in weights.items()
    )


def _remedy(reading: Reading) -> Span | None:
    """The first approved remedy that the text names."""
    return next((found for r in reading.record.remedies if (found := where_named(reading, r))), None)


def total(parts: tuple[Component, ...]) -> Decimal:
    """The sum of the weights of what is there, 0 to 1."""
    return sum((part.weight for part in parts if part.is_present), Decimal(0))


def empathy(reading: Reading) -> Empathy:
    """Whether it names the impact on this customer, a feeling, and thanks for raising it."""
    return Empathy(
        any(has_term(reading.text, term) for term in reading.record.impact_terms),
        reading.first(reading.lexicon.feeling) is not None,
        reading.first(reading.lexicon.thanks_for_raising) is not None,
    )
