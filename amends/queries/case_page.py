"""One case whole: its head, the story, the facts with their sources, the customer's history, clocks and journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case, Evidence
from amends.apps.clocks.models import Deadline
from amends.apps.incidents.models import IncidentPerson
from amends.apps.policies.models import PolicyVersion
from amends.apps.staff.models import Placement
from amends.apps.tasks.models import ClosingTask
from amends.core.case.evidence import CORE_FACTS, FACT_LABELS, CoreFact, Held
from amends.core.case.facts import CaseFacts
from amends.core.case.unknown import CaseUnknown
from amends.core.policy.model import PolicyDocument
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import PERMISSIONS, Permission, Role
from amends.kernel.context import Context
from amends.kernel.models import JournalEntry
from amends.kernel.query import query
from amends.queries.case_parts import (
    CaseHead,
    Clock,
    Colleague,
    CoreLine,
    FactLine,
    IncidentShown,
    JournalLine,
    ReviewShown,
    Statement,
)
from amends.queries.history import PastCase, past_cases
from amends.queries.names import names_of
from amends.queries.story import StoryEntry, story_of

JOURNAL_SHOWN = 60
EARLIER_SHOWN = 10


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case page shows; what may be given stands in the query `envelope`."""

    head: CaseHead
    story: tuple[StoryEntry, ...]
    core: tuple[CoreLine, ...]
    facts: tuple[FactLine, ...]
    earlier: tuple[PastCase, ...]
    clocks: tuple[Clock, ...]
    journal: tuple[JournalLine, ...]
    colleagues: tuple[Colleague, ...]
    closing_due_at: datetime | None  # when the closing questions are open: their due time
    reviews: tuple[ReviewShown, ...] = ()  # of what was given because of danger, the first one first
    incident: IncidentShown | None = None  # of which it is part


@query(Permission.SEE_CASES)
def case_page(ctx: Context, *, ref: str, with_journal: bool = True) -> CasePage:
    """The case with that reference, as the actor may see it; raises `CaseUnknown`.

    `with_journal`: the latest entries of its chain too, which few readers open.
    """
    case = visible_case(ctx, ref)
    words_too = ctx.may(Permission.SEE_CUSTOMER_WORDS, case.unit_id)
    evidence = list(Evidence.objects.of_case(case.id))
    facts = case.facts([row.said() for row in evidence])
    scope = ctx.scope(Permission.SEE_CASES)
    others = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    history = others.filter(customer_id=case.customer_id).exclude(id=case.id)
    policy = PolicyVersion.objects.in_force(ctx.now)
    task = ClosingTask.objects.filter(case_id=case.id, done_at=None).first()
    return CasePage(
        head=_head(case, sees_customer=ctx.may(Permission.SEE_CUSTOMERS, case.unit_id)),
        story=story_of(case, evidence, words_too=words_too),
        core=_core(facts),
        facts=() if policy is None else _facts(policy.document, facts),
        earlier=past_cases(history, words_too=words_too, limit=EARLIER_SHOWN),
        clocks=_clocks(case.id),
        journal=_journal(case.id) if with_journal else (),
        colleagues=_colleagues(case) if ctx.may(Permission.ASSIGN_CASES, case.unit_id) else (),
        closing_due_at=None if task is None else task.due_at,
        reviews=_reviews(case.id),
        incident=_incident(case.id, words_too=words_too),
    )


def _reviews(case_id: int) -> tuple[ReviewShown, ...]:
    rows = Approval.objects.filter(case_id=case_id, is_review=True).select_related("owner").order_by("id")
    found = list(rows)
    names = names_of(who for row in found for who in (row.asked_by, row.decided_by))
    return tuple(
        ReviewShown(
            approval_id=row.id,
            gave=names.get(row.asked_by, ""),
            gave_at=row.asked_at,
            why=row.note,
            owner_id=row.owner_id,
            owner="" if row.owner is None else row.owner.display_name,
            due_at=row.due_at,
            reviewer=names.get(row.decided_by, ""),
            was_right=None if row.decided_at is None else row.state == Approval.State.APPROVED,
            words=row.decision_note,
        )
        for row in found
    )


def _incident(case_id: int, *, words_too: bool) -> IncidentShown | None:
    """The incident by which the case came, if one did."""
    row = IncidentPerson.objects.filter(case_id=case_id).select_related("incident").first()
    if row is None:
        return None
    if not row.held_by:
        return IncidentShown(row.incident.ref, row.incident.name)
    kept_by = names_of([row.held_by]).get(row.held_by, "")
    return IncidentShown(row.incident.ref, row.incident.name, kept_by, row.detail if words_too else "")


def visible_case(ctx: Context, ref: str) -> Case:
    """The row of a case that the actor may see, with all its page needs along; raises `CaseUnknown`."""
    scope = ctx.scope(Permission.SEE_CASES)
    rows = Case.objects.visible(scope.unit_ids, restricted=scope.restricted).with_facts()
    try:
        case = rows.select_related("owner", "merged_into", "continues").filter(ref=normal_ref(ref)).first()
    except RefInvalid:
        case = None
    if case is None:
        raise CaseUnknown(ref=ref.strip()[:20])
    return case


def _head(case: Case, *, sees_customer: bool) -> CaseHead:
    customer, unit, kind = case.customer, case.unit, case.failure_type
    near = Case.objects.filter(Q(visit_ref=case.visit_ref) | Q(merged_into_id=case.id)).exclude(id=case.id)
    beside = list(near.order_by("id").values_list("ref", "visit_ref", "merged_into_id"))
    return CaseHead(
        id=case.id,
        ref=case.ref,
        version=case.version,
        customer_ref=customer.ref if sees_customer else "",
        customer_name=customer.display_name if sees_customer else "",
        customer_tier=customer.loyalty_tier,
        customer_email=customer.email if sees_customer else "",
        customer_phone=customer.phone if sees_customer else "",
        contact_verified=case.contact_is_verified,
        failure_code=kind.code,
        failure_name=kind.name,
        place=case.place_text,
        unit_id=unit.id,
        unit_name=unit.name,
        business=unit.business,
        timezone=unit.timezone,
        currency=unit.currency,
        channel=case.channel,
        origin=case.origin,
        state=case.state,
        outcome=case.outcome,
        severity=case.severity,
        criticality=case.criticality,
        band=case.band,
        priority=case.priority,
        finding=case.finding,
        cause_class=case.cause_class,
        root_cause=case.root_cause,
        flags=tuple(case.flags),
        double_deviations=case.double_deviations,
        round=case.round,
        is_restricted=case.is_restricted,
        owner_id=case.owner_id,
        owner_name="" if case.owner is None else case.owner.display_name,
        wanted=case.wanted,
        wanted_by_at=case.wanted_by_at,
        occurred_at=case.occurred_at,
        received_at=case.received_at,
        closed_at=case.closed_at,
        visit_refs=tuple(ref for ref, visit, _ in beside if visit == case.visit_ref),
        merged_into_ref="" if case.merged_into is None else case.merged_into.ref,
        continues_ref="" if case.continues is None else case.continues.ref,
        joined_refs=tuple(ref for ref, _, into in beside if into == case.id),
    )


def _core(facts: CaseFacts) -> tuple[CoreLine, ...]:
    return tuple(_core_line(fact, facts) for fact in CORE_FACTS)


def _core_line(fact: CoreFact, facts: CaseFacts) -> CoreLine:
    statements = tuple(
        Statement(piece.value or "", str(piece.source), piece.reason, piece.at)
        for piece in facts.statements
        if piece.fact is fact
    )
    best = facts.core.get(fact)
    shown = None if best is None else Statement(best.value or "", str(best.source), best.reason, best.at)
    held: Held | None = facts.core_facts.get(fact)
    return CoreLine(str(fact), FACT_LABELS[fact], "" if held is None else str(held), shown, statements)


def _facts(document: PolicyDocument, facts: CaseFacts) -> tuple[FactLine, ...]:
    """The policy's facts in its own order."""
    return tuple(
        FactLine(
            name=fact.name,
            label=fact.title,
            type=str(fact.type),
            unit=fact.unit,
            choices=tuple(str(choice) for choice in fact.choices),
            value=facts.values.get(fact.name),
            source=str(facts.sources.get(fact.name, "")),
            is_ours=str(facts.sources.get(fact.name, "")) == "system" and fact.name in _OURS,
        )
        for fact in document.facts
    )


_OURS = frozenset(
    {"business", "jurisdiction", "failure", "failure_date", "double_deviation", "loyalty_tier", "regulated"}
)


def _clocks(case_id: int) -> tuple[Clock, ...]:
    rows = Deadline.objects.filter(case_id=case_id, cancelled_at=None).order_by("due_at", "id")
    return tuple(
        Clock(
            row.kind, row.due_at, row.is_statutory, row.met_at, row.paused_left_seconds is not None, row.rule
        )
        for row in rows
    )


def _journal(case_id: int) -> tuple[JournalLine, ...]:
    rows = list(JournalEntry.objects.filter(stream=f"case:{case_id}").order_by("-seq")[:JOURNAL_SHOWN])
    names = names_of(row.actor for row in rows)
    return tuple(
        JournalLine(row.seq, row.event, row.at, names.get(row.actor, ""), row.actor, json.loads(row.body))
        for row in rows
    )


def _colleagues(case: Case) -> tuple[Colleague, ...]:
    """Those who may work on cases of this unit, by name."""
    working = [role.value for role in Role if Permission.WORK_CASES in PERMISSIONS[role]]
    rows = (
        Placement.objects.filter(
            unit_id__in=case.unit.lineage, ended_at=None, role__in=working, user__is_active=True
        )
        .select_related("user")
        .order_by("user__display_name")
    )
    people = {row.user_id: Colleague(row.user.id, row.user.display_name, row.user.title) for row in rows}
    return tuple(people.values())
