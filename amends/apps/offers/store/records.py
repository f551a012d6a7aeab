"""Offers, options and fulfilments as commands hold them: frozen copies of their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.apps.offers.models import Fulfilment, Offer, OfferOption
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferStanding, OfferState


@dataclass(frozen=True, slots=True)
class NewOption:
    """One alternative of an offer that is being made; `terms` as core.offer.carrying_out makes them."""

    gesture_code: str
    name: str
    form: str
    face: Money
    true_cost: Money
    percent: Decimal | None
    quantity: int | None
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OptionRecord:
    """One alternative of an offer."""

    id: int
    position: int
    gesture_code: str
    name: str
    form: str
    face: Money
    true_cost: Money
    percent: Decimal | None
    quantity: int | None
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One offer with its options in order."""

    id: int
    case_id: int
    customer_id: int
    unit_id: int
    decision_id: int
    is_owed: bool
    state: OfferState
    needs_acceptance: bool
    arguments_digest: str
    override_reason: str
    face: Money
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    reminded_at: datetime | None
    options: tuple[OptionRecord, ...]

    @property
    def standing(self) -> OfferStanding:
        """What the rules of its lifecycle look at."""
        return OfferStanding(
            needs_acceptance=self.needs_acceptance,
            is_owed=self.is_owed,
            expires_at=self.expires_at,
            is_reminded=self.reminded_at is not None,
            options=len(self.options),
        )


@dataclass(frozen=True, slots=True)
class FulfilmentRecord:
    """One remedy to be carried out, with its proof where there is one."""

    id: int
    case_id: int
    offer_id: int
    kind: str  # voucher, promise, payment
    amount: Money
    is_owed: bool
    is_proven: bool


def option_record(row: OfferOption) -> OptionRecord:
    """The frozen copy of a row."""
    return OptionRecord(
        id=row.id,
        position=row.position,
        gesture_code=row.gesture_code,
        name=row.name,
        form=row.form,
        face=Money(row.face_minor, row.currency),
        true_cost=Money(row.true_cost_minor, row.currency),
        percent=row.percent,
        quantity=row.quantity,
        terms=row.terms,
    )


def offer_record(row: Offer, options: tuple[OfferOption, ...]) -> OfferRecord:
    """The frozen copy of a row and its options."""
    return OfferRecord(
        id=row.id,
        case_id=row.case_id,
        customer_id=row.customer_id,
        unit_id=row.unit_id,
        decision_id=row.decision_id,
        is_owed=row.is_owed,
        state=OfferState(row.state),
        needs_acceptance=row.needs_acceptance,
        arguments_digest=row.arguments_digest,
        override_reason=row.override_reason,
        face=Money(row.face_minor, row.currency),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        reminded_at=row.reminded_at,
        options=tuple(option_record(option) for option in sorted(options, key=lambda each: each.position)),
    )


def fulfilment_record(row: Fulfilment, case_id: int) -> FulfilmentRecord:
    """The frozen copy of a row."""
    return FulfilmentRecord(
        id=row.id,
        case_id=case_id,
        offer_id=row.offer_id,
        kind=row.kind,
        amount=Money(row.amount_minor, row.currency),
        is_owed=row.is_owed,
        is_proven=row.proven_at is not None,
    )
