"""Questions that wait for a yes: those one may answer, for oneself or for somebody who is away, and all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.offers.models import OfferOption
from amends.core.money import Money
from amends.core.offer.authority import Approver, Question, may_approve
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.approvers import decider, involved_in, usual_minutes
from amends.queries.names import names_of

LIST_MAX = 100


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One question as one line. `is_mine_to_answer`: this actor has the authority, or stands in for who has it.

    `is_review`: it was given in an emergency, and is looked at afterwards. `step` counts from 1.
    """

    id: int
    offer_id: int
    case_ref: str
    failure_name: str
    unit_name: str
    what: str
    face: Money
    asked_by: str
    asked_at: datetime
    due_at: datetime
    level: int
    step: int
    steps: int
    is_review: bool
    is_mine_to_answer: bool


@dataclass(frozen=True, slots=True)
class ApprovalsShown:
    """The questions that wait in one's units; `usual_minutes` is how long this actor's own answers usually take."""

    to_answer: tuple[ApprovalRow, ...]
    others: tuple[ApprovalRow, ...]
    usual_minutes: int | None


@query(Permission.APPROVE)
def approvals(ctx: Context) -> ApprovalsShown:
    """What waits in the units in which the actor may approve, themselves or for somebody, the most urgent first."""
    deciding = decider(ctx)
    rows = Approval.objects.filter(state=Approval.State.WAITING)
    units = deciding.unit_ids()
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    said = Prefetch("voices", ApprovalVoice.objects.filter(is_yes=True).order_by("id"), to_attr="yeses")
    waiting = list(
        rows.select_related("case__failure_type", "unit", "offer")
        .prefetch_related(said)
        .order_by("due_at", "id")[:LIST_MAX]
    )
    names = _options(row.offer_id for row in waiting)
    people = names_of(row.asked_by for row in waiting)
    barred = involved_in((row.case_id, row.case.owner_before_id) for row in waiting)
    shown = [_row(row, deciding.approver(row.unit_id), barred[row.case_id], names, people) for row in waiting]
    me = str(ctx.actor)
    return ApprovalsShown(
        tuple(row for row in shown if row.is_mine_to_answer),
        tuple(row for row in shown if not row.is_mine_to_answer),
        usual_minutes([me]).get(me),
    )


def question_of(row: Approval, involved: frozenset[str], voices: Iterable[ApprovalVoice]) -> Question:
    """The question as the rules of authority look at it; the command looks again, under locks."""
    progress = row.progress(voices)
    return Question(
        seats=progress.seats,
        asked_by=row.asked_by,
        arguments_digest=row.arguments_digest,
        due_at=row.due_at,
        involved=involved,
        heard=progress.heard,
    )


def _row(
    row: Approval,
    approver: Approver,
    involved: frozenset[str],
    names: Mapping[int, list[str]],
    people: Mapping[str, str],
) -> ApprovalRow:
    question = question_of(row, involved, row.yeses)  # type: ignore[attr-defined]
    return ApprovalRow(
        id=row.id,
        offer_id=row.offer_id,
        case_ref=row.case.ref,
        failure_name=row.case.failure_type.name,
        unit_name=row.unit.name,
        what=", ".join(names.get(row.offer_id, [])),
        face=Money(row.offer.face_minor, row.offer.currency),
        asked_by=people.get(row.asked_by, ""),
        asked_at=row.asked_at,
        due_at=row.due_at,
        level=row.level,
        step=row.step + 1,
        steps=len(row.steps),
        is_review=row.is_review,
        is_mine_to_answer=may_approve(approver, question),
    )


def _options(offer_ids: Iterable[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for option in OfferOption.objects.filter(offer_id__in=list(offer_ids)).order_by("offer_id", "position"):
        names.setdefault(option.offer_id, []).append(option.name)
    return names
