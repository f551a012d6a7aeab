"""What happened to customers before: their cases, what was given in each, and what they said after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import CaseQuerySet
from amends.apps.followups.models import Answer
from amends.apps.offers.models import Offer
from amends.core.money import Money

_GIVEN = ("accepted", "offered", "awaiting_approval")


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given or is offered: its name, its worth (None without one) and how far it is."""

    name: str
    worth: Money | None
    state: str
    is_owed: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer answered when asked whether it was right."""

    answer: str
    source: str
    words: str
    at: datetime
    is_verified: bool


@dataclass(frozen=True, slots=True)
class PastCase:
    """One case of a customer as one line of their history."""

    ref: str
    failure_name: str
    place: str
    unit_name: str
    state: str
    outcome: str
    received_at: datetime
    closed_at: datetime | None
    severity: int | None
    failed_again: bool
    owner_name: str
    given: tuple[Given, ...]
    said: Said | None


def past_cases(cases: CaseQuerySet, *, words_too: bool, limit: int = 20) -> tuple[PastCase, ...]:
    """The cases as lines, the latest first, in three readings however many there are."""
    along = cases.select_related("failure_type", "unit", "owner")
    rows = list(along.order_by("-received_at", "-id")[:limit])
    ids = [row.id for row in rows]
    given, said = _given(ids), _said(ids, words_too=words_too)
    return tuple(
        PastCase(
            ref=row.ref,
            failure_name=row.failure_type.name,
            place=row.place_text,
            unit_name=row.unit.name,
            state=row.state,
            outcome=row.outcome,
            received_at=row.received_at,
            closed_at=row.closed_at,
            severity=row.severity,
            failed_again=row.double_deviations > 0,
            owner_name="" if row.owner is None else row.owner.display_name,
            given=tuple(given.get(row.id, ())),
            said=said.get(row.id),
        )
        for row in rows
    )


def _given(case_ids: Iterable[int]) -> dict[int, list[Given]]:
    offers = Offer.objects.filter(case_id__in=list(case_ids), state__in=_GIVEN).order_by("id")
    found: dict[int, list[Given]] = defaultdict(list)
    for offer in offers.prefetch_related("options"):
        chosen = [o for o in offer.options.all() if offer.chosen_option_id in (None, o.id)]
        for option in chosen:
            worth = Money(option.face_minor, option.currency) if option.face_minor else None
            found[offer.case_id].append(Given(option.name, worth, offer.state, offer.is_owed))
    return found


def _said(case_ids: Iterable[int], *, words_too: bool) -> dict[int, Said]:
    """The latest answer of each case."""
    answers = Answer.objects.filter(follow_up__case_id__in=list(case_ids)).select_related("follow_up")
    return {
        row.follow_up.case_id: Said(
            answer=row.answer,
            source=row.source,
            words=row.words if words_too else "",
            at=row.at,
            is_verified=row.source != "spoken" or row.confirmed_at is not None,
        )
        for row in answers.order_by("id")
    }
