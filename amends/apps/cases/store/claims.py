"""Cases as claims: what the watch for repeat claims looks at, without the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import Case, Evidence
from amends.core.case.evidence import Source
from amends.core.case.facts import CORE_NAMES
from amends.core.case.standing import Finding
from amends.core.policy.reading import to_number
from amends.core.signals.rules import Claim, words_print

OCCASIONS = "occasions_365_days"
"""The fact in which a program tells how often somebody was our customer within a year."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Customers with new cases or new evidence, and how far that goes."""

    customer_ids: tuple[int, ...]
    last_case_id: int
    last_evidence_id: int


def touched_since(last_case_id: int, last_evidence_id: int, limit: int) -> Touched:
    """Whose cases were opened or added to after these ids, at most `limit` of each at once."""
    cases = list(
        Case.objects.filter(id__gt=last_case_id).order_by("id").values_list("id", "customer_id")[:limit]
    )
    told = list(
        Evidence.objects.filter(id__gt=last_evidence_id)
        .order_by("id")
        .values_list("id", "case__customer_id")[:limit]
    )
    return Touched(
        tuple(sorted({customer_id for _, customer_id in (*cases, *told)})),
        cases[-1][0] if cases else last_case_id,
        told[-1][0] if told else last_evidence_id,
    )


def claims_of(customer_id: int, since: datetime, key: bytes) -> tuple[Claim, ...]:
    """The claims of a customer received after `since`; `key` is that of the prints of their words."""
    rows = list(
        Case.objects.filter(customer_id=customer_id, received_at__gt=since, merged_into=None)
        .select_related("customer")
        .order_by("id")
    )
    contradicted, occasions = _evidence({row.id for row in rows})
    return tuple(
        Claim(
            case_id=row.id,
            visit_ref=row.visit_ref,
            received_at=row.received_at,
            is_verified=row.contact_is_verified,
            upheld=row.finding in (Finding.UPHELD, Finding.PARTLY),
            contradicted=row.id in contradicted,
            print=words_print(row.words, key),
            occasions=occasions.get(row.id),
        )
        for row in rows
    )


def involved_in(case_ids: Collection[int]) -> frozenset[str]:
    """The actors who logged, have or decided these cases."""
    rows = Case.objects.filter(id__in=case_ids).values_list(
        "recorder", "owner_id", "owner_before_id", "decided_by_id"
    )
    people = {user_id for _, *users in rows for user_id in users if user_id is not None}
    return frozenset({recorder for recorder, *_ in rows} | {f"person:{user_id}" for user_id in people})


def _evidence(case_ids: Collection[int]) -> tuple[set[int], dict[int, int]]:
    """In which cases something the customer said was later recorded otherwise, and the occasions told last."""
    said: dict[tuple[int, str], object] = defaultdict(lambda: None)
    contradicted: set[int] = set()
    occasions: dict[int, int] = {}
    for row in Evidence.objects.filter(case_id__in=case_ids, value__isnull=False).order_by("id"):
        place = (row.case_id, row.name)
        if row.name in CORE_NAMES:
            pass  # words, which a colleague may well put otherwise
        elif row.source == Source.CUSTOMER:
            said[place] = row.value
        elif row.source in (Source.STAFF, Source.SYSTEM) and not _agree(said[place], row.value):
            contradicted.add(row.case_id)
        if row.name == OCCASIONS and row.source == Source.SYSTEM and isinstance(row.value, int):
            occasions[row.case_id] = row.value
    return contradicted, occasions


def _agree(said: object, found: object) -> bool:
    """Whether what we found is what they said, however either was written; what they never said agrees."""
    if said is None or said == found:
        return True
    one, other = to_number(said), to_number(found)
    return one == other if one is not None and other is not None else str(said) == str(found)
