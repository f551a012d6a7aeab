"""The passages that external rules want in a final response. The user judges whether a rule applies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amends.core.apology.model import RightsText
from amends.core.text import gettext_noop

RIGHTS: Mapping[str, tuple[RightsText, ...]] = MappingProxyType(
    {
        # DISP 1.6.2: the right to refer to the ombudsman, and the six months for it
        "uk_fca_disp": (
            RightsText(
                gettext_noop("the Financial Ombudsman Service and the six months to go there"),
                (
                    ("Financial Ombudsman Service", "Financial Ombudsman"),
                    ("six months", "6 months", "within six months", "within 6 months"),
                ),
            ),
        ),
        # Ofcom: the letter says which dispute resolution scheme the customer may go to
        "uk_ofcom": (
            RightsText(
                gettext_noop("the dispute resolution scheme they may go to"),
                (
                    (
                        "alternative dispute resolution",
                        "ADR",
                        "Communications Ombudsman",
                        "Communication Ombudsman",
                    ),
                ),
            ),
        ),
    }
)


def rights_of(preset: str) -> tuple[RightsText, ...]:
    """What the final response has to carry under a preset; nothing for presets without such a rule."""
    return RIGHTS.get(preset, ())
