"""Questions that wait for a yes: those one may answer, those one asked, and the page on which one is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet

from amends.apps.approvals.models import Approval
from amends.apps.ledger.models import Budget
from amends.apps.offers.models import OfferOption
from amends.apps.staff.models import User
from amends.core.ledger.budget import PeriodRecord
from amends.core.money import Money
from amends.core.roles import LEVEL, Permission
from amends.core.unseen import ApprovalUnknown
from amends.kernel.context import Context
from amends.kernel.query import query

USUAL_DAYS = 90
"""How far back one looks for how long answers usually take."""

LIST_MAX = 100


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One question as one line. `is_mine_to_answer`: this actor has the authority and did not ask it."""

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
    is_mine_to_answer: bool


@dataclass(frozen=True, slots=True)
class ApprovalsShown:
    """The questions that wait in one's units; `usual_minutes` is how long this actor's own answers usually take."""

    to_answer: tuple[ApprovalRow, ...]
    others: tuple[ApprovalRow, ...]
    usual_minutes: int | None


@dataclass(frozen=True, slots=True)
class AskedOption:
    """One of the gestures that are asked for, with its price to us and why it needs a yes."""

    name: str
    face: Money
    true_cost: Money
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """Everything one needs to decide in one tap. Names and words are empty for whoever may not see them.

    `state` is *waiting* until it is decided; `digest` goes back with the answer.
    """

    id: int
    offer_id: int
    digest: str
    state: str
    level: int
    may_answer: bool
    asked_it: bool
    case_ref: str
    unit_name: str
    customer_name: str
    words: str
    failure_name: str
    severity: int | None
    band: str
    note: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    options: tuple[AskedOption, ...]
    budgets: tuple[PeriodRecord, ...]
    usual_minutes: int | None


@query(Permission.APPROVE)
def approvals(ctx: Context) -> ApprovalsShown:
    """What waits in the units in which the actor may approve, the most urgent first."""
    scope = ctx.scope(Permission.APPROVE)
    rows = Approval.objects.filter(state=Approval.State.WAITING)
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    waiting = list(
        rows.select_related("case__failure_type", "unit", "offer").order_by("due_at", "id")[:LIST_MAX]
    )
    names = _options(row.offer_id for row in waiting)
    people = _people(row.asked_by for row in waiting)
    shown = [_row(ctx, row, names, people) for row in waiting]
    return ApprovalsShown(
        tuple(row for row in shown if row.is_mine_to_answer),
        tuple(row for row in shown if not row.is_mine_to_answer),
        _usual_minutes(Approval.objects.filter(decided_by=str(ctx.actor)), ctx.now),
    )


@query(Permission.SEE_BUDGETS)
def approval_page(ctx: Context, *, approval_id: int) -> ApprovalPage:
    """One question; for whoever may approve at its unit, and for whoever asked it. Else `ApprovalUnknown`."""
    rows = Approval.objects.select_related("case__customer", "case__failure_type", "unit", "offer")
    row = rows.filter(id=approval_id).first()
    asked_it = row is not None and row.asked_by == str(ctx.actor)
    if row is None or not (asked_it or ctx.may(Permission.APPROVE, row.unit_id)):
        raise ApprovalUnknown
    case = row.case
    sees_names = ctx.may(Permission.SEE_CUSTOMERS, case.unit_id)
    sees_words = ctx.may(Permission.SEE_CUSTOMER_WORDS, case.unit_id)
    people = _people([row.asked_by, row.decided_by])
    asker = int(row.asked_by.partition(":")[2]) if row.asked_by.startswith("person:") else None
    answered = Approval.objects.filter(unit_id=row.unit_id, level=row.level)
    return ApprovalPage(
        id=row.id,
        offer_id=row.offer_id,
        digest=row.arguments_digest,
        state=row.state,
        level=row.level,
        may_answer=row.state == Approval.State.WAITING and _may_answer(ctx, row),
        asked_it=asked_it,
        case_ref=case.ref,
        unit_name=row.unit.name,
        customer_name=case.customer.display_name if sees_names else "",
        words=case.words if sees_words else "",
        failure_name=case.failure_type.name,
        severity=case.severity,
        band=case.band,
        note=row.note,
        asked_by=people.get(row.asked_by, ""),
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_by=people.get(row.decided_by, ""),
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        options=_asked(row),
        budgets=Budget.chain(unit_id=row.unit_id, user_id=asker, at=ctx.now),
        usual_minutes=_usual_minutes(answered, ctx.now),
    )


def _row(
    ctx: Context, row: Approval, names: Mapping[int, list[str]], people: Mapping[str, str]
) -> ApprovalRow:
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
        is_mine_to_answer=_may_answer(ctx, row),
    )


def _may_answer(ctx: Context, row: Approval) -> bool:
    """As core.offer.authority decides it; the command looks again, under locks and with who was involved."""
    role = ctx.role_at(row.unit_id)
    level = 0 if role is None else LEVEL[role]
    return ctx.may(Permission.APPROVE, row.unit_id) and level >= row.level and row.asked_by != str(ctx.actor)


def _asked(row: Approval) -> tuple[AskedOption, ...]:
    why = {reason["gesture_code"]: tuple(reason["reasons"]) for reason in row.reasons}
    return tuple(
        AskedOption(
            option.name,
            Money(option.face_minor, option.currency),
            Money(option.true_cost_minor, option.currency),
            why.get(option.gesture_code, ()),
        )
        for option in OfferOption.objects.filter(offer_id=row.offer_id).order_by("position")
    )


def _options(offer_ids: Any) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for option in OfferOption.objects.filter(offer_id__in=list(offer_ids)).order_by("offer_id", "position"):
        names.setdefault(option.offer_id, []).append(option.name)
    return names


def _people(actors: Any) -> dict[str, str]:
    """The names of the colleagues among these actors."""
    ids = {actor: int(actor.partition(":")[2]) for actor in actors if actor.startswith("person:")}
    names = dict(User.objects.filter(id__in=ids.values()).values_list("id", "display_name"))
    return {actor: names[user_id] for actor, user_id in ids.items() if user_id in names}


def _usual_minutes(rows: QuerySet[Approval], now: datetime) -> int | None:
    """The median time from question to answer, in minutes; None without an answer in `USUAL_DAYS`."""
    recent = rows.filter(
        state__in=(Approval.State.APPROVED, Approval.State.REFUSED),
        decided_at__gt=now - timedelta(days=USUAL_DAYS),
    )
    times = [
        (decided_at - asked_at).total_seconds() / 60
        for asked_at, decided_at in recent.order_by("-decided_at").values_list("asked_at", "decided_at")[:200]
        if decided_at is not None
    ]
    return max(1, round(median(times))) if times else None
