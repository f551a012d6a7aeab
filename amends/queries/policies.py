"""The policy in its versions, and the drafts that are being written: the first page of the policy workshop."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from amends.apps.policies.models import DraftReview, PolicyDraft, PolicyVersion
from amends.core.policy.changes import Change, policy_changes
from amends.core.policy.drafting.states import DraftState, Verdict
from amends.core.policy.drafting.unknown import VersionUnknown
from amends.core.policy.model import PolicyDocument
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.names import names_of

PAGE = 30


class Standing(StrEnum):
    """Whether a version decides now, will, or did."""

    IN_FORCE = "in_force"
    COMING = "coming"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One published version; `restores` is the number of the earlier one that it put back, None if it is new."""

    number: int
    name: str
    digest: str
    standing: Standing
    effective_from_at: datetime
    published_at: datetime
    published_by: str
    note: str
    restores: int | None
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft that is being written or read."""

    id: int
    name: str
    state: DraftState
    base_number: int | None
    is_approved: bool
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class PoliciesShown:
    """Versions, the newest first, and living drafts, the one changed last first; `before` leads to older versions."""

    versions: tuple[VersionLine, ...]
    drafts: tuple[DraftLine, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version with its document, as the plain data that sheets are made of."""

    line: VersionLine
    data: dict[str, Any]
    document: PolicyDocument
    text: str


@query(Permission.SEE_POLICY)
def policies(ctx: Context, *, before: int | None = None) -> PoliciesShown:
    """A page of versions before the number `before`, and the drafts, for those who may see drafts."""
    rows = PolicyVersion.objects.select_related("restores").defer("document").order_by("-number")
    page = list((rows if before is None else rows.filter(number__lt=before))[: PAGE + 1])
    return PoliciesShown(
        versions=_lines(ctx, page[:PAGE]),
        drafts=_drafts() if ctx.may(Permission.SEE_POLICY_DRAFTS) else (),
        before=page[PAGE - 1].number if len(page) > PAGE else None,
    )


@query(Permission.SEE_POLICY)
def policy_version(ctx: Context, *, number: int) -> VersionPage:
    """One version whole; raises `VersionUnknown`."""
    row = PolicyVersion.objects.select_related("restores").filter(number=number).first()
    if row is None:
        raise VersionUnknown(field="number", number=number)
    document = PolicyVersion.objects.numbered(row.id).document
    data = json.loads(row.document, parse_float=Decimal)
    return VersionPage(_lines(ctx, [row])[0], data, document, row.document)


@query(Permission.SEE_POLICY)
def policy_diff(ctx: Context, *, before: int, after: int) -> tuple[Change, ...]:
    """What changed from one version to another, in words with holes. Raises `VersionUnknown`."""
    found = {
        row.number: row.id for row in PolicyVersion.objects.filter(number__in=(before, after)).only("number")
    }
    for number in (before, after):
        if number not in found:
            raise VersionUnknown(field="number", number=number)
    old, new = (PolicyVersion.objects.numbered(found[number]).document for number in (before, after))
    return policy_changes(old, new)


def _lines(ctx: Context, rows: Iterable[PolicyVersion]) -> tuple[VersionLine, ...]:
    shown = list(rows)
    names = names_of(row.published_by for row in shown)
    deciding = PolicyVersion.objects.in_force(ctx.now)
    now = None if deciding is None else deciding.number
    return tuple(
        VersionLine(
            number=row.number,
            name=row.name,
            digest=row.digest,
            standing=_standing(row, now, ctx.now),
            effective_from_at=row.effective_from_at,
            published_at=row.published_at,
            published_by=names.get(row.published_by, ""),
            note=row.note,
            restores=None if row.restores is None else row.restores.number,
            draft_id=row.draft_id,
        )
        for row in shown
    )


def _standing(row: PolicyVersion, now_number: int | None, now: datetime) -> Standing:
    if row.number == now_number:
        return Standing.IN_FORCE
    return Standing.COMING if row.effective_from_at > now else Standing.PAST


def _drafts() -> tuple[DraftLine, ...]:
    rows = list(
        PolicyDraft.objects.select_related("base")
        .filter(state__in=(DraftState.WRITING, DraftState.IN_REVIEW))
        .defer("document")
        .order_by("-changed_at", "-id")
    )
    names = names_of(row.changed_by for row in rows)
    last: dict[int, DraftReview] = {}
    for review in DraftReview.objects.filter(draft_id__in=[row.id for row in rows]).order_by("id"):
        last[review.draft_id] = review
    return tuple(
        DraftLine(
            id=row.id,
            name=row.name,
            state=DraftState(row.state),
            base_number=None if row.base is None else row.base.number,
            is_approved=is_approved(row, last.get(row.id)),
            changed_at=row.changed_at,
            changed_by=names.get(row.changed_by, ""),
        )
        for row in rows
    )


def is_approved(draft: PolicyDraft, review: DraftReview | None) -> bool:
    """Whether exactly what the draft says now was approved last."""
    return (
        review is not None
        and draft.state == DraftState.IN_REVIEW
        and (review.verdict, review.digest) == (Verdict.APPROVED, draft.digest)
    )
