"""What a letter has to tell of the offers of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amends.core.message.record import Remedy


@dataclass(frozen=True, slots=True)
class ToldOffer:
    """One offer: owed, waiting for the customer's choice until `expires_at`, or theirs already."""

    is_owed: bool
    waits: bool
    expires_at: datetime | None
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is owed, what is given or offered, whether the customer has to choose, and until when."""

    owed: tuple[Remedy, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    choices: bool = False
    choose_until_at: datetime | None = None


def told_of(offers: Iterable[ToldOffer]) -> Told:
    """All offers together, in the order they were made."""
    known = tuple(offers)
    ends = [offer.expires_at for offer in known if offer.waits and offer.expires_at is not None]
    return Told(
        owed=tuple(remedy for offer in known if offer.is_owed for remedy in offer.remedies),
        remedies=tuple(remedy for offer in known if not offer.is_owed for remedy in offer.remedies),
        choices=any(offer.waits for offer in known),
        choose_until_at=min(ends, default=None),
    )
