"""Whom a signed link lets in: read before there is a Context, so this is a plain function, not a query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.links.models import Link
from amends.core.links import is_open


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What one link opens: one purpose, one case, for one customer."""

    purpose: str
    subject_id: int | None
    case_id: int
    case_ref: str
    customer_id: int
    unit_id: int
    language: str
    timezone: str


def opened_link(token: str, *, now: datetime) -> OpenedLink | None:
    """What `token` opens at `now`; None for one that has run out and for whatever never was one of ours."""
    row = Link.objects.with_token(token).select_related("case__customer", "case__unit").first()
    if row is None:
        return None
    case = row.case
    open_now = is_open(
        expires_at=row.expires_at, revoked_at=row.revoked_at, closed_at=case.closed_at, now=now
    )
    if not open_now or case.customer.erased_at is not None:
        return None
    return OpenedLink(
        purpose=row.purpose,
        subject_id=row.subject_id,
        case_id=case.id,
        case_ref=case.ref,
        customer_id=case.customer_id,
        unit_id=case.unit_id,
        language=case.customer.language,
        timezone=case.unit.timezone,
    )
