"""What was decided for people with equal facts: kept until it is decided anew, then shared by all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F

from amends.apps.incidents.models import IncidentPerson, IncidentVerdict, Total
from amends.apps.incidents.store.incidents import IncidentRecord
from amends.core.decision.giving import PlannedOption
from amends.core.incident.sharing import Share
from amends.core.money import Money
from amends.kernel.bulk import run
from amends.kernel.canonical import digest


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """One verdict; `decision_id` from the moment the money is held."""

    id: int
    facts: dict[str, Any]
    flags: tuple[str, ...]
    severity: int
    band: str
    options: tuple[PlannedOption, ...]
    owed: tuple[PlannedOption, ...]
    face: Money
    reserve_minor: int
    needs_acceptance: bool
    people: int
    frozen: str
    result: str
    envelope_digest: str
    decision_id: int | None


def replace_verdicts(incident_id: int, shares: Sequence[Share]) -> list[int]:
    """These verdicts in place of all that were; their ids in the order given."""
    assert connection.in_atomic_block, "verdicts are kept in a command's transaction"
    IncidentPerson.objects.filter(incident_id=incident_id, verdict__isnull=False).update(verdict=None)
    IncidentVerdict.objects.filter(incident_id=incident_id).delete()
    rows = IncidentVerdict.objects.bulk_create([_row(incident_id, share) for share in shares], batch_size=500)
    return [row.id for row in rows]


def verdicts_of(incident_id: int) -> dict[int, VerdictRecord]:
    """The verdicts under which something is given, by id."""
    rows = IncidentVerdict.objects.filter(incident_id=incident_id, reason="").order_by("id")
    return {row.id: _record(row) for row in rows}


def total_of(incident: IncidentRecord) -> Total:
    """What an incident is going to give."""
    return IncidentVerdict.objects.totals({incident.id: incident.currency})[incident.id]


def count_people(verdict_id: int, more: int) -> None:
    """So many people more (or fewer) get what the verdict says."""
    assert connection.in_atomic_block, "verdicts are kept in a command's transaction"
    IncidentVerdict.objects.filter(id=verdict_id).update(people=F("people") + more)


def reserve_of(verdict_id: int) -> int:
    """What the budgets hold for each person under the verdict, in minor units."""
    return IncidentVerdict.objects.values_list("reserve_minor", flat=True).get(id=verdict_id)


_PEOPLE = """
    SELECT encode(sha256(convert_to(coalesce(string_agg(id || ':' || state, ' ' ORDER BY id), ''), 'UTF8')), 'hex')
    FROM incidents_incidentperson WHERE incident_id = %(incident_id)s AND customer_id IS NOT NULL
"""


def decided_digest(incident_id: int, policy_version_id: int) -> str:
    """SHA-256 of everything that is decided: who gets something and who does not, the verdicts, and what they cost."""
    rows = IncidentVerdict.objects.filter(incident_id=incident_id).order_by("id")
    verdicts = rows.values_list("envelope_digest", "reserve_minor", "owed_minor", "true_cost_minor", "people")
    decided = {
        "incident": incident_id,
        "policy": policy_version_id,
        "verdicts": [list(verdict) for verdict in verdicts],
        "people": run(_PEOPLE, {"incident_id": incident_id})[0][0],
    }
    return digest(decided)


def set_decision(verdict_id: int, decision_id: int) -> None:
    """The frozen decision that everybody under this verdict shares."""
    assert connection.in_atomic_block, "a decision is frozen in the transaction that acts on it"
    IncidentVerdict.objects.filter(id=verdict_id).update(decision_id=decision_id)


def _row(incident_id: int, share: Share) -> IncidentVerdict:
    return IncidentVerdict(
        incident_id=incident_id,
        facts=dict(share.facts),
        flags=sorted(share.flags),
        severity=share.severity,
        band=share.band,
        reason="" if share.reason is None else share.reason.value,
        options=[_plain(option) for option in share.options],
        owed=[_plain(option) for option in share.owed],
        face_minor=share.face_minor,
        reserve_minor=share.reserve_minor,
        owed_minor=sum(option.face.minor for option in share.owed),
        owed_currency=share.owed[0].face.currency if share.owed else "",
        true_cost_minor=share.true_cost_minor,
        needs_acceptance=share.needs_acceptance,
        level=share.level,
        people=share.people,
        frozen=share.frozen,
        result=share.result,
        envelope_digest=share.envelope_digest,
    )


def _plain(option: PlannedOption) -> dict[str, Any]:
    return {
        "gesture_code": option.gesture_code,
        "name": option.name,
        "form": option.form,
        "face_minor": option.face.minor,
        "true_cost_minor": option.true_cost.minor,
        "currency": option.face.currency,
        "percent": None if option.percent is None else str(option.percent),
        "quantity": option.quantity,
        "terms": dict(option.terms),
    }


def _option(kept: dict[str, Any]) -> PlannedOption:
    currency = kept["currency"]
    return PlannedOption(
        gesture_code=kept["gesture_code"],
        name=kept["name"],
        form=kept["form"],
        face=Money(kept["face_minor"], currency),
        true_cost=Money(kept["true_cost_minor"], currency),
        percent=None if kept["percent"] is None else Decimal(kept["percent"]),
        quantity=kept["quantity"],
        terms=kept["terms"],
    )


def _record(row: IncidentVerdict) -> VerdictRecord:
    options = tuple(_option(kept) for kept in row.options)
    currency = options[0].face.currency if options else row.owed_currency
    return VerdictRecord(
        id=row.id,
        facts=row.facts,
        flags=tuple(row.flags),
        severity=row.severity,
        band=row.band,
        options=options,
        owed=tuple(_option(kept) for kept in row.owed),
        face=Money(row.face_minor, currency),
        reserve_minor=row.reserve_minor,
        needs_acceptance=row.needs_acceptance,
        people=row.people,
        frozen=row.frozen,
        result=row.result,
        envelope_digest=row.envelope_digest,
        decision_id=row.decision_id,
    )
