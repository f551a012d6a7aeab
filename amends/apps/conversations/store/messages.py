"""Writes what is said: messages to be sent, words that were spoken, and what came in."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from amends.apps.conversations.models import Message
from amends.core.message.held import Before
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.queue import defer

DELIVERY_JOB = "deliver_messages"
THREAD_MAX = 20
"""References kept of a long thread: the first, and the latest (RFC 5322 lets a mail program shorten it so)."""


class AddressMissing(Refusal):
    """There is no address to write to."""

    code = "address_missing"
    kind = Kind.INVALID
    message = gettext_noop(
        "We have no e-mail address of this customer. Add one, or tell them in person and record it."
    )


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message as commands see it. `body` holds marks in place of what can be spent or opened."""

    id: int
    case_id: int | None
    direction: str
    audience: str
    channel: str
    stage: str
    to_address: str
    from_name: str
    reply_to: str
    language: str
    subject: str
    body: str
    message_id: str
    references: tuple[str, ...]
    state: str
    is_automatic: bool
    voucher_id: int | None
    attempts: int
    written_by: str
    written_at: datetime
    sent_at: datetime | None


def queue_message(
    ctx: Context,
    *,
    case_id: int | None,
    stage: str,
    to_address: str,
    subject: str,
    body: str,
    channel: str = "email",
    audience: str = "customer",
    language: str = "en",
    from_name: str = "",
    reply_to: str = "",
    template_code: str = "",
    is_automatic: bool = False,
    voucher_id: int | None = None,
    score: float | None = None,
    rubric: Mapping[str, Any] | None = None,
    send_after_at: datetime | None = None,
) -> MessageRecord:
    """A message that goes out once this transaction has committed, not before `send_after_at` if given.

    Its Message-ID is made here and stays the same at every attempt; it continues the thread of its case. A worker
    is woken, so nothing else needs to be done. Raises `AddressMissing` at `to_address`.
    """
    assert connection.in_atomic_block
    if not to_address.strip():
        raise AddressMissing(field="to_address")
    row = Message.objects.create(
        case_id=case_id,
        direction="out",
        audience=audience,
        channel=channel,
        stage=stage,
        template_code=template_code,
        to_address=to_address.strip(),
        from_name=from_name,
        reply_to=reply_to,
        language=language,
        is_automatic=is_automatic,
        subject=" ".join(subject.split())[:250],
        body=body,
        message_id=new_message_id(ctx),
        references=" ".join(_thread(case_id, audience)),
        state=Message.State.QUEUED,
        score=None if score is None else Decimal(f"{score:.3f}"),
        rubric=dict(rubric or {}),
        voucher_id=voucher_id,
        written_by=str(ctx.actor),
        written_at=ctx.now,
        send_after_at=send_after_at or ctx.now,
    )
    later = send_after_at is not None and send_after_at > ctx.now
    defer(DELIVERY_JOB, at=send_after_at if later else None)
    return record_of(row)


def record_spoken(
    ctx: Context,
    *,
    case_id: int,
    stage: str,
    words: str,
    told_by: str,
    told_at: datetime,
    channel: str,
) -> MessageRecord:
    """What somebody (`told_by`, an actor) told the customer at `told_at`, in person or by phone; no rubric runs."""
    assert connection.in_atomic_block
    row = Message.objects.create(
        case_id=case_id,
        direction="out",
        channel=channel,
        stage=stage,
        body=words,
        message_id=new_message_id(ctx),
        state=Message.State.SPOKEN,
        told_by=told_by,
        written_by=str(ctx.actor),
        written_at=ctx.now,
        send_after_at=ctx.now,
        sent_at=told_at,
    )
    return record_of(row)


def record_inbound(
    ctx: Context,
    *,
    case_id: int,
    channel: str,
    from_address: str,
    subject: str,
    body: str,
    message_id: str = "",
    references: tuple[str, ...] = (),
) -> MessageRecord:
    """What the customer wrote to us; the same `message_id` twice is one message."""
    assert connection.in_atomic_block
    fields = {
        "case_id": case_id,
        "direction": "in",
        "channel": channel,
        "stage": "",
        "from_address": from_address[:254],
        "subject": " ".join(subject.split())[:250],
        "body": body,
        "references": " ".join(references),
        "state": Message.State.RECEIVED,
        "written_by": str(ctx.actor),
        "written_at": ctx.now,
        "send_after_at": ctx.now,
    }
    known = message_id[:200] or new_message_id(ctx)
    row, _ = Message.objects.get_or_create(message_id=known, defaults=fields)
    return record_of(row)


def message(message_id: int) -> MessageRecord:
    """The message with that id."""
    return record_of(Message.objects.get(id=message_id))


def before(customer_id: int, *, since: datetime) -> Before:
    """What this customer heard from us since then, as the rubric looks at it."""
    return Message.objects.before(customer_id, since=since)


def last_told_at(case_id: int) -> datetime | None:
    """When the customer was last told what is decided in this case."""
    return Message.objects.last_told_at(case_id)


def vouchers_mailed(case_id: int) -> frozenset[int]:
    """The vouchers of a case that are in a message already, sent or not."""
    rows = Message.objects.filter(case_id=case_id, voucher_id__isnull=False).exclude(
        state=Message.State.FAILED
    )
    return frozenset(found for found in rows.values_list("voucher_id", flat=True) if found is not None)


def record_of(row: Message) -> MessageRecord:
    """The row as a record."""
    return MessageRecord(
        id=row.id,
        case_id=row.case_id,
        direction=row.direction,
        audience=row.audience,
        channel=row.channel,
        stage=row.stage,
        to_address=row.to_address,
        from_name=row.from_name,
        reply_to=row.reply_to,
        language=row.language,
        subject=row.subject,
        body=row.body,
        message_id=row.message_id,
        references=tuple(row.references.split()),
        state=row.state,
        is_automatic=row.is_automatic,
        voucher_id=row.voucher_id,
        attempts=row.attempts,
        written_by=row.written_by,
        written_at=row.written_at,
        sent_at=row.sent_at,
    )


def new_message_id(ctx: Context) -> str:
    """A Message-ID of ours, never used before."""
    host = urlsplit(settings.AMENDS_PUBLIC_URL).hostname or "localhost"
    unique = base64.b32encode(ctx.random(15)).decode().lower()
    return f"<{unique}@{host}>"


def _thread(case_id: int | None, audience: str) -> list[str]:
    if case_id is None:
        return []
    ids = list(Message.objects.thread(case_id, audience).values_list("message_id", flat=True))
    return ids if len(ids) <= THREAD_MAX else [ids[0], *ids[1 - THREAD_MAX :]]
