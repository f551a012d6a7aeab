"""Says a refusal: translated words for a person, a status for HTTP, problem+json for a program, a code for a
shell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from amends.core.money import Money
from amends.core.refusal import Kind, Refusal, Refusals
from amends.entrypoints.common.wording import moment_words, money_words

STATUS: Mapping[Kind, int] = {
    Kind.INVALID: 422,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.EXHAUSTED: 409,
    Kind.GONE: 410,
    Kind.THROTTLED: 429,
    Kind.UNAVAILABLE: 503,
}

# Exit codes of the shell, after sysexits.h where one fits; 1 stays for defects.
EXIT: Mapping[Kind, int] = {
    Kind.INVALID: 64,
    Kind.FORBIDDEN: 77,
    Kind.NOT_FOUND: 66,
    Kind.CONFLICT: 73,
    Kind.EXHAUSTED: 73,
    Kind.GONE: 66,
    Kind.THROTTLED: 75,
    Kind.UNAVAILABLE: 69,
}


def say(refusal: Refusal) -> str:
    """The refusal in the reader's language, with its holes filled: amounts and moments as the reader writes
    them.
    """
    return filled(refusal.message, refusal.params)


def filled(message: str, params: Mapping[str, object]) -> str:
    """A text of the core (English with `%(name)s` holes) in the reader's language, its holes filled."""
    said = gettext(message)
    return said % {name: _spoken(value) for name, value in params.items()} if params else said


def flatten(refusal: Refusal) -> tuple[Refusal, ...]:
    """The single refusals inside `refusal`."""
    return refusal.refusals if isinstance(refusal, Refusals) else (refusal,)


def errors_by_field(refusal: Refusal) -> dict[str, list[str]]:
    """Words per field at fault, "" for those without one: what a form shows beside what was typed."""
    errors: dict[str, list[str]] = {}
    for single in flatten(refusal):
        errors.setdefault(single.field or "", []).append(say(single))
    return errors


def problem(refusal: Refusal, *, instance: str) -> dict[str, Any]:
    """The body of an `application/problem+json` answer (RFC 9457) with our stable code and the field at
    fault.
    """
    body: dict[str, Any] = {
        "type": f"urn:amends:problem:{refusal.code}",
        "title": say(refusal),
        "status": STATUS[refusal.kind],
        "code": refusal.code,
        "instance": instance,
    }
    if refusal.field is not None:
        body["field"] = refusal.field
    if refusal.params:
        body["params"] = {name: _plain(value) for name, value in refusal.params.items()}
    if isinstance(refusal, Refusals):
        body["errors"] = [
            {"code": single.code, "field": single.field, "detail": say(single)} for single in refusal.refusals
        ]
    return body


def _spoken(value: object) -> object:
    if isinstance(value, Money):
        return money_words(value)
    return moment_words(value) if isinstance(value, datetime) else value


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | float | bool | list | dict) else str(value)
