"""People of an incident whom a colleague looks after: found so when it was decided, in a wave, or kept back by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from amends.apps.incidents.models import IncidentPerson
from amends.core.incident.lifecycle import PersonState
from amends.core.incident.reasons import Reason
from amends.core.unseen import PersonUnknown
from amends.kernel.bulk import among, run
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One person whom a colleague looks after; `facts` is the text of their own facts."""

    id: int
    customer_id: int
    reason: str
    facts: str

    @property
    def own_facts(self) -> dict[str, Any]:
        """The facts that the list told of them."""
        told: dict[str, Any] = json.loads(self.facts)
        return told


def claim_held_back(incident_id: int, limit: int) -> list[HeldBack]:
    """The next people whom a colleague looks after and who have no case of it yet."""
    assert connection.in_atomic_block, "a claim lasts as long as its transaction"
    rows = run(
        "SELECT id, customer_id, reason, facts::text FROM incidents_incidentperson"
        " WHERE incident_id = %(incident_id)s AND state = 'held_back' AND case_id IS NULL AND reason <> %(own)s"
        " ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED",
        {"incident_id": incident_id, "limit": limit, "own": Reason.OWN_CASE.value},
    )
    return [HeldBack(*row) for row in rows]


def mark_held_back(ids: Sequence[int], reason: Reason) -> None:
    """A colleague looks after these people instead; ids that were drawn for them are not used."""
    assert connection.in_atomic_block, "people are held back in a command's transaction"
    IncidentPerson.objects.filter(id__in=among(ids)).update(
        state=PersonState.HELD_BACK, reason=reason, case_id=None, offer_id=None
    )


def set_cases(ids: Sequence[int], case_ids: Sequence[int]) -> None:
    """The cases on the work list by which these people are looked after."""
    assert connection.in_atomic_block, "cases are opened in a command's transaction"
    run(
        "UPDATE incidents_incidentperson p SET case_id = c.case_id"
        " FROM unnest(%(ids)s::bigint[], %(case_ids)s::bigint[]) AS c (id, case_id) WHERE p.id = c.id",
        {"ids": list(ids), "case_ids": list(case_ids)},
    )


@dataclass(frozen=True, slots=True)
class LockedPerson:
    """Where one person of an incident stands; `reserve_minor` is held for them now."""

    id: int
    state: PersonState
    reason: str
    verdict_id: int | None
    case_id: int | None
    offer_id: int | None
    reserve_minor: int


LOCK_PERSON = """
    SELECT id, state, reason, verdict_id, case_id, offer_id, reserve_minor FROM incidents_incidentperson
    WHERE incident_id = %(incident_id)s AND id = %(person_id)s AND customer_id IS NOT NULL FOR NO KEY UPDATE
"""


def lock_person(incident_id: int, person_id: int, *, statement: str = LOCK_PERSON) -> LockedPerson:
    """One person, locked until the commit against the waves, which skip whom somebody else holds.

    Raises `PersonUnknown`. `statement` is for the test that takes the lock away.
    """
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    found = run(statement, {"incident_id": incident_id, "person_id": person_id})
    if not found:
        raise PersonUnknown(field="person_id")
    person_id, state, *others = found[0]
    return LockedPerson(person_id, PersonState(state), *others)


def hold_back(ctx: Context, person: LockedPerson, words: str) -> None:
    """Keep a locked person back by hand; what was decided for them is remembered, what was held is not."""
    assert connection.in_atomic_block, "people are held back in a command's transaction"
    IncidentPerson.objects.filter(id=person.id).update(
        state=PersonState.HELD_BACK,
        reason=Reason.BY_HAND,
        detail=words,
        held_by=str(ctx.actor),
        held_at=ctx.now,
        case_id=None,
        offer_id=None,
        reserve_minor=0,
    )


def bring_back(person: LockedPerson, state: PersonState, reserve_minor: int = 0) -> None:
    """A locked person who was kept back by hand is at `state` again; `reserve_minor` is going to be held for them."""
    assert connection.in_atomic_block, "people are brought back in a command's transaction"
    keeps = {} if state is PersonState.DECIDED else {"verdict": None}
    IncidentPerson.objects.filter(id=person.id).update(
        state=state, reason="", detail="", held_by="", held_at=None, reserve_minor=reserve_minor, **keeps
    )


def keep_out(incident_id: int) -> None:
    """Whoever is kept back by hand when the money is held is no part of what was shown, so nothing decided for them is
    remembered any more."""
    assert connection.in_atomic_block, "people are reserved for in a command's transaction"
    kept = IncidentPerson.objects.filter(incident_id=incident_id, reason=Reason.BY_HAND)
    kept.update(verdict=None)
