"""The only writer of signed links; tokens are derived from a link's serial and stored nowhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.apps.links.models import Link
from amends.core.links import derive_token
from amends.core.links import token_hash as hash_of
from amends.kernel.bulk import copy_rows
from amends.kernel.context import Context
from amends.kernel.keys import current_key_id, derive


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """One link: what it opens, for which case, until when (None: until 90 days past the closure of the
    case)."""

    id: int
    serial: str
    key_id: str
    purpose: str
    case_id: int
    subject_id: int | None
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def open_link(
    ctx: Context,
    *,
    case_id: int,
    purpose: str,
    expires_at: datetime | None = None,
    subject_id: int | None = None,
) -> LinkRecord:
    """A new link for one purpose (`portal`, `confirm_yes`) of one case; put `{link:SERIAL}` into the
    message."""
    assert connection.in_atomic_block
    serial, key_id = ctx.random(12).hex(), current_key_id()
    token = derive_token(derive("link-token", key_id), Link.Purpose(purpose), serial)
    row = Link.objects.create(
        serial=serial,
        key_id=key_id,
        token_hash=hash_of(derive("link-lookup", key_id), token),
        purpose=purpose,
        case_id=case_id,
        subject_id=subject_id,
        made_at=ctx.now,
        expires_at=expires_at,
    )
    return _record(row)


def open_portals(ctx: Context, case_ids: Sequence[int]) -> list[str]:
    """A new link to the portal for each of these cases; the serials in the same order."""
    assert connection.in_atomic_block
    key_id, purpose = current_key_id(), Link.Purpose.PORTAL
    token_key, lookup_key = derive("link-token", key_id), derive("link-lookup", key_id)
    serials = [ctx.random(12).hex() for _ in case_ids]
    copy_rows(
        "links_link",
        ("serial", "key_id", "token_hash", "purpose", "case_id", "made_at"),
        (
            (
                *(serial, key_id, hash_of(lookup_key, derive_token(token_key, purpose, serial))),
                *(purpose.value, case_id, ctx.now),
            )
            for serial, case_id in zip(serials, case_ids, strict=True)
        ),
    )
    return serials


def token_of(link: LinkRecord) -> str:
    """The token that opens it, derived anew; it goes to the customer alone."""
    return derive_token(derive("link-token", link.key_id), link.purpose, link.serial)


def find_by_token(token: str) -> LinkRecord | None:
    """The link that `token` opens or once opened; None for whatever is not a token of ours."""
    row = Link.objects.with_token(token).first()
    return None if row is None else _record(row)


def link_by_serial(serial: str) -> LinkRecord | None:
    """The link that `{link:SERIAL}` in a message stands for."""
    row = Link.objects.filter(serial=serial).first()
    return None if row is None else _record(row)


def revoke(ctx: Context, link_id: int) -> None:
    """End a link now."""
    assert connection.in_atomic_block
    Link.objects.filter(id=link_id, revoked_at=None).update(revoked_at=ctx.now)


def revoke_all(ctx: Context, case_ids: Collection[int]) -> None:
    """End every link to these cases now."""
    assert connection.in_atomic_block
    Link.objects.filter(case_id__in=case_ids, revoked_at=None).update(revoked_at=ctx.now)


def _record(row: Link) -> LinkRecord:
    return LinkRecord(
        id=row.id,
        serial=row.serial,
        key_id=row.key_id,
        purpose=row.purpose,
        case_id=row.case_id,
        subject_id=row.subject_id,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
