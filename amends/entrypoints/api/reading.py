"""Reads what a program sent: strict JSON, exact numbers, and no character that could not be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.common.usable import TextUnusable, is_usable

EVENT_BATCH = "application/cloudevents-batch+json"
"""The one type of content that is a list."""

_DEEPEST = 12


class BodyUnreadable(Refusal):
    """The body is no JSON object; 400."""

    code = "body_unreadable"
    kind = Kind.INVALID
    message = gettext_noop("The body cannot be read as a JSON object. Check its quotes, commas and braces.")


class BodyTooBig(Refusal):
    """More than `DATA_UPLOAD_MAX_MEMORY_SIZE`; 413."""

    code = "body_too_big"
    kind = Kind.INVALID
    message = gettext_noop("The body is larger than what one request may hold. Send less at once.")


class StrictParser(Parser):
    """JSON with exact numbers, nothing endless, nothing that cannot be kept.

    Raises `BodyUnreadable` or `TextUnusable` at its field; ninja wraps both, and `root.could_not_read` says them.
    """

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body, which must be an object (a list in a batch of events); a number with a fraction is a `Decimal`.

        A batch is looked at event by event, where it is received: what is wrong in one holds up no other.
        """
        try:
            body = json.loads(request.body, parse_float=Decimal, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise BodyUnreadable from error
        if isinstance(body, list) and request.content_type == EVENT_BATCH:
            return body  # type: ignore[return-value]
        if not isinstance(body, dict):
            raise BodyUnreadable
        require_usable(body)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The query string; every text in it must be one that can be kept."""
        read: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        require_usable(read)
        return read


def require_usable(read: dict[str, Any]) -> None:
    """Raise `TextUnusable` at the first text that cannot be kept, `BodyUnreadable` for what is nested too deep."""
    for path, text in _texts(read, (), 0):
        if not is_usable(text):
            raise TextUnusable(
                field=".".join(path).encode("utf-8", "replace").decode().replace("\x00", "?")[:80]
            )


def _texts(value: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    if depth > _DEEPEST:
        raise BodyUnreadable
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key), key
            yield from _texts(item, (*path, key), depth + 1)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, (*path, str(place)), depth + 1)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
