"""Incidents: all that one sees, and one of them with its people by where they stand, its money and its worst cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from amends.apps.cases.models import Case
from amends.apps.incidents.models import Incident, IncidentPerson, IncidentVerdict
from amends.core.incident.lifecycle import PersonState
from amends.core.money import Money
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.incident_found import found_incident
from amends.queries.incident_question import YesShown, newest_question
from amends.queries.names import names_of

MOST_LISTED = 100
WORST = 20


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident as one line; `people` are those for whom something is decided."""

    ref: str
    name: str
    unit_name: str
    failure_name: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    people: int
    total: Money


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What people with equal facts get: names of gesture and of what is owed, worth for one of them."""

    people: int
    gestures: tuple[str, ...]
    owed: tuple[str, ...]
    face: Money
    owed_face: Money | None
    severity: int
    facts: tuple[tuple[str, object], ...]
    needs_acceptance: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people stand at a state for a reason."""

    state: str
    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class WorstCase:
    """Somebody whom a colleague looks after; the name is empty for who may not see customers."""

    person_id: int
    customer_name: str
    reason: str
    severity: int | None
    case_ref: str


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One incident. `level` is whose yes the whole of it needs; `letters_sent` how many have left the house."""

    ref: str
    name: str
    happened: str
    unit_id: int
    unit_name: str
    failure_name: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    declared_by: str
    declared_at: datetime
    owner_name: str
    gesture_codes: tuple[str, ...]
    holds_repeats: bool
    decided_by: str
    decided_at: datetime | None
    digest: str
    level: int
    approved_by: str
    approved_at: datetime | None
    question: YesShown | None
    wave_size: int
    wave_seconds: int
    next_wave_at: datetime | None
    counts: tuple[Counted, ...]
    verdicts: tuple[VerdictLine, ...]
    more_verdicts: int
    total: Money
    owed: tuple[Money, ...]
    true_cost: Money
    worst: tuple[WorstCase, ...]
    letters_sent: int

    def people(self, *states: str) -> int:
        """How many stand at one of these states; all without any."""
        return sum(one.people for one in self.counts if not states or one.state in states)


@query(Permission.SEE_INCIDENTS)
def incidents(ctx: Context) -> tuple[IncidentLine, ...]:
    """The incidents of the actor's units, the newest first."""
    scope = ctx.scope(Permission.SEE_INCIDENTS)
    rows = Incident.objects.select_related("unit", "failure_type").order_by("-id")
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    listed = list(rows[:MOST_LISTED])
    totals = IncidentVerdict.objects.totals({row.id: row.currency for row in listed})
    return tuple(
        IncidentLine(
            row.ref,
            row.name,
            row.unit.name,
            row.failure_type.name,
            row.state,
            row.started_at,
            row.ended_at,
            totals[row.id].people,
            totals[row.id].face,
        )
        for row in listed
    )


@query(Permission.SEE_INCIDENTS)
def incident_page(ctx: Context, *, ref: str) -> IncidentPage:
    """One incident with everything needed to decide about it and to follow it; raises `IncidentUnknown`."""
    row = found_incident(ctx, ref)
    verdicts = list(IncidentVerdict.objects.filter(incident=row, reason="").order_by("-people", "id"))
    owed: dict[str, int] = defaultdict(int)
    for verdict in verdicts:
        if verdict.owed_minor:
            owed[verdict.owed_currency] += verdict.owed_minor * verdict.people
    names = names_of((row.declared_by, row.decided_by, row.approved_by))
    return IncidentPage(
        ref=row.ref,
        name=row.name,
        happened=row.happened,
        unit_id=row.unit_id,
        unit_name=row.unit.name,
        failure_name=row.failure_type.name,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        declared_by=names.get(row.declared_by, ""),
        declared_at=row.declared_at,
        owner_name=row.owner.display_name,
        gesture_codes=tuple(row.gesture_codes),
        holds_repeats=row.holds_repeats,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        digest=row.decided_digest,
        level=row.level,
        approved_by=names.get(row.approved_by, ""),
        approved_at=row.approved_at,
        question=newest_question(row.id),
        wave_size=row.wave_size,
        wave_seconds=row.wave_seconds,
        next_wave_at=row.next_wave_at,
        counts=_counts(row.id),
        verdicts=tuple(_line(verdict, row.currency) for verdict in verdicts[:WORST]),
        more_verdicts=max(0, len(verdicts) - WORST),
        total=Money(sum(one.reserve_minor * one.people for one in verdicts), row.currency),
        owed=tuple(Money(minor, currency) for currency, minor in sorted(owed.items())),
        true_cost=Money(sum(one.true_cost_minor * one.people for one in verdicts), row.currency),
        worst=_worst(ctx, row),
        letters_sent=_letters_sent(row.id),
    )


def _line(verdict: IncidentVerdict, currency: str) -> VerdictLine:
    owed_face = Money(verdict.owed_minor, verdict.owed_currency) if verdict.owed_minor else None
    return VerdictLine(
        people=verdict.people,
        gestures=tuple(option["name"] for option in verdict.options),
        owed=tuple(option["name"] for option in verdict.owed),
        face=Money(verdict.face_minor, currency),
        owed_face=owed_face,
        severity=verdict.severity,
        facts=tuple(sorted(verdict.facts.items())),
        needs_acceptance=verdict.needs_acceptance,
    )


def _counts(incident_id: int) -> tuple[Counted, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, reason, count(*) FROM incidents_incidentperson WHERE incident_id = %s"
            " GROUP BY state, reason ORDER BY count(*) DESC, state, reason",
            [incident_id],
        )
        return tuple(Counted(*row) for row in cursor.fetchall())


def _worst(ctx: Context, row: Incident) -> tuple[WorstCase, ...]:
    """Those whom a colleague looks after, the gravest first."""
    held = IncidentPerson.objects.filter(incident=row, state=PersonState.HELD_BACK)
    people = list(
        held.select_related("customer", "verdict").order_by(
            F("verdict__severity").desc(nulls_last=True), "id"
        )[:WORST]
    )
    sees = ctx.may(Permission.SEE_CUSTOMERS, row.unit_id)
    refs: dict[Any, str] = dict(
        Case.objects.filter(id__in=[person.case_id for person in people]).values_list("id", "ref")
    )
    return tuple(
        WorstCase(
            person_id=person.id,
            customer_name=person.customer.display_name if sees and person.customer else "",
            reason=person.reason,
            severity=None if person.verdict is None else person.verdict.severity,
            case_ref=refs.get(person.case_id, "") or (person.detail if person.reason == "own_case" else ""),
        )
        for person in people
    )


_SENT = """
    SELECT count(*) FROM incidents_incidentperson p
    JOIN conversations_message m ON m.case_id = p.case_id AND m.stage = 'FINAL' AND m.state = 'sent'
    WHERE p.incident_id = %s AND p.state = 'given'
"""


def _letters_sent(incident_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [incident_id])
        return int(cursor.fetchone()[0])
