"""Reads one event as CloudEvents 1.0 writes it in JSON, and refuses what could not be kept or never acted on.

Source: CloudEvents 1.0.2 (spec.md, "Context Attributes", and formats/json-format.md); the size is what it asks every
intermediary to forward (64 KiB).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from amends.core.policy.values import canonical_text
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

BODY_MAX = 65_536
"""Bytes of one event's canonical text."""

EVENTS_MAX = 500
"""Events in one batch."""

DEEPEST = 12
_TEXT_MAX = {"id": 200, "source": 300, "type": 200, "subject": 300}
_ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
_JSON_TYPE = re.compile(r"(?:application|text)/(?:[\w.+-]+\+)?json(?:\s*;.*)?", re.IGNORECASE)
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class EventUnusable(Refusal):
    """An attribute of the event is missing or not what CloudEvents says; `field` is its name."""

    code = "event_unusable"
    kind = Kind.INVALID
    message = gettext_noop("“%(at)s” of this event cannot be used. Send %(instead)s.")


class EventTooBig(Refusal):
    """More text than one event may hold."""

    code = "event_too_big"
    kind = Kind.INVALID
    message = gettext_noop("This event is longer than %(most)s bytes. Send less data with it.")


class HeadersUnsigned(Refusal):
    """The event stands in `ce-` headers, which no signature covers."""

    code = "headers_unsigned"
    kind = Kind.INVALID
    message = gettext_noop(
        "The attributes stand in headers, and a signature covers the body alone. Send the whole event as "
        "application/cloudevents+json, or send it with a token."
    )


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """One event as it came. `source` and `id` together are its identity; `body` is its canonical JSON text."""

    id: str
    source: str
    type: str
    subject: str
    at: datetime | None
    body: str

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the canonical text: equal for the same event, however it was written down."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def read_event(given: object) -> CloudEvent:
    """The event in `given`, as JSON reads it (a number with a fraction as `Decimal`).

    Raises `EventUnusable` at the attribute at fault, and `EventTooBig`.
    """
    if not isinstance(given, Mapping):
        raise EventUnusable(field="event", at="event", instead=gettext_noop("a JSON object"))
    if given.get("specversion") != "1.0":
        raise _unusable("specversion", gettext_noop("the text 1.0"))
    _check_names(given)
    _check_data(given)
    for path, value in _leaves(given, (), 0):
        if isinstance(value, str) and not _can_be_kept(value):
            raise _unusable(".".join(path), gettext_noop("text without null characters and half characters"))
    body = canonical_text(given)
    if len(body.encode()) > BODY_MAX:
        raise EventTooBig(field="data", most=BODY_MAX)
    return CloudEvent(
        id=_text(given, "id"),
        source=_text(given, "source"),
        type=_text(given, "type"),
        subject=_text(given, "subject", required=False),
        at=_moment(given.get("time")),
        body=body,
    )


def identity_of(given: object) -> tuple[str, str]:
    """Source and id as far as they can be told, to name an event that was refused; never longer than 80 characters."""
    told = given if isinstance(given, Mapping) else {}
    found = (told.get("source"), told.get("id"))
    source, name = (_shown(value) if isinstance(value, str) else "" for value in found)
    return source, name


def _unusable(at: str, instead: str) -> EventUnusable:
    name = _shown(at)
    return EventUnusable(field=name, at=name, instead=instead)


def _shown(text: str) -> str:
    return text[:80].replace("\x00", "?").encode(errors="replace").decode()


def _check_names(given: Mapping[object, object]) -> None:
    """Attributes are named by small letters and digits, and all but `data` are plain values."""
    for name, value in given.items():
        if name in ("data", "data_base64"):
            continue
        if not isinstance(name, str) or not _ATTRIBUTE.fullmatch(name):
            raise _unusable(str(name), gettext_noop("attributes named by small letters and digits"))
        if isinstance(value, Mapping | list):
            raise _unusable(name, gettext_noop("a plain value; what is larger belongs into data"))


def _check_data(given: Mapping[object, object]) -> None:
    if "data_base64" in given:
        raise _unusable("data_base64", gettext_noop("the data as JSON, in data"))
    content = given.get("datacontenttype")
    if content is not None and not (isinstance(content, str) and _JSON_TYPE.fullmatch(content)):
        raise _unusable("datacontenttype", "application/json")


def _text(given: Mapping[object, object], name: str, *, required: bool = True) -> str:
    value, most = given.get(name), _TEXT_MAX[name]
    if value is None and not required:
        return ""
    if isinstance(value, str) and value.strip() and len(value) <= most and value.isprintable():
        return value
    raise _unusable(name, gettext_noop("a text of 1 to %(most)s characters") % {"most": most})


def _moment(value: object) -> datetime | None:
    """RFC 3339, with its zone, in one of our two centuries."""
    if value is None:
        return None
    wanted = gettext_noop("a moment with its zone, like 2026-05-04T23:10:00Z")
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        moment = at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not _EARLIEST <= moment < _LATEST:
        raise _unusable("time", wanted)
    return moment


def _leaves(value: object, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], object]]:
    if depth > DEEPEST:
        raise _unusable(".".join(path), gettext_noop("data that is nested less deep"))
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield (*path, str(key)), str(key)
            yield from _leaves(item, (*path, str(key)), depth + 1)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _leaves(item, (*path, str(place)), depth + 1)
    elif isinstance(value, Decimal) and not value.is_finite():
        raise _unusable(".".join(path), gettext_noop("a number"))
    else:
        yield path, value


def _can_be_kept(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
