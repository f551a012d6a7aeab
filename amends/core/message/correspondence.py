"""Who writes to whom about what: everything a letter about one case needs, read once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from amends.core.case.evidence import CoreFact, Source
from amends.core.case.facts import CaseFacts
from amends.core.case.standing import Finding, Flag
from amends.core.message.record import LetterRecord
from amends.core.message.words import spoken_here
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


def correspond(case: Any, facts: CaseFacts) -> Correspondence:
    """Who writes to whom about `case`: any object with the names of a case's columns, and with its `customer`, `owner`,
    `place`, `failure_type` and `unit` (with the `parent`s above it) along.

    The owner signs. What is only assumed about the impact, and the customer's own account, are not told back to them.
    """
    customer, owner, head = case.customer, case.owner, letterhead(case.unit)
    sender = "" if owner is None else owner.display_name
    felt = _said(facts, CoreFact.IMPACT, but=(Source.ASSUMED,))
    told_as = case.failure_type.told_as.get(spoken_here(customer.language), "")
    record = LetterRecord(
        language=customer.language,
        timezone=case.unit.timezone,
        customer=customer.salutation or customer.display_name,
        ref=case.ref,
        failure=case.failure_type.name,
        told_as=told_as,
        place=case.place_text if case.place is None else case.place.name,
        occurred_at=case.occurred_at or case.received_at,
        unit=head.name,
        sender=sender or head.name,
        sender_title="" if owner is None else owner.title,
        phone=head.phone,
        happened=_said(facts, CoreFact.WHAT_TRANSPIRED, but=(Source.ASSUMED, Source.CUSTOMER)),
        impact=felt,
    )
    grounds = Grounds(
        failure_terms=tuple(filter(None, (*case.failure_type.terms, case.failure_type.name, told_as))),
        locus=str(facts.values.get("locus") or "unknown"),
        finding=Finding(case.finding) if case.finding else None,
        legal_hold=Flag.LEGAL_HOLD in case.flags,
        cause_known=bool(case.root_cause or case.cause_class),
        severity=case.severity,
        open_double_deviation=Flag.DOUBLE_DEVIATION in case.flags,
        impact=felt,
    )
    return Correspondence(
        to_address=customer.email,
        reply_to=head.reply_address,
        from_name=f"{sender}, {head.name}" if sender else head.name,
        customer_name=customer.display_name,
        customer_phone=customer.phone,
        record=record,
        grounds=grounds,
    )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on a unit's letters."""

    name: str
    reply_address: str
    phone: str


def letterhead(unit: Any) -> Letterhead:
    """The name of the site customers know, and the nearest address and phone at or above `unit`."""
    units = [unit]
    while units[-1].parent is not None:
        units.append(units[-1].parent)
    site = next((each for each in units if each.level == "site"), unit)
    return Letterhead(
        name=site.name,
        reply_address=next((each.reply_address for each in units if each.reply_address), ""),
        phone=next((each.phone for each in units if each.phone), ""),
    )


def _said(facts: CaseFacts, fact: CoreFact, *, but: tuple[Source, ...]) -> str:
    statement = facts.core.get(fact)
    return "" if statement is None or statement.source in but else statement.value or ""
