"""Who may decide what: an actor with their own rights and those of the people they stand in for, and who was there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from amends.apps.approvals.models import Involvement, Substitution
from amends.core.offer.authority import Approver, Authority
from amends.core.roles import Permission
from amends.kernel.context import ActorKind, Context, Placed
from amends.kernel.statement import read_rows
from amends.queries.access import person_access

PACE_LAST, PACE_MIN = 20, 5
"""How long somebody usually takes is the median of this many last answers; fewer than the second say nothing."""

_LAST = "SELECT waited_seconds FROM approvals_approvalvoice WHERE given_by = %s ORDER BY id DESC LIMIT %s"


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


def usual_minutes(actor: str) -> int | None:
    """How long the actor usually takes to answer, in whole minutes; None where they have answered too seldom."""
    return usual_of([seconds for (seconds,) in read_rows(_LAST, [actor, PACE_LAST])])


def usual_of(waited: Sequence[int]) -> int | None:
    """The same from the seconds that their last answers took."""
    return max(1, round(median(waited) / 60)) if len(waited) >= PACE_MIN else None


def _covers(place: Placed, unit_id: int) -> bool:
    return place.unit_ids is None or unit_id in place.unit_ids
