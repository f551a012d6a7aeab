"""The journal: appends to a keyed hash chain per stream, in the transaction of the command that acts."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from django.db import connection

from amends.kernel.bulk import copy_rows
from amends.kernel.canonical import canonical
from amends.kernel.context import Context
from amends.kernel.keys import current_key_id, derive
from amends.kernel.statement import first_row

_LOCK_HEAD = """
    INSERT INTO kernel_journalhead (stream, seq, mac) VALUES (%s, 0, '')
    ON CONFLICT (stream) DO UPDATE SET stream = excluded.stream RETURNING seq, mac
"""
# The end moves only from where the new entry says it is: what was remembered of it is a guess, and here it is proven.
_APPEND = """
    WITH moved AS (
        UPDATE kernel_journalhead SET seq = %(seq)s, mac = %(mac)s
        WHERE stream = %(stream)s AND seq = %(seq)s - 1 AND mac = %(previous)s
        RETURNING stream
    )
    INSERT INTO kernel_journalentry (stream, seq, event, at, actor, entrypoint, body, key_id, mac)
    SELECT stream, %(seq)s, %(event)s, %(at)s, %(actor)s, %(entrypoint)s, %(body)s, %(key_id)s, %(mac)s FROM moved
    RETURNING seq
"""
_ENDS: OrderedDict[str, tuple[int, str]] = OrderedDict()
_ENDS_MAX = 512
"""Ends of streams that this process wrote last: a command that writes several entries looks each end up once."""


def chain_mac(key: bytes, previous: str, entry: Mapping[str, Any]) -> str:
    """The MAC of one entry: HMAC-SHA256 over the previous MAC and the entry's own canonical form."""
    material = canonical([previous, *(entry[name] for name in _CHAINED)])
    return hmac.digest(key, material.encode(), "sha256").hex()


_CHAINED = ("stream", "seq", "event", "at", "actor", "entrypoint", "body")


def record(ctx: Context, stream: str, event: str, body: Mapping[str, Any]) -> None:
    """Append `event` (`noun.past`) with `body` to `stream` (`case:12`, `voucher:7`, `budget:3`, `policy`,
    `staff`).

    Must run inside the command's transaction; it locks the end of the stream until the commit, so take it
    last.
    """
    assert connection.in_atomic_block, "the journal is written in the command's own transaction"
    entry = {
        "stream": stream,
        "event": event,
        "at": ctx.now,
        "actor": str(ctx.actor),
        "entrypoint": ctx.entrypoint,
        "body": canonical(body),
        "key_id": current_key_id(),
    }
    guess = _ENDS.pop(stream, None)
    if guess is not None and _append(entry, *guess):
        return
    head = first_row(_LOCK_HEAD, [stream])
    assert head is not None, "the end of a stream is there or is made"
    moved = _append(entry, *head)
    assert moved, "whoever holds the end moves it"


def _append(entry: Mapping[str, Any], seq: int, previous: str) -> bool:
    """Write `entry` behind the one numbered `seq` with that MAC; False, and nothing, where the end is another."""
    new = {**entry, "seq": seq + 1}
    new["mac"] = chain_mac(derive("journal", new["key_id"]), previous, new)
    if first_row(_APPEND, {**new, "previous": previous}) is None:
        return False
    _ENDS[new["stream"]] = new["seq"], new["mac"]
    while len(_ENDS) > _ENDS_MAX:
        _ENDS.popitem(last=False)
    return True


def begin_chains(ctx: Context, beginnings: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> int:
    """Begin many streams at once; `beginnings` are streams and their first entries: the event and the body of each, as
    canonical text. How many entries they were.

    A stream that was begun before is a defect, stopped by the database.
    """
    assert connection.in_atomic_block, "the journal is written in the command's own transaction"
    key_id = current_key_id()
    key, actor, at = derive("journal", key_id), str(ctx.actor), ctx.now
    # the canonical text of an entry, as `chain_mac` makes it
    same = canonical([at, actor, ctx.entrypoint])[1:-1]
    heads, entries = [], []
    for stream, told in beginnings:
        mac = ""
        for seq, (event, body) in enumerate(told, start=1):
            named = f"{encode_basestring(stream)},{seq},{encode_basestring(event)}"
            material = f'["{mac}",{named},{same},{encode_basestring(body)}]'
            mac = hmac.digest(key, material.encode(), "sha256").hex()
            entries.append((stream, seq, event, at, actor, ctx.entrypoint, body, key_id, mac))
        heads.append((stream, len(told), mac))
    copy_rows("kernel_journalhead", ("stream", "seq", "mac"), heads)
    return copy_rows("kernel_journalentry", (*_CHAINED, "key_id", "mac"), entries)


def commitment(person_key: bytes, text: str) -> str:
    """What the journal keeps of a person's words: an HMAC under that person's key, unlinkable once it is
    destroyed.
    """
    return hmac.digest(person_key, text.encode(), "sha256").hex()
