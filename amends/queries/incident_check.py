"""Proves incidents against what was given: nobody missed, nobody twice, and no money held for somebody who has gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from amends.apps.incidents.models import Incident, IncidentPerson
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import one_moment, query
from amends.queries.journal_check import Finding

# Each finds people whose rows do not say what their state does.
_PROBLEMS = (
    (
        "it says that they were given to, but there is no such case of theirs",
        """
        SELECT i.ref, p.id FROM incidents_incidentperson p JOIN incidents_incident i ON i.id = p.incident_id
        LEFT JOIN cases_case c ON c.id = p.case_id AND c.customer_id = p.customer_id
        WHERE p.state = 'given' AND c.id IS NULL
        """,
    ),
    (
        "money was held for them, and it was neither given nor let go",
        """
        SELECT i.ref, p.id FROM incidents_incidentperson p JOIN incidents_incident i ON i.id = p.incident_id
        JOIN ledger_transfer r ON r.offer_id = p.offer_id AND r.kind = 'reserve'
        LEFT JOIN ledger_transfer e ON e.reserves_id = r.id
        LEFT JOIN offers_offer o ON o.id = p.offer_id AND o.state = 'offered'
        WHERE e.id IS NULL AND o.id IS NULL AND p.state <> 'reserved'
        """,
    ),
    (
        "they wait to be given to, but no money is held for them",
        """
        SELECT i.ref, p.id FROM incidents_incidentperson p JOIN incidents_incident i ON i.id = p.incident_id
        WHERE p.state = 'reserved' AND p.reserve_minor > 0 AND NOT EXISTS (
            SELECT 1 FROM ledger_transfer r WHERE r.offer_id = p.offer_id AND r.kind = 'reserve'
               AND r.amount_minor = p.reserve_minor
               AND NOT EXISTS (SELECT 1 FROM ledger_transfer e WHERE e.reserves_id = r.id))
        """,
    ),
    (
        "they were given to without a letter",
        """
        SELECT i.ref, p.id FROM incidents_incidentperson p JOIN incidents_incident i ON i.id = p.incident_id
        WHERE p.state = 'given' AND NOT EXISTS (
            SELECT 1 FROM conversations_message m WHERE m.case_id = p.case_id AND m.stage = 'FINAL')
        """,
    ),
    (
        "the incident is finished, but they still wait",
        """
        SELECT i.ref, p.id FROM incidents_incidentperson p JOIN incidents_incident i ON i.id = p.incident_id
        WHERE i.state = 'finished' AND (p.state IN ('found', 'decided', 'reserved')
           OR (p.state = 'held_back' AND p.case_id IS NULL AND p.reason <> 'own_case'))
        """,
    ),
    (
        "they were given to in two incidents of one kind at overlapping times",
        """
        SELECT i.ref, p.id FROM incidents_incidentperson p JOIN incidents_incident i ON i.id = p.incident_id
        JOIN incidents_incidentperson q ON q.customer_id = p.customer_id AND q.id > p.id
         AND q.state IN ('reserved', 'given')
        JOIN incidents_incident j ON j.id = q.incident_id AND j.failure_type_id = i.failure_type_id
         AND tstzrange(j.started_at, j.ended_at, '[]') && tstzrange(i.started_at, i.ended_at, '[]')
        WHERE p.state IN ('reserved', 'given')
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class IncidentsChecked:
    """How many incidents and people were compared, and what does not fit."""

    incidents: int
    people: int
    findings: tuple[Finding, ...]


@query(Permission.READ_JOURNAL)
def incident_check(ctx: Context) -> IncidentsChecked:
    """Compare every person of every incident with their case, their letter and their money; names each who differs."""
    with one_moment():
        return IncidentsChecked(Incident.objects.count(), IncidentPerson.objects.count(), tuple(_findings()))


def _findings() -> Iterator[Finding]:
    for problem, statement in _PROBLEMS:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            for ref, person_id in cursor.fetchall():
                yield Finding(f"{ref} person:{person_id}", problem)
