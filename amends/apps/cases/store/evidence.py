"""Evidence of a case, and where the case stands by it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from amends.apps.cases.models import Case, Evidence
from amends.apps.cases.store.records import CaseRecord, record_of
from amends.core.case.evidence import Source, UnknownNeedsReason
from amends.core.case.facts import CaseFacts
from amends.core.case.standing import CaseStanding
from amends.core.message.correspondence import Correspondence
from amends.kernel.canonical import canonical
from amends.kernel.context import Context
from amends.kernel.journal import commitment, record
from amends.kernel.rows import OneRow


def record_evidence(
    ctx: Context,
    case_id: int,
    name: str,
    value: object,
    source: Source,
    reason: str = "",
    *,
    person_key: bytes,
) -> None:
    """One thing known about a locked case; `value` None with a `reason`: it cannot be known.

    Earlier statements stay. The journal keeps name and source, and of the value a commitment under the customer's key.
    Raises `UnknownNeedsReason` at `name`.
    """
    assert connection.in_atomic_block
    if value is None and not reason.strip():
        raise UnknownNeedsReason(field=name)
    Evidence.objects.create(
        case_id=case_id,
        name=name,
        value=value,
        source=str(source),
        reason=reason.strip(),
        recorded_by=str(ctx.actor),
        recorded_at=ctx.now,
    )
    record(ctx, f"case:{case_id}", "evidence.recorded", evidence_body(name, value, source, person_key))


def evidence_body(name: str, value: object, source: Source, person_key: bytes) -> dict[str, Any]:
    """What the journal tells of one thing known about a case."""
    return {
        "name": name,
        "source": source,
        "value": commitment(person_key, canonical(value)),
        "is_unknown": value is None,
    }


def facts_of(case_id: int) -> CaseFacts:
    """Everything known about a case, with sources (see core.case.facts)."""
    return _UNLOCKED(case_id).facts(Evidence.objects.said(case_id))


def lock_with_facts(case_id: int) -> tuple[CaseRecord, CaseFacts]:
    """The case, locked as by `lock_case`, and all that is known about it: one reading of the row for both."""
    assert connection.in_atomic_block
    row = _LOCKED(case_id)
    return record_of(row), row.facts(Evidence.objects.said(case_id))


_UNLOCKED = OneRow(Case, "unit", "failure_type", "customer")
_LOCKED = OneRow(Case, "unit", "failure_type", "customer", locked=True)


def correspondence(case_id: int) -> Correspondence:
    """Who writes to whom about a case, and what a letter about it may say (see core.message.correspondence)."""
    row = Case.objects.with_letter().get(id=case_id)
    return row.correspondence(row.facts(Evidence.objects.said(case_id)))


def standing_of(ctx: Context, case: CaseRecord, facts: CaseFacts | None = None, **known: Any) -> CaseStanding:
    """What the guards of the lifecycle may know of a case from its rows; `known` adds what the command brings.

    `flags_set` and `preset_chosen` hold once the case is assessed; the cause is plain when its class is recorded or
    the fact `locus` is held. A command states itself what only it knows (`accepted`, `rubric_passed`, ...).
    """
    held = facts or facts_of(case.id)
    assessed = case.severity is not None
    rows: dict[str, Any] = {
        "ref_issued": True,
        "owner_set": case.owner_id is not None,
        "classified": True,
        "severity": case.severity,
        "criticality_set": bool(case.criticality),
        "flags_set": assessed,
        "preset_chosen": assessed,
        "flags": case.flags,
        "facts": held.core_facts,
        "cause_plain": bool(case.cause_class) or held.cause_is_plain,
        "cause_class_set": bool(case.cause_class),
        "root_cause_set": bool(case.root_cause),
        "finding": case.finding,
        "owner_fresh": case.owner_id is not None and case.owner_id != case.owner_before_id,
        "owner_senior": case.owner_level >= case.owner_level_min,
        "decider_level": case.decided_level,
        "closed_days_ago": None if case.closed_at is None else (ctx.now - case.closed_at).days,
    }
    return CaseStanding(**{**rows, **known})
