"""Completes the OpenAPI document with what ninja cannot know: scopes, idempotency keys, limits and problem codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.lifecycle import TransitionNotAllowed
from amends.core.message.template import LetterIncomplete
from amends.core.policy.facts import FactNotAChoice, FactOutOfRange, FactsInvalid, FactUnknown, FactUnusable
from amends.core.refusal import Refusal
from amends.entrypoints.api.errors import status_of
from amends.entrypoints.api.route import ROUTES, Route

DESCRIPTION = """\
Customer service recovery: from the customer's own words to the customer's own yes.

**Who you are.** Send `Authorization: Bearer amends_...`. A token has scopes, a unit whose subtree it sees, and a \
grant: what it may give per case on its own. `amends token create` makes one.

**Writing.** Send an `Idempotency-Key` with every write, a fresh one for each thing you want done. The same key with \
the same request gives the first answer again; with another request it is refused (`idempotency_key_reused`). Only \
successes are remembered, so a request that was refused can be sent again under its key.

**Errors** are `application/problem+json` (RFC 9457): `code` is stable and stands with its words in `x-problem-codes`, \
`title` is for people in the language of `Accept-Language`, `field` names the entry at fault, `errors` lists them all \
where there are several.

**Lists** are read by key: send `next_cursor` as `cursor`. **Amounts** are `{amount_minor, currency}` in minor units. \
**Moments** are ISO 8601 in UTC. **Codes** of vouchers travel in bodies, never in addresses.

**Limits.** `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) come with every answer; a 429 \
says in `Retry-After` how long to wait.
"""

_ALWAYS = ("token_not_accepted", "not_permitted", "too_many_attempts", "text_unusable", "request_invalid")
_WITH_BODY = ("body_unreadable", "body_too_big", "several_problems")
_WITH_KEY = ("idempotency_key_reused", "idempotency_key_unusable")
_OUR_SIDE = ("database_away",)

_PROBLEM = {
    "title": "Problem",
    "description": "Why it was not done (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "code", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:amends:problem:budget_exhausted"]},
        "title": {
            "type": "string",
            "description": "One or two sentences for a person: what, and what to do.",
        },
        "status": {"type": "integer", "examples": [409]},
        "code": {"type": "string", "description": "Stable; decide by it.", "examples": ["budget_exhausted"]},
        "instance": {"type": "string", "examples": ["/api/v1/cases/C-4F7K9-QDX2M/offers"]},
        "field": {"type": "string", "description": "The entry at fault.", "examples": ["choices.0.amount"]},
        "params": {"type": "object", "description": "What the sentence was filled with."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "field": {"type": ["string", "null"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_HEADERS = {
    "RateLimit-Limit": "Requests per window.",
    "RateLimit-Remaining": "Requests left in this window.",
    "RateLimit-Reset": "Seconds until the window begins anew.",
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "At most 200 visible characters, fresh for each thing you want done. A UUID is a good one.",
    "schema": {"type": "string", "maxLength": 200},
    "example": "0d9f3c3e-6a5b-4c61-9f5e-1c2b9a7d4e10",
}


def refusals_by_code(root: type[Refusal] = Refusal) -> dict[str, type[Refusal]]:
    """`root` and every refusal below it that the imported code can raise, by its stable code."""
    found: dict[str, type[Refusal]] = {}
    waiting = [root]
    while waiting:
        kind = waiting.pop()
        found.setdefault(kind.code, kind)
        waiting.extend(kind.__subclasses__())
    return found


def codes_of(route: Route) -> tuple[str, ...]:
    """All codes that a route may answer with: its own, and those of every route like it."""
    own: list[str] = []
    for code in route.refuses:
        own.extend(_GROUPS[code]() if code in _GROUPS else [code])
    body = _WITH_BODY if route.takes_body else ()
    key = _WITH_KEY if route.writes else ()
    return tuple(dict.fromkeys((*own, *_ALWAYS, *body, *key, *_OUR_SIDE)))


def _lifecycle() -> list[str]:
    """Every guard of the lifecycle: what a step asks for that the case does not have yet."""
    return [TransitionNotAllowed.code, "case_moved", *refusals_by_code(GuardNotMet)]


def _facts() -> list[str]:
    of_one = (FactUnknown, FactUnusable, FactNotAChoice, FactOutOfRange)
    return [FactsInvalid.code, *(refusal.code for refusal in of_one), "no_policy_in_force"]


def _letters() -> list[str]:
    """What a mail that goes along may lack."""
    return [LetterIncomplete.code, "address_missing"]


def _policy() -> list[str]:
    """What a policy document may be told, all at once."""
    return ["policy_invalid", *_POLICY_PROBLEMS]


_POLICY_PROBLEMS = (
    "policy_entry_unusable",
    "policy_entry_missing",
    "policy_entry_unknown",
    "policy_cell_unusable",
    "policy_row_unusable",
    "policy_column_unknown",
    "policy_fact_forbidden",
    "policy_customer_value_decides",
)

_GROUPS: dict[str, Callable[[], list[str]]] = {
    "+lifecycle": _lifecycle,
    "+facts": _facts,
    "+letters": _letters,
    "+policy": _policy,
}
"""Names in `Route.refuses` that stand for many codes."""


def complete(schema: OpenAPISchema) -> OpenAPISchema:
    """Add to every operation its scopes, key, limits and problems; to the components what these refer to."""
    components = schema["components"]
    components["schemas"]["Problem"] = _PROBLEM
    components["headers"] = {
        name: {"description": words, "schema": {"type": "integer"}} for name, words in _HEADERS.items()
    }
    known = refusals_by_code()
    told = sorted({code for route in ROUTES.values() for code in codes_of(route)})
    schema["x-problem-codes"] = {
        code: {"status": status_of(known[code]), "title": known[code].message} for code in told
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            _complete(operation, ROUTES[operation["operationId"]], known)
    return schema


def _complete(operation: dict[str, Any], route: Route, known: dict[str, type[Refusal]]) -> None:
    scopes = " or ".join(f"`{scope}`" for scope in route.scopes)
    operation["description"] = f"{operation.get('description', '')}\n\nScope: {scopes or 'none yet'}.".strip()
    operation["security"] = [{"Bearer": [scope]} for scope in route.scopes]
    if route.signed:
        operation["security"].append({"Signature": []})
    if route.writes:
        operation["parameters"] = [*operation["parameters"], _KEY]
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    for response in operation["responses"].values():
        response["headers"] = headers
    by_status: dict[int, list[type[Refusal]]] = defaultdict(list)
    for code in codes_of(route):
        by_status[status_of(known[code])].append(known[code])
    for status, refusals in sorted(by_status.items()):
        operation["responses"][status] = _problem_response(status, refusals)
    operation["responses"][HTTPStatus.TOO_MANY_REQUESTS]["headers"] = headers
    operation["responses"][500] = {
        "description": "A defect of ours (`defect`). Nothing was changed.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_response(status: int, refusals: list[type[Refusal]]) -> dict[str, Any]:
    of_these = {"properties": {"code": {"enum": [refusal.code for refusal in refusals]}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, of_these]}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }
