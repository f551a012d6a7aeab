"""Who may decide what: an actor with their own rights and those of the people they stand in for, and who was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import median

from django.db import connection

from amends.apps.approvals.models import Involvement, Substitution
from amends.core.offer.authority import Approver, Authority
from amends.core.roles import Permission
from amends.kernel.context import ActorKind, Context, Placed
from amends.queries.access import person_access

PACE_LAST, PACE_MIN = 20, 5
"""How long somebody usually takes is the median of this many last answers; fewer than the second say nothing."""

_LAST = """
    SELECT given_by, waited_seconds FROM (
        SELECT given_by, waited_seconds, row_number() OVER (PARTITION BY given_by ORDER BY id DESC) AS n
        FROM approvals_approvalvoice WHERE given_by = ANY(%s)
    ) last WHERE n <= %s
"""


@dataclass(frozen=True, slots=True)
class Decider:
    """An actor, with the placements of each person whom they stand in for at this moment."""

    ctx: Context
    absent: tuple[tuple[str, tuple[Placed, ...]], ...]

    def may(self, permission: Permission, unit_id: int) -> bool:
        """Whether they have it at that unit, themselves or for somebody."""
        placements = (*self.ctx.placements, *(place for _, places in self.absent for place in places))
        return any(permission in place.permissions and _covers(place, unit_id) for place in placements)

    def unit_ids(self) -> frozenset[int] | None:
        """Every unit in which they may decide something; None: all."""
        places = [*self.ctx.placements, *(place for _, places in self.absent for place in places)]
        found: set[int] = set()
        for place in places:
            if Permission.APPROVE in place.permissions:
                if place.unit_ids is None:
                    return None
                found |= place.unit_ids
        return frozenset(found)

    def approver(self, unit_id: int) -> Approver:
        """What they may decide at that unit, as the rules of authority look at it."""
        return Approver(
            actor=str(self.ctx.actor),
            own=self.ctx.roles_with(Permission.APPROVE, unit_id),
            is_accountable=self.ctx.actor.kind in (ActorKind.PERSON, ActorKind.PROGRAM),
            for_others=tuple(
                Authority(
                    holder,
                    frozenset(
                        place.role
                        for place in places
                        if Permission.APPROVE in place.permissions and _covers(place, unit_id)
                    ),
                )
                for holder, places in self.absent
            ),
        )


def decider(ctx: Context) -> Decider:
    """The actor, with everybody who is away and named them."""
    if ctx.user_id is None:
        return Decider(ctx, ())
    rows = Substitution.objects.at(ctx.now).filter(substitute_id=ctx.user_id).order_by("id")
    absent = []
    for person_id in dict.fromkeys(rows.values_list("person_id", flat=True)):
        access = person_access(person_id, now=ctx.now)
        if access is not None:
            absent.append((f"person:{person_id}", access.placements))
    return Decider(ctx, tuple(absent))


def involved_in(cases: Iterable[tuple[int, int | None]]) -> dict[int, frozenset[str]]:
    """Who decides nothing about each of these cases, given as (id, who had it before a recovery failed)."""
    found = {case_id: {owner_id} - {None} for case_id, owner_id in cases}
    rows = Involvement.objects.filter(case_id__in=found, ended_at=None)
    for case_id, user_id in rows.values_list("case_id", "user_id"):
        found[case_id].add(user_id)
    return {case_id: frozenset(f"person:{each}" for each in people) for case_id, people in found.items()}


def usual_minutes(actors: Collection[str]) -> dict[str, int]:
    """How long each of these usually takes to answer, in whole minutes; who has answered too seldom is not in it."""
    waited: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(actors), PACE_LAST])
        for actor, seconds in cursor.fetchall():
            waited.setdefault(actor, []).append(seconds)
    return {
        actor: max(1, round(median(seconds) / 60))
        for actor, seconds in waited.items()
        if len(seconds) >= PACE_MIN
    }


def _covers(place: Placed, unit_id: int) -> bool:
    return place.unit_ids is None or unit_id in place.unit_ids
