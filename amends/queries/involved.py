"""Who of us was there when it happened: the colleagues around a case, and which of them are named."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals.models import Involvement
from amends.apps.cases.models import Case
from amends.apps.staff.models import Placement
from amends.apps.units.models import Unit
from amends.core.case.unknown import CaseUnknown
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class ColleagueThere:
    """One colleague who works where it happened, or above."""

    user_id: int
    name: str
    title: str
    is_involved: bool


@dataclass(frozen=True, slots=True)
class InvolvedShown:
    """The colleagues of one case, those who are named first."""

    case_ref: str
    colleagues: tuple[ColleagueThere, ...]


@query(Permission.SEE_CASES)
def involved(ctx: Context, *, case_ref: str) -> InvolvedShown:
    """Who works at the unit of the case, above, below or beside it on its site. Raises `CaseUnknown`."""
    scope = ctx.scope(Permission.SEE_CASES)
    found = Case.objects.whereabouts(case_ref)
    if found is None or not scope.covers(found.unit_id) or (found.is_restricted and not scope.restricted):
        raise CaseUnknown(ref=case_ref.strip()[:20])
    case = Case.objects.only("id", "ref", "unit_id").get(id=found.id)
    unit = Unit.objects.get(id=case.unit_id)
    site = unit.parent_id if unit.level == "team" and unit.parent_id else unit.id
    near = Unit.objects.filter(lineage__contains=[site]).values_list("id", flat=True)
    placed = Placement.objects.filter(
        unit_id__in=[*unit.lineage, *near], ended_at=None, user__is_active=True
    ).select_related("user")
    named = frozenset(
        Involvement.objects.filter(case_id=case.id, ended_at=None).values_list("user_id", flat=True)
    )
    people = {each.user_id: each.user for each in placed}
    colleagues = [
        ColleagueThere(user_id, user.display_name, user.title, user_id in named)
        for user_id, user in people.items()
    ]
    return InvolvedShown(
        case.ref, tuple(sorted(colleagues, key=lambda each: (not each.is_involved, each.name, each.user_id)))
    )
