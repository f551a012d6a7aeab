"""Each scope opens exactly the routes that the document says it does; nothing but a token opens any."""

from __future__ import annotations

from typing import Any

import pytest
from givens.api import ROOT, Caller, a_token, document
from givens.giving import a_desk

from amends.apps.staff.models import User
from amends.core.roles import SCOPES
from amends.entrypoints.api.route import ROUTES

pytestmark = pytest.mark.django_db

PARTS = dict.fromkeys(
    (
        "offer_id",
        "approval_id",
        "budget_id",
        "promise_id",
        "fulfilment_id",
        "redemption_id",
        "number",
        "draft_id",
        "person_id",
        "back_test_id",
    ),
    "1",
)


def smallest(schema: dict[str, Any]) -> Any:
    """The least that `schema` lets through."""
    if "$ref" in schema:
        return smallest(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0])
    match schema.get("type"):
        case "object":
            return {name: smallest(schema["properties"][name]) for name in schema.get("required", ())}
        case "array":
            return [smallest(schema["items"])] * schema.get("minItems", 0)
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return schema["examples"][0] if schema.get("format") in ("date", "date-time") else "x"


def calls(ref: str) -> list[tuple[str, str, str, Any]]:
    """(operation, method, address, body) of every route."""
    found = []
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody")
            shape = None if body is None else smallest(body["content"]["application/json"]["schema"])
            address = path.removeprefix(ROOT).format(ref=ref, **PARTS)
            found.append((operation["operationId"], method.upper(), address, shape))
    return found


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_routes_and_no_other(scope):
    desk = a_desk()
    caller = Caller(a_token("program", scope))

    wrong = {}
    for name, method, address, body in calls(desk.case_ref):
        status, answer = caller.call(method, address, body)
        refused = status == 403 and answer["code"] == "not_permitted"
        if refused == (scope in ROUTES[name].scopes):
            wrong[name] = (status, answer.get("code") if isinstance(answer, dict) else "")
    assert wrong == {}


def test_nothing_opens_without_a_token():
    desk = a_desk()
    nobody = Caller(None)
    nobody.client.force_login(User.objects.get(id=desk.house.people["dana"].id))

    codes = {
        nobody.call(method, address, body)[1]["code"] for _, method, address, body in calls(desk.case_ref)
    }

    assert codes == {"token_not_accepted"}
