"""Letters that go out by themselves: a template, the case's correspondence, and nothing for a person to add."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amends.apps.conversations.store.messages import MessageRecord, queue_message
from amends.apps.conversations.store.templates import template
from amends.core.message.correspondence import Correspondence
from amends.core.message.record import LetterRecord, holes_of
from amends.core.message.template import fill_whole
from amends.kernel.context import Context


def queue_letter(
    ctx: Context,
    code: str,
    post: Correspondence,
    *,
    case_id: int,
    business: str = "",
    voucher_id: int | None = None,
    score: float | None = None,
    rubric: Mapping[str, Any] | None = None,
    send_after_at: datetime | None = None,
) -> MessageRecord:
    """Write the template `code` to the customer of `post`, in their language, signed by the case's owner.

    Raises `TemplateUnknown`, `LetterIncomplete` where the record leaves a hole open, and `AddressMissing`.
    """
    text = template(code, post.record.language, business)
    letter = fill_whole(text, holes_of(post.record))
    return queue_message(
        ctx,
        case_id=case_id,
        stage=text.stage.value,
        to_address=post.to_address,
        subject=letter.subject,
        body=letter.body,
        language=text.language,
        from_name=post.from_name,
        reply_to=post.reply_to,
        template_code=code,
        is_automatic=True,
        voucher_id=voucher_id,
        score=score,
        rubric=rubric,
        send_after_at=send_after_at,
    )


def queue_notice(
    ctx: Context, code: str, record: LetterRecord, *, to_address: str, case_id: int | None
) -> MessageRecord:
    """Write the template `code` to a colleague, in the record's language; raises as `queue_letter` does."""
    text = template(code, record.language)
    letter = fill_whole(text, holes_of(record))
    return queue_message(
        ctx,
        case_id=case_id,
        audience="staff",
        stage=text.stage.value,
        to_address=to_address,
        subject=letter.subject,
        body=letter.body,
        language=text.language,
        template_code=code,
        is_automatic=True,
    )
