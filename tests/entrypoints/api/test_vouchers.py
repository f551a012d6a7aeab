"""The API of the tills: what is answered, what is refused and how, and that a repeat acts once."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from django.test import Client
from givens.contexts import someone
from givens.vouchers import IN_A_MONTH, Held, a_voucher, columns, moved, redemptions

from amends.apps.units.models import Unit
from amends.apps.vouchers.models import Redemption, Voucher
from amends.commands.governance.create_token import create_token
from amends.core.roles import Role
from amends.entrypoints.common import wrong_codes
from amends.kernel.models import RememberedAnswer

pytestmark = pytest.mark.django_db

FAR = IN_A_MONTH.replace(year=2126)


@pytest.fixture
def held() -> Held:
    return a_voucher(face=2_000, expires_at=FAR)


SEEDS = count()  # a web process knows a token for some seconds, so each test has another


def token_at(unit_id: int, *scopes: str) -> str:
    made = create_token(
        someone(Role.OPERATOR, seed=next(SEEDS)),
        name="till",
        role="cashier",
        unit_code=Unit.objects.get(id=unit_id).code,
        scopes=scopes,
        grant_minor=None,
    )
    return made.token


def eur(minor: int) -> dict[str, Any]:
    return {"amount_minor": minor, "currency": "EUR"}


class Till:
    """A program at the site of the voucher."""

    def __init__(self, token: str) -> None:
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, key: str | None = None, **body: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a POST."""
        headers = self.headers | ({} if key is None else {"Idempotency-Key": key})
        answer = Client().post(f"/api/v1{path}", json.dumps(body), "application/json", headers=headers)
        self.last = answer
        return answer.status_code, answer.json()


@pytest.fixture
def till(held: Held) -> Till:
    return Till(token_at(held.site_id, "vouchers:check", "vouchers:redeem"))


def test_checking_tells_what_is_left_and_spends_nothing(till: Till, held: Held) -> None:
    assert till.post("/vouchers/check", code=held.code) == (
        200,
        {
            "good": True,
            "why_not": None,
            "last_four": held.code[-4:],
            "name": "For the bar",
            "form": "money",
            "percent": None,
            "face": eur(2_000),
            "left": eur(2_000),
            "expires_at": "2126-12-21T12:00:00Z",
        },
    )
    assert redemptions() == []


def test_checking_a_used_one_says_why_not(till: Till, held: Held) -> None:
    till.post("/vouchers/redemptions", code=held.code, till_ref="1")
    status, body = till.post("/vouchers/check", code=held.code)
    assert (status, body["good"], body["why_not"]["code"]) == (200, False, "voucher_used_up")
    assert body["why_not"]["detail"].startswith("No, already used (")


def test_redeeming_a_part(till: Till, held: Held) -> None:
    status, body = till.post("/vouchers/redemptions", code=held.code, till_ref="1", amount=eur(750))
    row = Redemption.objects.get()
    assert status == 201
    assert body == {
        "redemption_id": row.id,
        "last_four": held.code[-4:],
        "name": "For the bar",
        "taken": eur(750),
        "left": eur(1_250),
        "redeemed_at": body["redeemed_at"],
        "repeated": False,
    }
    assert columns(held.nest) == {(2_000, 750, 0)}
    assert row.actor.startswith("program:")


def test_an_amount_in_another_currency_takes_nothing(till: Till, held: Held) -> None:
    asked = {"amount_minor": 750, "currency": "JPY"}
    status, body = till.post("/vouchers/redemptions", code=held.code, till_ref="1", amount=asked)
    assert (status, body["code"], body["field"]) == (422, "amount_currency_differs", "amount")
    assert redemptions() == []


def test_the_same_key_and_request_gives_the_first_answer(till: Till, held: Held) -> None:
    body = {"code": held.code, "till_ref": "1", "amount": eur(750)}
    first = till.post("/vouchers/redemptions", key="k1", **body)
    assert till.post("/vouchers/redemptions", key="k1", **body) == first
    assert moved("redeem") == [750]
    kept = RememberedAnswer.objects.get()
    assert held.code not in kept.answer + kept.arguments_digest


def test_the_same_key_for_another_request_is_refused(till: Till, held: Held) -> None:
    till.post("/vouchers/redemptions", key="k1", code=held.code, till_ref="1", amount=eur(750))
    status, body = till.post("/vouchers/redemptions", key="k1", code=held.code, till_ref="2", amount=eur(750))
    assert (status, body["code"], body["field"]) == (409, "idempotency_key_reused", "Idempotency-Key")
    assert moved("redeem") == [750]


def test_a_refusal_is_not_remembered(till: Till, held: Held) -> None:
    status, body = till.post(
        "/vouchers/redemptions", key="k1", code=held.code, till_ref="1", amount=eur(2_001)
    )
    assert (status, body["code"], body["field"]) == (409, "balance_too_small", "amount_minor")
    assert body["params"] == {"left": "20.00 EUR"}
    Voucher.objects.update(balance_minor=2_000)
    assert till.post("/vouchers/redemptions", key="k1", code=held.code, till_ref="1")[0] == 201


def test_the_same_sale_without_a_key_spends_once_and_says_so(till: Till, held: Held) -> None:
    first = till.post("/vouchers/redemptions", code=held.code, till_ref="1")[1]
    again = till.post("/vouchers/redemptions", code=held.code, till_ref="1")[1]
    assert again == first | {"repeated": True}
    assert moved("redeem") == [2_000]


def test_rolling_back(till: Till, held: Held) -> None:
    made = till.post("/vouchers/redemptions", code=held.code, till_ref="1")[1]
    path = f"/redemptions/{made['redemption_id']}/rollback"
    status, body = till.post(path, reason="wrong guest")
    assert (status, body["given_back"], body["left"]) == (200, eur(2_000), eur(2_000))
    assert till.post(path, reason="wrong guest")[1]["code"] == "redemption_rolled_back_before"
    assert columns(held.nest) == {(2_000, 0, 0)}


@pytest.mark.parametrize("path", ["/vouchers/check", "/vouchers/redemptions"])
@pytest.mark.parametrize("code", ["", "x", "464H4QQRPGDC", "464H-4QQR-PGDD", "Ⅷ" * 12])
def test_every_bad_code_gets_the_same_answer(till: Till, path: str, code: str) -> None:
    sale = {"till_ref": "1"} if path.endswith("redemptions") else {}
    status, body = till.post(path, code=code, **sale)
    assert (status, body) == (
        404,
        {
            "type": "urn:amends:problem:voucher_not_accepted",
            "title": "No, there is no voucher with this code. Look at it once more.",
            "status": 404,
            "code": "voucher_not_accepted",
            "instance": f"/api/v1{path}",
            "field": "code",
        },
    )
    assert till.last["Content-Type"] == "application/problem+json"


def test_whoever_guesses_is_stopped_and_then_even_a_right_code_waits(till: Till, held: Held) -> None:
    for _ in range(wrong_codes.LIMIT):
        assert till.post("/vouchers/check", code="wrong")[0] == 404
    assert till.post("/vouchers/check", code="wrong")[0] == 429
    status, body = till.post("/vouchers/redemptions", code=held.code, till_ref="1")
    assert (status, body["code"]) == (429, "too_many_attempts")
    assert int(till.last["Retry-After"]) > 0
    assert redemptions() == []


def test_a_token_that_may_only_check_does_not_redeem(held: Held) -> None:
    checker = Till(token_at(held.site_id, "vouchers:check"))
    assert checker.post("/vouchers/check", code=held.code)[0] == 200
    status, body = checker.post("/vouchers/redemptions", code=held.code, till_ref="1")
    assert (status, body["code"]) == (403, "not_permitted")
    assert redemptions() == []


def test_a_till_names_its_place_within_its_own(held: Held) -> None:
    till = Till(token_at(held.nest.brand_id, "vouchers:check", "vouchers:redeem"))
    above = till.post("/vouchers/redemptions", code=held.code, till_ref="1")
    assert (above[0], above[1]["code"]) == (409, "voucher_not_good_here")
    assert till.post("/vouchers/redemptions", code=held.code, till_ref="1", unit="night-desk")[0] == 201
    status, body = till.post("/vouchers/redemptions", code=held.code, till_ref="2", unit="kintsu")
    assert (status, body["code"], body["field"]) == (404, "till_place_unknown", "unit")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "code"),
        ({"code": "x"}, "till_ref"),
        ({"code": "x", "till_ref": "y" * 81}, "till_ref"),
        ({"code": "x" * 201, "till_ref": "1"}, "code"),
        ({"code": "x", "till_ref": "1", "amount": 5}, "amount"),
        ({"code": "x", "till_ref": "1", "amount": eur(10**16)}, "amount.amount_minor"),
        ({"code": "x", "till_ref": "1", "amount": eur(5) | {"amount_minor": 1.5}}, "amount.amount_minor"),
        (
            {"code": "x", "till_ref": "1", "amount": {"amount_minor": 5, "currency": "euro"}},
            "amount.currency",
        ),
        ({"code": "x", "till_ref": "1", "price": 5}, "price"),
        ({"code": None, "till_ref": "1"}, "code"),
    ],
)
def test_a_request_of_the_wrong_shape_names_the_field(till: Till, body: dict[str, Any], field: str) -> None:
    status, answer = till.post("/vouchers/redemptions", **body)
    assert (status, answer["code"], answer["field"]) == (422, "request_invalid", field)


def test_nobody_is_told_nothing(held: Held) -> None:
    answer = Client().post("/api/v1/vouchers/check", json.dumps({"code": held.code}), "application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_not_accepted")
