"""Writes published policies, one number after the other, and the decisions made under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from amends.apps.policies.models import PolicyRecord, PolicyVersion
from amends.core.policy.parse import document_digest, document_text, load_document
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.bulk import copy_rows, draw_ids
from amends.kernel.context import Context
from amends.kernel.journal import record
from amends.kernel.reading_once import read_once
from amends.kernel.statement import first_row


class NoPolicyInForce(Refusal):
    """No policy was published yet, or none whose time has come."""

    code = "no_policy_in_force"
    kind = Kind.CONFLICT
    message = gettext_noop("No policy is in force yet. A CX manager publishes one under Policy.")


# Written out because every giving freezes a decision.
_FREEZE = """
    INSERT INTO policies_decision
        (case_id, policy_version_id, frozen, result, envelope_digest, severity, band, decided_by, decided_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What the policy said about one case (None: about everybody with equal facts) at one time; the texts stay in the
    row."""

    id: int
    case_id: int | None
    policy_id: int
    envelope_digest: str


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision of one case to be frozen, with an id that was drawn for it."""

    id: int
    case_id: int
    policy_id: int
    frozen: str
    result: str
    envelope_digest: str
    severity: int
    band: str


def publish(
    ctx: Context,
    document_text_given: str,
    effective_from: datetime,
    note: str = "",
    *,
    draft_id: int | None = None,
    restores_id: int | None = None,
) -> PolicyRecord:
    """A new version of the policy, in force from `effective_from` (aware); kept as its canonical text.

    `draft_id` is the draft it was written in, `restores_id` the earlier version that it puts back.
    Raises `PolicyInvalid` (core.policy.parse) with every problem of the document.
    """
    assert connection.in_atomic_block, "policies are published in a command's transaction"
    document = load_document(document_text_given)
    text = document_text(document)
    digest = document_digest(text)
    number = newest_number() + 1
    row = PolicyVersion.objects.create(
        number=number,
        name=document.name,
        document=text,
        digest=digest,
        note=note,
        effective_from_at=effective_from,
        published_by=str(ctx.actor),
        published_at=ctx.now,
        draft_id=draft_id,
        restores_id=restores_id,
    )
    body = {"policy_id": row.id, "number": number, "digest": digest, "effective_from_at": effective_from}
    record(ctx, "policy", "policy.published", body)
    return PolicyVersion.objects.numbered(row.id)


def newest_number() -> int:
    """The number of the version published last, 0 before the first; nobody publishes another until the commit.

    Decisions go on meanwhile: the lock keeps out writers of versions alone.
    """
    assert connection.in_atomic_block, "the lock holds until the commit"
    with connection.cursor() as cursor:
        cursor.execute('LOCK TABLE "policies_policyversion" IN SHARE ROW EXCLUSIVE MODE')
    return PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0


def last_published_at() -> datetime | None:
    """When the latest version was published, None before the first; locks as `newest_number` does."""
    newest_number()
    last: datetime | None = PolicyVersion.objects.aggregate(last=Max("published_at"))["last"]
    return last


def version_text(number: int) -> tuple[PolicyRecord, str] | None:
    """The version with that number and its canonical text; None where there is none."""
    row = PolicyVersion.objects.filter(number=number).first()
    return None if row is None else (PolicyVersion.objects.numbered(row.id), row.document)


@read_once
def in_force(at: datetime) -> PolicyRecord:
    """The policy that decides at `at`; raises `NoPolicyInForce`."""
    found = PolicyVersion.objects.in_force(at)
    if found is None:
        raise NoPolicyInForce
    return found


def number_of(document_text_given: str, at: datetime) -> int | None:
    """The number of the policy in force at `at` if it is this very document, however it was typed.

    Raises `PolicyInvalid` with every problem of the document.
    """
    digest = document_digest(document_text(load_document(document_text_given)))
    found = PolicyVersion.objects.in_force(at)
    return found.number if found is not None and found.digest == digest else None


def numbered(policy_id: int) -> PolicyRecord:
    """The policy with that id, in force or not."""
    return PolicyVersion.objects.numbered(policy_id)


def freeze_decision(
    ctx: Context,
    case_id: int | None,
    *,
    policy: PolicyRecord,
    frozen: str,
    result: str,
    envelope_digest: str,
    severity: int,
    band: str,
) -> DecisionRecord:
    """Keep what went into a decision and what came out (core.policy.freeze), for good.

    Without a case it is one decision for everybody of an incident whose facts are equal.
    """
    assert connection.in_atomic_block, "a decision is frozen in the transaction that acts on it"
    row = first_row(
        _FREEZE,
        [
            case_id,
            policy.id,
            frozen,
            result,
            envelope_digest,
            severity,
            band,
            str(ctx.actor),
            ctx.now,
        ],
    )
    assert row is not None, "what is inserted comes back"
    return DecisionRecord(row[0], case_id, policy.id, envelope_digest)


def draw_decision_ids(count: int) -> list[int]:
    """Ids for decisions that will be frozen later."""
    return draw_ids("policies_decision", count)


def freeze_many(ctx: Context, decisions: Sequence[NewDecision]) -> None:
    """Keep what went into these decisions and what came out, for good."""
    copy_rows(
        "policies_decision",
        (
            *("id", "case_id", "policy_version_id", "frozen", "result", "envelope_digest", "severity"),
            *("band", "decided_by", "decided_at"),
        ),
        (
            (
                *(new.id, new.case_id, new.policy_id, new.frozen, new.result, new.envelope_digest),
                *(new.severity, new.band, str(ctx.actor), ctx.now),
            )
            for new in decisions
        ),
    )
