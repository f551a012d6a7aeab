"""Many letters at once, each its customer's own, all for the same delivery as every other message."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from amends.apps.conversations.models import Message
from amends.apps.conversations.store.messages import DELIVERY_JOB, new_message_id
from amends.kernel.bulk import copy_rows
from amends.kernel.context import Context
from amends.kernel.queue import defer


@dataclass(frozen=True, slots=True)
class LetterShape:
    """What all letters of a group have in common."""

    stage: str
    template_code: str
    language: str
    from_name: str
    reply_to: str
    score: Decimal | None
    rubric: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """One letter, whole but for the marks that are filled at the moment of sending."""

    shape: LetterShape
    case_id: int
    to_address: str
    subject: str
    body: str
    voucher_id: int | None


def queue_many(ctx: Context, written_by: str, letters: Sequence[ReadyLetter]) -> None:
    """These go out once the transaction has committed, through the same claims as every other message."""
    assert connection.in_atomic_block
    if not letters:
        return
    shapes = {id(letter.shape): letter.shape for letter in letters}
    same = {key: _same(ctx, written_by, shape) for key, shape in shapes.items()}
    copy_rows(
        "conversations_message",
        _COLUMNS,
        (
            (
                *(letter.case_id, letter.to_address, " ".join(letter.subject.split())[:250], letter.body),
                *(new_message_id(ctx), letter.voucher_id),
                *same[id(letter.shape)],
            )
            for letter in letters
        ),
    )
    defer(DELIVERY_JOB)


def _same(ctx: Context, written_by: str, shape: LetterShape) -> tuple[Any, ...]:
    """The columns that all letters of one shape share."""
    score = None if shape.score is None else round(shape.score, 3)
    return (
        *("out", "customer", "email", shape.stage, shape.template_code),
        *(shape.from_name, "", "", shape.reply_to, shape.language, True, "", "", 0),
        *(Message.State.QUEUED.value, score, json.dumps(dict(shape.rubric)), ""),
        *(written_by, ctx.now, ctx.now),
    )


_COLUMNS = (
    *("case_id", "to_address", "subject", "body", "message_id", "voucher_id"),
    *("direction", "audience", "channel", "stage", "template_code"),
    *("from_name", "from_address", '"references"', "reply_to", "language", "is_automatic"),
    *("claimed_by", "last_problem", "attempts"),
    *("state", "score", "rubric", "told_by", "written_by", "written_at", "send_after_at"),
)
