"""Remembers the answer to a write under the caller's key, so that a repeated request acts once.

The row is inserted first, inside the command's transaction: a second request with the same key waits on the
unique index until the first one commits and then reads its answer, or goes ahead if the first one rolled
back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.canonical import canonical
from amends.kernel.context import Context
from amends.kernel.keys import derive, key_ids
from amends.kernel.statement import first_row


class IdempotencyKeyReused(Refusal):
    """The key was used before with other arguments or another command."""

    code = "idempotency_key_reused"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "This idempotency key was used for another request. Send a fresh key for a new request, or repeat the "
        "first one unchanged."
    )


_CLAIM = """
    INSERT INTO kernel_rememberedanswer (actor, key, command, arguments_digest, answer, at)
    VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT (actor, key) DO NOTHING RETURNING id
"""
_RECALL = (
    "SELECT command, arguments_digest, answer FROM kernel_rememberedanswer WHERE actor = %s AND key = %s"
)


def claim(ctx: Context, command: str, arguments: Mapping[str, Any]) -> tuple[int | None, str]:
    """(row id, "") when the key is fresh; (None, answer text) when it was answered; raises
    `IdempotencyKeyReused`.
    """
    arguments_digest = _digest(arguments)
    fresh = first_row(_CLAIM, [str(ctx.actor), ctx.idempotency_key, command, arguments_digest, ctx.now])
    if fresh is not None:
        return fresh[0], ""
    known = first_row(_RECALL, [str(ctx.actor), ctx.idempotency_key])
    assert known is not None, "what stands in the way of the claim is there to be read"
    known_command, known_digest, answer = known
    if (known_command, known_digest) != (command, arguments_digest):
        raise IdempotencyKeyReused(field="Idempotency-Key")
    return None, answer


def _digest(arguments: Mapping[str, Any]) -> str:
    """Keyed, because arguments hold voucher codes: a copy of the table must not be enough to try codes
    against.

    Under the oldest key of the installation, so that a repeat after a new key was added still matches.
    """
    key = derive("idempotency", key_ids()[-1])
    return hmac.new(key, canonical(dict(arguments)).encode(), hashlib.sha256).hexdigest()


def remember(row_id: int, answer: Any) -> None:
    """Keep `answer` (a frozen dataclass without anything that can be spent or opened) under the claimed row."""
    first_row("UPDATE kernel_rememberedanswer SET answer = %s WHERE id = %s", [canonical(answer), row_id])


def recall(answer_type: type, text: str) -> Any:
    """The dataclass that was remembered as `text`."""
    return _adapter(answer_type).validate_python(json.loads(text))


@cache
def _adapter(answer_type: type) -> TypeAdapter[Any]:
    return TypeAdapter(answer_type)
