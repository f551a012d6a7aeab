"""The OpenAPI document: open to everybody, whole, and true to the commands."""

from __future__ import annotations

import importlib
import pkgutil
import re

from django.test import Client
from givens.api import ROOT, Caller, document

import amends.commands
from amends.core.refusal import Refusal
from amends.core.roles import SCOPES
from amends.entrypoints.api.document import codes_of, refusals_by_code
from amends.entrypoints.api.route import ROUTES
from amends.entrypoints.api.shapes import Given, Told
from amends.kernel import command as commands
from amends.kernel import query as queries

SWEEPS = "the installation itself does it, when its time has come"
SIGNED_IN = "who works here, and by which rules, is changed by a person who signed in"
THEIRS = "only the customer says so, on their own page"
OWN_SCREEN = "it belongs to a colleague's own screen"

WITHOUT_A_ROUTE = {
    "act_on_events": SWEEPS,
    "add_colleague": SIGNED_IN,
    "add_failure_types": SIGNED_IN,
    "answer_followup": THEIRS,
    "ask_followups": SWEEPS,
    "break_promises": SWEEPS,
    "change_placement": SIGNED_IN,
    "close_budget": SIGNED_IN,
    "close_place": SIGNED_IN,
    "close_silent": SWEEPS,
    "confirm_answer": THEIRS,
    "create_token": SIGNED_IN,
    "deliver_messages": SWEEPS,
    "drop_policy_draft": SIGNED_IN,
    "drop_view": OWN_SCREEN,
    "end_source": SIGNED_IN,
    "end_substitution": SIGNED_IN,
    "expire_approvals": SWEEPS,
    "expire_signals": SWEEPS,
    "expire_vouchers": SWEEPS,
    "forget_events": SWEEPS,
    "import_past_case": SIGNED_IN,
    "import_groups": SIGNED_IN,
    "keep_consistency": SWEEPS,
    "keep_view": OWN_SCREEN,
    "lapse_offers": SWEEPS,
    "give_waves": SWEEPS,
    "name_substitute": SIGNED_IN,
    "open_budget": SIGNED_IN,
    "open_places": SIGNED_IN,
    "open_unit": SIGNED_IN,
    "publish_policy": SIGNED_IN,
    "publish_policy_draft": SIGNED_IN,
    "register_source": SIGNED_IN,
    "remind_approvers": SWEEPS,
    "remind_promises": SWEEPS,
    "renew_link": THEIRS,
    "renew_source_secret": SIGNED_IN,
    "replay_events": SIGNED_IN,
    "review_policy_draft": SIGNED_IN,
    "raise_signals": SWEEPS,
    "review_signal": SIGNED_IN,
    "revoke_token": SIGNED_IN,
    "ring_deadlines": SWEEPS,
    "run_back_tests": SWEEPS,
    "roll_back_policy": SIGNED_IN,
    "set_cap": SIGNED_IN,
    "take_consistency": SWEEPS,
}
"""The commands that no route of the API reaches, each with its reason."""


def operations():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_everybody_may_read_it(db):
    answer = Client().get(f"{ROOT}/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.json() == document()


def test_every_operation_says_what_it_does_and_who_may():
    for name, operation in operations():
        assert operation["summary"].endswith((".", "?")) or operation["summary"], name
        assert operation["security"], f"{name}: no scope opens it"
        assert {scope for one in operation["security"] for scope in one.get("Bearer", [])} <= set(SCOPES), (
            name
        )
        assert {"401", "403", "429", "500"} <= set(operation["responses"]), name


def test_every_write_takes_an_idempotency_key_and_every_answer_tells_the_limits():
    for name, operation in operations():
        route = ROUTES[operation["operationId"]]
        keys = [each for each in operation["parameters"] if each["name"] == "Idempotency-Key"]
        assert len(keys) == (1 if route.writes else 0), name
        for status, response in operation["responses"].items():
            if int(status) < 400 or status == "429":
                assert set(response["headers"]) == {
                    "RateLimit-Limit",
                    "RateLimit-Remaining",
                    "RateLimit-Reset",
                }


def test_every_code_is_one_that_can_be_raised():
    known = refusals_by_code()
    for route in ROUTES.values():
        assert set(codes_of(route)) <= set(known), route.name


def test_every_code_is_told_with_its_words_once():
    told = document()["x-problem-codes"]
    assert set(told) == {code for route in ROUTES.values() for code in codes_of(route)}
    assert told["budget_exhausted"]["status"] == 409
    assert all(each["title"] for each in told.values())


def test_a_code_means_one_thing():
    kinds: dict[str, set[str]] = {}
    waiting = [Refusal]
    while waiting:
        refusal = waiting.pop()
        waiting.extend(refusal.__subclasses__())
        if refusal.__module__.startswith("amends."):  # tests make refusals of their own
            kinds.setdefault(refusal.code, set()).add(refusal.kind)
    assert {code: kind for code, kind in kinds.items() if len(kind) > 1} == {}


def test_what_a_command_says_it_raises_is_documented_at_its_route():
    by_name = {kind.__name__: kind.code for kind in refusals_by_code().values()}
    untold = {}
    for route in ROUTES.values():
        entry = commands.REGISTRY.get(route.reaches) or queries.REGISTRY[route.reaches]
        raises = re.findall(r"`([A-Z]\w+)`", (entry.function.__doc__ or "").partition("Raises")[2])
        missing = {by_name[name] for name in raises if name in by_name} - set(codes_of(route))
        if missing:
            untold[route.name] = missing
    assert untold == {}


def test_every_command_has_a_route_or_a_reason_not_to():
    for module in pkgutil.walk_packages(amends.commands.__path__, "amends.commands."):
        importlib.import_module(module.name)
    ours = {
        name for name, entry in commands.REGISTRY.items() if entry.function.__module__.startswith("amends.")
    }
    reached = {route.reaches for route in ROUTES.values()}

    assert sorted(ours - reached - set(WITHOUT_A_ROUTE)) == [], "give it a route, or a reason above"
    assert sorted(set(WITHOUT_A_ROUTE) & reached) == [], "it has a route now"


def test_no_two_shapes_share_a_name():
    names: list[str] = []
    waiting: list[type] = [Given, Told]
    while waiting:
        shape = waiting.pop()
        waiting.extend(shape.__subclasses__())
        if "[" not in shape.__name__:
            names.append(shape.__name__)
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_schemas_refer_only_to_what_is_there():
    text = str(document())
    for name in re.findall(r"#/components/(?:schemas|headers)/([\w-]+)", text):
        assert name in document()["components"]["schemas"] or name in document()["components"]["headers"], (
            name
        )


def test_addresses_that_lead_nowhere_and_methods_that_are_not_taken_are_problems(db):
    nobody = Caller(None)

    assert nobody.get("/nothing")[1]["code"] == "not_found"
    assert nobody.get("/")[1]["code"] == "not_found"
    status, answer = nobody.call("DELETE", "/cases")
    assert (status, answer["code"], answer["params"]["allowed"]) == (405, "method_not_allowed", "GET")
    assert nobody.last["Allow"] == "GET"
    assert nobody.get("/cases")[1]["code"] == "token_not_accepted"
    assert nobody.last["WWW-Authenticate"] == 'Bearer realm="amends"'
