"""Says every no, and every defect, as problem+json (RFC 9457) with a stable code and the field at fault."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.api.limits import add_headers
from amends.entrypoints.api.reading import BodyTooBig, BodyUnreadable
from amends.entrypoints.common.away import AWAY, RETRY_SECONDS, DatabaseAway
from amends.entrypoints.common.problems import STATUS, problem

_LOG = logging.getLogger(__name__)


class TokenNotAccepted(Refusal):
    """No token, or one that is not good (any more)."""

    code = "token_not_accepted"
    kind = Kind.FORBIDDEN
    message = gettext_noop(
        "Send a token as `Authorization: Bearer ...`. This one is missing, wrong or has ended."
    )


class NothingThere(Refusal):
    """The address leads nowhere."""

    code = "not_found"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is nothing at this address.")


class MethodNotAllowed(Refusal):
    """The address takes other methods."""

    code = "method_not_allowed"
    kind = Kind.INVALID
    message = gettext_noop("This address does not take %(method)s. It takes: %(allowed)s.")


class RequestInvalid(Refusal):
    """The request's shape does not fit; `errors` in the problem name each field."""

    code = "request_invalid"
    kind = Kind.INVALID
    message = gettext_noop("Some of the entries need another look.")


OWN_STATUS: Mapping[str, int] = {
    TokenNotAccepted.code: HTTPStatus.UNAUTHORIZED,
    "signature_not_accepted": HTTPStatus.UNAUTHORIZED,
    BodyUnreadable.code: HTTPStatus.BAD_REQUEST,
    BodyTooBig.code: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MethodNotAllowed.code: HTTPStatus.METHOD_NOT_ALLOWED,
}
"""Codes that HTTP has a status of its own for; every other one has that of its kind."""


MORE: dict[type[Refusal], Callable[[Any], dict[str, Any]]] = {}
"""What some refusals tell beside their words, added to the problem by the routes that know how to say it."""


def status_of(refusal: Refusal | type[Refusal]) -> int:
    """The HTTP status that goes with a refusal."""
    return int(OWN_STATUS.get(refusal.code, STATUS[refusal.kind]))


def answer(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    """`body` as `application/problem+json`."""
    text = json.dumps(body, default=str)
    response = HttpResponse(text, status=body["status"], content_type="application/problem+json")
    return add_headers(request, response)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An anticipated no: its code, its words, the field at fault."""
    more = MORE.get(type(refusal), lambda refusal: {})
    body = problem(refusal, instance=request.path) | {"status": status_of(refusal)} | more(refusal)
    response = answer(request, body)
    if refusal.kind in (Kind.THROTTLED, Kind.UNAVAILABLE):
        response["Retry-After"] = str(refusal.params.get("retry_after", RETRY_SECONDS))
    if isinstance(refusal, TokenNotAccepted):
        response["WWW-Authenticate"] = 'Bearer realm="amends"'
    return response


def does_not_fit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with every field at fault, by its path in the request."""
    body = problem(RequestInvalid(), instance=request.path)
    body["errors"] = [
        {
            "code": str(entry.get("type", "invalid")),
            "field": ".".join(str(part) for part in entry["loc"][1:] if part != "payload") or "body",
            "detail": entry["msg"],
        }
        for entry in error.errors
    ]
    if body["errors"]:
        body["field"] = body["errors"][0]["field"]
    return answer(request, body)


def could_not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that `reading.StrictParser` could not read, with its own reason."""
    cause = error.__cause__
    return refused(request, cause if isinstance(cause, Refusal) else BodyUnreadable())


def defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """A defect of ours: logged in full, told in brief."""
    _LOG.exception("A request to the API failed", exc_info=error)
    title = gettext(
        "Something went wrong on our side. Nothing was changed. Try again, and tell the operator."
    )
    body = {"type": "urn:amends:problem:defect", "title": title, "status": 500, "code": "defect"}
    return answer(request, body | {"instance": request.path})


def not_allowed(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    """A 405 in our own words, with the methods that are taken."""
    refusal = MethodNotAllowed(method=str(request.method), allowed=response["Allow"])
    said = refused(request, refusal)
    said["Allow"] = response["Allow"]
    return said


def install(api: NinjaAPI) -> None:
    """Give `api` a word for everything that can be raised below it."""

    def say(refusal: Refusal) -> Any:
        return lambda request, error: refused(request, refusal)

    handlers: dict[type[Exception], Any] = {
        Refusal: refused,
        ValidationError: does_not_fit,
        HttpError: could_not_read,
        AuthenticationError: say(TokenNotAccepted()),
        Http404: say(NothingThere()),
        RequestDataTooBig: say(BodyTooBig()),
        SuspiciousOperation: say(BodyUnreadable()),
        UnreadablePostError: say(BodyUnreadable()),
        **dict.fromkeys(AWAY, say(DatabaseAway())),
        Exception: defect,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
