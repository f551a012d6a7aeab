"""The figures of a consistency report: the one reading of group attributes, which only the installation itself asks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from amends.apps.approvals.models import Approval
from amends.apps.fairness.models import GroupAttribute
from amends.apps.offers.models import Offer
from amends.apps.policies.models import PolicyRecord, PolicyVersion
from amends.apps.units.models import Unit
from amends.core.fairness.figures import Figures
from amends.core.fairness.likeness import likeness_key
from amends.core.fairness.measure import measure
from amends.core.fairness.record import DecidedCase
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.forbidden import values_deciding
from amends.core.policy.line import ALLOWED
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

_AT_ONCE = 2_000

_FIRST = """
    SELECT DISTINCT ON (d.case_id)
           d.id, d.case_id, c.customer_id, c.escalation_level, d.policy_version_id, d.decided_by,
           (d.frozen::jsonb -> 'facts')::text,
           CASE WHEN EXISTS (SELECT FROM offers_offer o WHERE o.decision_id = d.id AND NOT o.is_owed)
                THEN NULL ELSE d.result END
    FROM policies_decision d
    JOIN cases_case c ON c.id = d.case_id
    JOIN units_unit u ON u.id = c.unit_id AND u.lineage @> ARRAY[%s::bigint]
    WHERE d.decided_at >= %s AND d.decided_at < %s AND d.case_id > %s
    ORDER BY d.case_id, d.id
    LIMIT %s
"""

_TOLD = frozenset({OfferState.OFFERED, OfferState.ACCEPTED})
_ENDED = frozenset({OfferState.DECLINED, OfferState.LAPSED})


@dataclass(frozen=True, slots=True)
class _First:
    """The first decision of one case; `result` only where nothing was given with it."""

    id: int
    case_id: int
    customer_id: int
    escalation_level: int
    policy_id: int
    decided_by: str
    facts: str
    result: str | None


@query(Permission.COMPUTE)
def consistency_figures(ctx: Context, *, unit_id: int, since_date: date, until_date: date) -> Figures:
    """What is measured over the cases of a unit and below, first decided on the days from `since_date` to
    `until_date` (UTC). Raises `InsightsMissing`.
    """
    currency = Unit.objects.values_list("currency", flat=True).get(id=unit_id)
    policies: dict[int, PolicyRecord] = {}
    cases: list[DecidedCase] = []
    left_out = 0
    for firsts in _firsts(unit_id, since_date, until_date):
        for policy_id in {first.policy_id for first in firsts} - set(policies):
            policies[policy_id] = PolicyVersion.objects.numbered(policy_id)
        read = _read(firsts, policies, currency)
        cases += read
        left_out += len(firsts) - len(read)
    value_facts = {fact for policy in policies.values() for fact in values_deciding(policy.document)}
    return measure(
        cases,
        currency=currency,
        seed=int(f"{unit_id}{since_date:%Y%m%d}"),
        left_out=left_out,
        value_facts=tuple(sorted(value_facts)),
    )


def _firsts(unit_id: int, since_date: date, until_date: date) -> Iterator[list[_First]]:
    """The first decision of every case within the span, some thousands at once."""
    since = datetime.combine(since_date, time.min, UTC)
    until = datetime.combine(until_date, time.min, UTC) + timedelta(days=1)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FIRST, [unit_id, since, until, last, _AT_ONCE])
            rows = [_First(*row) for row in cursor.fetchall()]
        if not rows:
            return
        yield rows
        last = rows[-1].case_id


def _read(firsts: Sequence[_First], policies: dict[int, PolicyRecord], currency: str) -> list[DecidedCase]:
    """The cases behind those decisions, without those that cannot be compared."""
    case_ids = [first.case_id for first in firsts]
    offers: dict[int, list[Offer]] = defaultdict(list)
    for offer in Offer.objects.filter(case_id__in=case_ids, is_owed=False).order_by("id"):
        offers[offer.case_id].append(offer)
    approved = dict(
        Approval.objects.filter(case_id__in=case_ids, state=Approval.State.APPROVED)
        .order_by("-id")
        .values_list("case_id", "decided_by")
    )
    groups: dict[int, dict[str, str]] = defaultdict(dict)
    known = GroupAttribute.objects.filter(customer_id__in={first.customer_id for first in firsts})
    for customer_id, name, value in known.values_list("customer_id", "name", "value"):
        groups[customer_id][name] = value
    cases = []
    for first in firsts:
        document = policies[first.policy_id].document
        own = offers[first.case_id]
        key = likeness_key(document, first.facts)
        if key is None or document.currency != currency or any(o.currency != currency for o in own):
            continue
        cases.append(_case(first, key, own, approved.get(first.case_id, ""), groups[first.customer_id]))
    return cases


def _case(first: _First, key: str, offers: list[Offer], approver: str, group: dict[str, str]) -> DecidedCase:
    then = [offer for offer in offers if offer.decision_id == first.id]
    higher = next((offer.made_by for offer in reversed(offers) if offer.made_by != first.decided_by), "")
    by = approver or (higher if first.escalation_level else "")
    told = [offer for offer in offers if offer.state in _TOLD]
    ended = [offer for offer in offers if offer.state in _ENDED]
    final = told or ended[-1:]
    return DecidedCase(
        case_id=first.case_id,
        key=key,
        agent=first.decided_by,
        is_person=first.decided_by.startswith("person:"),
        first_minor=sum(offer.face_minor for offer in then),
        final_minor=sum(offer.face_minor for offer in final),
        granted=bool(final),
        departed=any(offer.override_reason for offer in then) or _withheld(first.result),
        went_up=bool(by),
        by=by,
        group=group,
    )


def _withheld(result: str | None) -> bool:
    """Whether nothing was given though the tables found more than words fitting, within the agent's own authority."""
    if result is None:
        return False
    envelope: dict[str, Any] = json.loads(result)
    fitting = [line for line in envelope["lines"] if line["status"] == ALLOWED and line["fits"]]
    return envelope["verdict"]["band"] >= "G2" and bool(fitting)
