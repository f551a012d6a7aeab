"""Where every chain of the journal ended at one moment: exported daily, so that a deleted case or a cut tail is seen
even by someone who distrusts the whole database."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.canonical import canonical
from amends.kernel.context import Context
from amends.kernel.keys import current_key_id, derive
from amends.kernel.query import query
from amends.queries.journal_check import Finding

_HEADS = "SELECT stream, seq, mac FROM kernel_journalhead WHERE seq > 0"
_SEEN = """
    SELECT stream, seq, mac FROM unnest(%s::text[], %s::bigint[]) AS seen (stream, seq)
    JOIN kernel_journalentry USING (stream, seq)
"""
_BATCH = 1_000


class CheckpointInvalid(Refusal):
    """The file is not a checkpoint of this installation, or was changed since it was written."""

    code = "checkpoint_invalid"
    kind = Kind.INVALID
    message = gettext_noop("This is not a checkpoint of this installation as it was written: %(reason)s.")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads at `at`, as (stream, sequence number, MAC), and the text that is kept in a file."""

    at: datetime
    heads: Mapping[str, tuple[int, str]]
    text: str


@query(Permission.READ_JOURNAL)
def journal_checkpoint(ctx: Context) -> Checkpoint:
    """All heads of the journal now, sealed with a MAC under the installation's key."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        heads = {stream: (seq, mac) for stream, seq, mac in cursor.fetchall()}
    key_id = current_key_id()
    body = {"at": ctx.now, "heads": heads, "key_id": key_id}
    return Checkpoint(ctx.now, heads, canonical(body | {"seal": _seal(key_id, body)}))


@query(Permission.READ_JOURNAL)
def checkpoint_check(ctx: Context, *, text: str) -> tuple[Finding, ...]:
    """What the journal has lost or changed since the checkpoint in `text`; raises `CheckpointInvalid`."""
    heads = _opened(text)
    findings: list[Finding] = []
    names = sorted(heads)
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, [batch, [heads[stream][0] for stream in batch]])
            known = {(stream, seq): mac for stream, seq, mac in cursor.fetchall()}
        for stream in batch:
            seq, mac = heads[stream]
            if (stream, seq) not in known:
                findings.append(Finding(stream, f"entry {seq} was there at the checkpoint and is gone"))
            elif known[stream, seq] != mac:
                findings.append(Finding(f"{stream} #{seq}", "it is not the entry that the checkpoint saw"))
    return tuple(findings)


def _opened(text: str) -> dict[str, tuple[int, str]]:
    try:
        body: dict[str, Any] = json.loads(text)
        seal = body.pop("seal")
        expected = _seal(body["key_id"], body)
        heads = {stream: (int(seq), str(mac)) for stream, (seq, mac) in body["heads"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointInvalid(field="checkpoint", reason=f"{type(error).__name__}") from error
    if not hmac.compare_digest(seal, expected):
        raise CheckpointInvalid(field="checkpoint", reason="its seal does not fit")
    return heads


def _seal(key_id: str, body: Mapping[str, Any]) -> str:
    return hmac.new(derive("checkpoint", key_id), canonical(body).encode(), hashlib.sha256).hexdigest()
