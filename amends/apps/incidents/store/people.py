"""The people of an incident: added once each, decided, reserved for, claimed by a wave, given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection

from amends.apps.incidents.models import IncidentPerson
from amends.core.incident.lifecycle import PersonState
from amends.core.incident.reasons import Reason
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.bulk import among, run


class SomebodyHitTwice(Refusal):
    """An overlapping incident of the same kind took somebody in this very moment."""

    code = "somebody_hit_twice"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Another incident of the same kind has put it right for some of them in this moment. Nothing is held; "
        "decide once more, and they are left out."
    )


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person of an incident, as a wave needs them."""

    id: int
    customer_id: int
    verdict_id: int
    case_id: int
    offer_id: int
    reserve_minor: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was decided about one person."""

    person_id: int
    state: PersonState
    verdict_id: int | None = None
    reason: str = ""
    detail: str = ""


# One statement for all. `xmax` is 0 in a row that was inserted, not updated.
_ADD = """
    INSERT INTO incidents_incidentperson
        (incident_id, customer_id, row, facts, state, reason, detail, held_by, reserve_minor)
    SELECT %(incident_id)s, n.customer_id, n.row, n.facts::jsonb, 'found', '', '', '', 0
    FROM unnest(%(customer_ids)s::bigint[], %(rows)s::int[], %(facts)s::text[]) AS n (customer_id, row, facts)
    ON CONFLICT (incident_id, customer_id) {otherwise} RETURNING customer_id, xmax = 0
"""
_STAYS = "DO NOTHING"
_TELLS = "DO UPDATE SET facts = excluded.facts, row = excluded.row"


def add_people(
    incident_id: int,
    people: Sequence[tuple[int, int | None, Mapping[str, object]]],
    *,
    tells_facts: bool = False,
) -> frozenset[int]:
    """Add customers with the row of the list they came from and their own facts; the ids of those who are new.

    Whoever is in the incident already stays as they are, or (`tells_facts`) has these facts from now on.
    """
    assert connection.in_atomic_block, "people are added in a command's transaction"
    rows = run(
        _ADD.format(otherwise=_TELLS if tells_facts else _STAYS),
        {
            "incident_id": incident_id,
            "customer_ids": [customer_id for customer_id, _, _ in people],
            "rows": [row for _, row, _ in people],
            "facts": [json.dumps(dict(facts), sort_keys=True) for _, _, facts in people],
        },
    )
    return frozenset(customer_id for customer_id, is_new in rows if is_new)


def add_left_out(incident_id: int, rows: Iterable[tuple[int, Reason, str]]) -> None:
    """Note rows of a list that came to nobody: number, reason, and what is the matter with it."""
    assert connection.in_atomic_block, "people are added in a command's transaction"
    IncidentPerson.objects.bulk_create(
        IncidentPerson(
            incident_id=incident_id, row=row, state=PersonState.SKIPPED, reason=reason, detail=detail[:120]
        )
        for row, reason, detail in rows
    )


def begin_anew(incident_id: int) -> None:
    """Whatever was decided about the people of an incident is open again, but for who was kept back by hand."""
    assert connection.in_atomic_block, "people are decided in a command's transaction"
    people = IncidentPerson.objects.filter(incident_id=incident_id, customer__isnull=False)
    people.exclude(reason=Reason.BY_HAND).update(
        state=PersonState.FOUND, verdict=None, reason="", detail="", reserve_minor=0
    )


def to_decide(incident_id: int) -> list[tuple[int, int, str]]:
    """Everybody who is found: person, customer, and their own facts as canonical text; the first one first."""
    return [
        (row[0], row[1], row[2])
        for row in run(
            "SELECT id, customer_id, facts::text FROM incidents_incidentperson"
            " WHERE incident_id = %(incident_id)s AND state = 'found' ORDER BY id",
            {"incident_id": incident_id},
        )
    ]


_HIT = """
    SELECT mine.customer_id, min(i.ref) FROM incidents_incident me
    JOIN incidents_incident i ON i.failure_type_id = me.failure_type_id AND i.id <> me.id
     AND tstzrange(i.started_at, i.ended_at, '[]') && tstzrange(me.started_at, me.ended_at, '[]')
    JOIN incidents_incidentperson other ON other.incident_id = i.id
    JOIN incidents_incidentperson mine ON mine.customer_id = other.customer_id AND mine.incident_id = me.id
    WHERE me.id = %(incident_id)s
      AND (other.state IN ('reserved', 'given') OR (other.state = 'held_back' AND other.case_id IS NOT NULL))
    GROUP BY mine.customer_id
"""


def hit_elsewhere(incident_id: int) -> dict[int, str]:
    """Customers who were hit by an overlapping incident of the same kind, with its reference: put right once."""
    return dict(run(_HIT, {"incident_id": incident_id}))


_ASSIGN = """
    UPDATE incidents_incidentperson p
    SET state = a.state, verdict_id = a.verdict_id, reason = a.reason, detail = a.detail,
        reserve_minor = coalesce(v.reserve_minor, 0)
    FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(verdicts)s::bigint[], %(reasons)s::text[],
                %(details)s::text[]) AS a (id, state, verdict_id, reason, detail)
    LEFT JOIN incidents_incidentverdict v ON v.id = a.verdict_id
    WHERE p.id = a.id
"""


def assign(assigned: Sequence[Assigned]) -> None:
    """Keep what was decided about each of these people."""
    assert connection.in_atomic_block, "people are decided in a command's transaction"
    run(
        _ASSIGN,
        {
            "ids": [one.person_id for one in assigned],
            "states": [one.state.value for one in assigned],
            "verdicts": [one.verdict_id for one in assigned],
            "reasons": [one.reason for one in assigned],
            "details": [one.detail[:120] for one in assigned],
        },
    )


def decided_people(incident_id: int) -> list[tuple[int, int, int]]:
    """Everybody for whom something is going to be given: person, customer, and what is held for them."""
    rows = IncidentPerson.objects.filter(incident_id=incident_id, state=PersonState.DECIDED).order_by("id")
    return list(rows.values_list("id", "customer_id", "reserve_minor"))


_RESERVED = """
    UPDATE incidents_incidentperson p SET state = 'reserved', case_id = r.case_id, offer_id = r.offer_id
    FROM unnest(%(ids)s::bigint[], %(case_ids)s::bigint[], %(offer_ids)s::bigint[]) AS r (id, case_id, offer_id)
    WHERE p.id = r.id AND p.state = 'decided'
"""


def mark_reserved(ids: Sequence[int], case_ids: Sequence[int], offer_ids: Sequence[int]) -> None:
    """The money is held for these people, under the ids that their cases and offers will have.

    Raises `SomebodyHitTwice` when an overlapping incident of the same kind was quicker with one of them.
    """
    assert connection.in_atomic_block, "people are reserved for in a command's transaction"
    try:
        run(_RESERVED, {"ids": list(ids), "case_ids": list(case_ids), "offer_ids": list(offer_ids)})
    except IntegrityError as refused:
        if "hit by an overlapping incident" in str(refused):
            raise SomebodyHitTwice from refused
        raise


CLAIM = """
    SELECT id, customer_id, verdict_id, case_id, offer_id, reserve_minor FROM incidents_incidentperson
    WHERE incident_id = %(incident_id)s AND state = 'reserved'
    ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
"""


def claim_wave(incident_id: int, limit: int, *, statement: str = CLAIM) -> tuple[PersonRecord, ...]:
    """The next people to give to, each for one wave alone until its commit. `statement`: for the test without it."""
    assert connection.in_atomic_block, "a claim lasts as long as its transaction"
    return tuple(PersonRecord(*row) for row in run(statement, {"incident_id": incident_id, "limit": limit}))


def mark_given(ids: Sequence[int]) -> int:
    """These people have what they get, once the transaction commits; how many they were."""
    assert connection.in_atomic_block, "people are given to in a command's transaction"
    rows = IncidentPerson.objects.filter(id__in=among(ids), state=PersonState.RESERVED)
    return rows.update(state=PersonState.GIVEN)


def mark_skipped(ids: Sequence[int], reason: Reason) -> None:
    """Nothing is given to these people here."""
    assert connection.in_atomic_block, "people are skipped in a command's transaction"
    IncidentPerson.objects.filter(id__in=among(ids)).update(
        state=PersonState.SKIPPED, reason=reason, case_id=None, offer_id=None
    )


def release_reserved(incident_id: int) -> list[int]:
    """Everybody who was not given yet gets nothing from here; the offers whose money is to be let go."""
    assert connection.in_atomic_block, "people are released in a command's transaction"
    rows = run(
        "UPDATE incidents_incidentperson SET state = 'released'"
        " WHERE incident_id = %(incident_id)s AND state = 'reserved' RETURNING offer_id, reserve_minor",
        {"incident_id": incident_id},
    )
    return [offer_id for offer_id, reserve_minor in rows if reserve_minor]


def is_done(incident_id: int) -> bool:
    """Whether nobody waits any more, neither for their gesture nor for their case on the work list."""
    waiting = IncidentPerson.objects.filter(incident_id=incident_id)
    held = waiting.filter(state=PersonState.HELD_BACK, case_id=None).exclude(reason=Reason.OWN_CASE)
    return not (waiting.filter(state=PersonState.RESERVED).exists() or held.exists())


HOLD_HITS = """
    SELECT id FROM incidents_incidentperson WHERE customer_id = %(customer_id)s ORDER BY id FOR NO KEY UPDATE
"""


def hold_hits(customer_id: int, *, statement: str = HOLD_HITS) -> None:
    """Wait until no wave has this customer in hand, and let none take them until the commit.

    Before the customer is locked: a wave claims its people first and their customers then. `statement`: for the test
    without it.
    """
    assert connection.in_atomic_block, "people are held in a command's transaction"
    run(statement, {"customer_id": customer_id})


def forget(customer_id: int) -> None:
    """Empty what lists told of this customer alone; that they were hit and given to stays."""
    assert connection.in_atomic_block, "people are erased in a command's transaction"
    IncidentPerson.objects.filter(customer_id=customer_id).update(facts={}, detail="")
