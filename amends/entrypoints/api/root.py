"""The API as one object: its routers, its errors as problem+json (RFC 9457), its OpenAPI document."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from amends import __version__
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.api.limits import add_headers
from amends.entrypoints.api.security import Bearer
from amends.entrypoints.common.problems import problem

_LOG = logging.getLogger(__name__)


class Api(NinjaAPI):
    """Ninja's API, with what a token has left said on every answer."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Render, and add the rate-limit headers."""
        return add_headers(request, super().create_response(request, data, **options))


api = Api(
    title="amends",
    version=__version__,
    description=(
        "Customer service recovery. Errors are problem+json with a stable `code` and the `field` at fault. "
        "Writes take an `Idempotency-Key`: the same key with the same request gives the first answer back, with "
        "another request it is refused; only successes are remembered. Lists are paged by `cursor`."
    ),
    auth=Bearer(),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)


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


class RequestInvalid(Refusal):
    """The request's shape does not fit; `errors` in the problem name each field."""

    code = "request_invalid"
    kind = Kind.INVALID
    message = gettext_noop("Some of the entries need another look.")


def problem_response(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    """`body` as `application/problem+json`."""
    response = HttpResponse(
        json.dumps(body, default=str), status=body["status"], content_type="application/problem+json"
    )
    return add_headers(request, response)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An anticipated no: its code, its words, the field at fault."""
    response = problem_response(request, problem(refusal, instance=request.path))
    if refusal.kind is Kind.THROTTLED:
        response["Retry-After"] = str(refusal.params.get("retry_after", 60))
    return response


@api.exception_handler(AuthenticationError)
def not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401 with the scheme to use."""
    body = problem(TokenNotAccepted(), instance=request.path) | {"status": 401}
    response = problem_response(request, body)
    response["WWW-Authenticate"] = 'Bearer realm="amends"'
    return response


@api.exception_handler(ValidationError)
def does_not_fit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with every field at fault, by its path in the request."""
    body = problem(RequestInvalid(), instance=request.path)
    body["errors"] = [
        {
            "code": str(entry.get("type", "invalid")),
            "field": ".".join(str(part) for part in entry["loc"][1:] if part != "payload") or entry["loc"][0],
            "detail": entry["msg"],
        }
        for entry in error.errors
    ]
    if body["errors"]:
        body["field"] = body["errors"][0]["field"]
    return problem_response(request, body)


@api.exception_handler(Http404)
def nothing_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """404 that does not say whether it ever existed."""
    return problem_response(request, problem(NothingThere(), instance=request.path))


@api.exception_handler(HttpError)
def could_not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: mostly a body that is not JSON."""
    body = problem(RequestInvalid(), instance=request.path) | {
        "status": error.status_code,
        "title": str(error),
    }
    return problem_response(request, body)


@api.exception_handler(Exception)
def defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """A defect of ours: logged in full, told in brief."""
    _LOG.exception("A request to the API failed", exc_info=error)
    body = {
        "type": "urn:amends:problem:defect",
        "title": gettext(
            "Something went wrong on our side. Nothing was changed. Try again, and tell the operator."
        ),
        "status": 500,
        "code": "defect",
        "instance": request.path,
    }
    return problem_response(request, body)
