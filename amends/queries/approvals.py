"""Questions that wait for a yes: those one may answer, for oneself or for somebody who is away, and all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.incidents.models import IncidentVerdict, Total
from amends.apps.offers.models import OfferOption
from amends.core.money import Money
from amends.core.offer.authority import Question, incident_barred, may_approve
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.approvers import Decider, decider, involved_in, usual_minutes
from amends.queries.names import names_of

LIST_MAX = 100

LOOKED_AT_DAYS = 90


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One question as one line: about an offer of a case, or about an incident, which has no case and offer.

    `is_mine_to_answer`: this actor has the authority, or stands in for who has it. `is_review`: it was given in an
    emergency, and is looked at afterwards by `owner`. `step` counts from 1; `people` is 0 for an offer. `customer_name`
    is "" for whoever sees no customers.
    """

    id: int
    offer_id: int | None
    case_ref: str
    incident_ref: str
    people: int
    customer_name: str
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
    owner: str
    is_mine_to_answer: bool


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One emergency that somebody has looked at: what was given why, and what they would have done."""

    id: int
    case_ref: str
    customer_name: str
    what: str
    asked_by: str
    why: str
    decided_by: str
    decided_at: datetime
    was_right: bool
    words: str


@dataclass(frozen=True, slots=True)
class ApprovalsShown:
    """The questions that wait in one's units; `usual_minutes` is how long this actor's own answers usually take.

    `looked_at` are the emergencies of the last `LOOKED_AT_DAYS` that were reviewed, the latest first.
    """

    to_answer: tuple[ApprovalRow, ...]
    others: tuple[ApprovalRow, ...]
    usual_minutes: int | None
    looked_at: tuple[LookedAt, ...]

    @property
    def seen_otherwise(self) -> int:
        """Of `looked_at`, those in which the reviewer would have done otherwise."""
        return sum(not each.was_right for each in self.looked_at)


@query(Permission.APPROVE)
def approvals(ctx: Context) -> ApprovalsShown:
    """What waits in the units in which the actor may approve, themselves or for somebody, the most urgent first."""
    deciding = decider(ctx)
    here = _here(deciding)
    about = ("case__failure_type", "case__customer", "unit", "offer", "incident__failure_type", "owner")
    waiting = list(_waiting(here).select_related(*about)[:LIST_MAX])
    names, people = _options(row.offer_id for row in waiting), names_of(row.asked_by for row in waiting)
    currencies = {row.incident.id: row.incident.currency for row in waiting if row.incident}
    totals = IncidentVerdict.objects.totals(currencies)
    barred = involved_of(waiting)
    shown = [_row(row, deciding, barred[row.id], _what(row, names, totals), people) for row in waiting]
    me = str(ctx.actor)
    return ApprovalsShown(
        tuple(row for row in shown if row.is_mine_to_answer),
        tuple(row for row in shown if not row.is_mine_to_answer),
        usual_minutes(me),
        _looked_at(deciding, here),
    )


@query(Permission.APPROVE)
def waiting_for_me(ctx: Context) -> int:
    """How many questions wait that the actor may answer, themselves or for somebody; one reading where none wait."""
    deciding = decider(ctx)
    rows = list(_waiting(_here(deciding)).select_related("case", "incident")[:LIST_MAX])
    barred = involved_of(rows)
    return sum(
        may_approve(deciding.approver(row.unit_id), question_of(row, barred[row.id], row.yeses))  # type: ignore[attr-defined]
        for row in rows
    )


def _here(deciding: Decider) -> QuerySet[Approval]:
    """The questions of the units in which somebody may decide."""
    units = deciding.unit_ids()
    return Approval.objects.all() if units is None else Approval.objects.filter(unit_id__in=units)


def _waiting(here: QuerySet[Approval]) -> QuerySet[Approval]:
    """Those that wait, the most urgent first, with the yeses said so far."""
    said = Prefetch("voices", ApprovalVoice.objects.filter(is_yes=True).order_by("id"), to_attr="yeses")
    return here.filter(state=Approval.State.WAITING).prefetch_related(said).order_by("due_at", "id")


def _looked_at(deciding: Decider, here: QuerySet[Approval]) -> tuple[LookedAt, ...]:
    since = deciding.ctx.now - timedelta(days=LOOKED_AT_DAYS)
    seen = here.filter(is_review=True, decided_at__gte=since).select_related("case__customer")
    seen = seen.order_by("-decided_at")
    rows = list(seen[:LIST_MAX])
    names = _options(row.offer_id for row in rows)
    people = names_of(who for row in rows for who in (row.asked_by, row.decided_by))
    return tuple(
        LookedAt(
            row.id,
            "" if row.case is None else row.case.ref,
            _customer(deciding, row),
            ", ".join(names.get(row.offer_id or 0, [])),
            people.get(row.asked_by, ""),
            row.note,
            people.get(row.decided_by, ""),
            row.decided_at,
            row.state == Approval.State.APPROVED,
            row.decision_note,
        )
        for row in rows
        if row.decided_at is not None
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


def involved_of(rows: Iterable[Approval]) -> dict[int, frozenset[str]]:
    """By question, who had a part in what it is about and so decides nothing; load them with case and incident."""
    listed = list(rows)
    of_cases = involved_in(
        (row.case_id, row.case.owner_before_id) for row in listed if row.case_id and row.case
    )
    found = {}
    for row in listed:
        if row.incident is not None:
            of = row.incident
            found[row.id] = incident_barred(of.involved_ids, of.declared_by, of.decided_by)
        else:
            found[row.id] = of_cases[row.case_id or 0]
    return found


@dataclass(frozen=True, slots=True)
class _What:
    """What a question is about, in words and figures."""

    case_ref: str
    incident_ref: str
    failure_name: str
    what: str
    face: Money
    people: int = 0


def _what(row: Approval, names: Mapping[int, list[str]], totals: Mapping[int, Total]) -> _What:
    if row.incident is not None:
        total = totals[row.incident.id]
        kind = row.incident.failure_type.name
        return _What("", row.incident.ref, kind, row.incident.name, total.face, total.people)
    assert row.case is not None, "a question is about one thing"
    assert row.offer is not None, "a question is about one thing"
    face = Money(row.offer.face_minor, row.offer.currency)
    return _What(row.case.ref, "", row.case.failure_type.name, ", ".join(names.get(row.offer.id, [])), face)


def _customer(deciding: Decider, row: Approval) -> str:
    """The customer's name, for whoever may see it."""
    if row.case is None or not deciding.may(Permission.SEE_CUSTOMERS, row.unit_id):
        return ""
    return row.case.customer.display_name


def _row(
    row: Approval, deciding: Decider, involved: frozenset[str], about: _What, people: Mapping[str, str]
) -> ApprovalRow:
    question = question_of(row, involved, row.yeses)  # type: ignore[attr-defined]
    return ApprovalRow(
        id=row.id,
        offer_id=row.offer_id,
        case_ref=about.case_ref,
        incident_ref=about.incident_ref,
        people=about.people,
        customer_name=_customer(deciding, row),
        failure_name=about.failure_name,
        unit_name=row.unit.name,
        what=about.what,
        face=about.face,
        asked_by=people.get(row.asked_by, ""),
        asked_at=row.asked_at,
        due_at=row.due_at,
        level=row.level,
        step=row.step + 1,
        steps=len(row.steps),
        is_review=row.is_review,
        owner="" if row.owner is None else row.owner.display_name,
        is_mine_to_answer=may_approve(deciding.approver(row.unit_id), question),
    )


def _options(offer_ids: Iterable[int | None]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for option in OfferOption.objects.filter(offer_id__in=[one for one in offer_ids if one]).order_by(
        "offer_id", "position"
    ):
        names.setdefault(option.offer_id, []).append(option.name)
    return names
