"""Who writes to whom about what: everything a letter about one case needs, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from amends.core.case.standing import Finding
from amends.core.message.record import LetterRecord
from amends.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a message about a case may say, and must: the facts that the apology rubric holds it against."""

    failure_terms: tuple[str, ...] = ()
    locus: str = "unknown"  # firm, shared, external, customer, unknown
    finding: Finding | None = None
    legal_hold: bool = False
    cause_known: bool = False
    severity: int | None = None
    open_double_deviation: bool = False
    impact: str = ""
    known_amounts: tuple[Money, ...] = ()  # the bill, the price: may be named, are no remedies


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """One customer, one case, and the person of ours who writes. `to_address` is empty when we have none."""

    to_address: str
    reply_to: str
    from_name: str
    customer_name: str
    customer_phone: str
    record: LetterRecord
    grounds: Grounds = field(default_factory=Grounds)

    def about(self, **more: Any) -> Correspondence:
        """The same with further facts of the letter: `LetterRecord`'s fields by name."""
        return replace(self, record=replace(self.record, **more))

    @property
    def routes(self) -> tuple[str, ...]:
        """How this customer can be reached from here."""
        return tuple(
            name for name, value in (("email", self.to_address), ("phone", self.customer_phone)) if value
        )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a unit puts on its letters; what one leaves open, the unit above fills in."""

    is_site: bool  # the level customers know us by
    name: str
    reply_address: str
    phone: str


def letterhead(units: Sequence[Letterhead]) -> Letterhead:
    """The letterhead of the first of `units` (deepest first): its site's name, the nearest address and phone."""
    site = next((unit for unit in units if unit.is_site), units[0])
    reply = next((unit.reply_address for unit in units if unit.reply_address), "")
    phone = next((unit.phone for unit in units if unit.phone), "")
    return Letterhead(True, site.name, reply, phone)
