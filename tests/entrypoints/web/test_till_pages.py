"""The till in the browser's words: check without spending, take, take back, and the same answer for every bad
code.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from givens.contexts import someone
from givens.vouchers import Held, a_voucher, columns, moved, redemptions

from amends.apps.staff import store as staff
from amends.apps.staff.models import User
from amends.apps.vouchers.models import Voucher
from amends.core.roles import Role
from amends.entrypoints.common import wrong_codes

pytestmark = pytest.mark.django_db

FAR = datetime(2126, 1, 1, tzinfo=UTC)


@pytest.fixture
def held() -> Held:
    return a_voucher(face=2_000, expires_at=FAR)


@pytest.fixture
def cashier(held: Held) -> Client:
    return signed_in(Role.CASHIER, held.site_id)


def signed_in(role: Role, unit_id: int) -> Client:
    user = staff.add_user(email=f"{role.value}@example.org", display_name="Till One")
    staff.place_user(someone(Role.OPERATOR), user_id=user.id, unit_id=unit_id, role=role)
    client = Client()
    client.force_login(User.objects.get(id=user.id))
    return client


def says(page: bytes) -> tuple[str, str]:
    """(verdict, sentence) of the answer."""
    text = page.decode()
    verdict = re.search(r'class="answer answer-(\w+)"', text)
    sentence = re.search(r'class="answer-say">([^<]*)<', text)
    assert verdict is not None
    assert sentence is not None
    return verdict[1], sentence[1]


def sale_in(page: bytes) -> str:
    found = re.search(r'name="sale" value="([^"]+)"', page.decode())
    assert found is not None
    return found[1]


def test_checking_says_yes_and_spends_nothing(cashier: Client, held: Held) -> None:
    answer = cashier.post("/till", {"act": "check", "code": held.code.lower()})

    assert answer.status_code == 200
    assert says(answer.content) == ("yes", "Yes, €20.00")
    assert "For the bar" in answer.content.decode()
    assert redemptions() == []
    assert columns(held.nest) == {(2_000, 0, 0)}


def test_taking_all_of_it_and_sending_the_form_again_takes_once(cashier: Client, held: Held) -> None:
    sale = sale_in(cashier.post("/till", {"act": "check", "code": held.code}).content)
    form = {"act": "take", "code": held.code, "sale": sale}

    first = cashier.post("/till", form)
    again = cashier.post("/till", form)

    assert says(first.content) == ("yes", "Taken: €20.00")
    assert says(again.content) == ("yes", "Taken: €20.00")
    assert "so nothing was taken again" in again.content.decode()
    assert moved("redeem") == [2_000]


def test_taking_a_part_says_what_is_left(cashier: Client, held: Held) -> None:
    answer = cashier.post("/till", {"act": "take", "code": held.code, "amount": "7,50", "till_ref": "R-1"})
    assert says(answer.content) == ("yes", "Taken: €7.50")
    assert "€12.50 is left on it." in answer.content.decode()
    assert redemptions() == [("redeem", 750, 1_250)]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("20.01", "No, only €20.00 left"),
        ("0", "The amount must be more than zero."),
        ("much", "much is not an amount in EUR. Write it like 12.50, with at most 2 digits after the point."),
    ],
)
def test_an_amount_that_cannot_be_taken_stays_to_be_put_right(
    cashier: Client, held: Held, amount: str, said: str
) -> None:
    answer = cashier.post("/till", {"act": "take", "code": held.code, "sale": "s1", "amount": amount})
    page = answer.content.decode()
    assert says(answer.content) == ("no", said)
    assert f'value="{amount}"' in page
    assert f'name="code" value="{held.code}"' in page
    assert redemptions() == []


def test_a_used_one_says_when(cashier: Client, held: Held) -> None:
    cashier.post("/till", {"act": "take", "code": held.code, "sale": "s1"})
    verdict, sentence = says(cashier.post("/till", {"act": "check", "code": held.code}).content)
    assert verdict == "no"
    assert re.fullmatch(r"No, already used today at \d\d?:\d\d\s?([AP]M)?", sentence)


def test_one_that_has_run_out_says_until_when(cashier: Client, held: Held) -> None:
    Voucher.objects.update(expires_at=datetime(2024, 5, 4, tzinfo=UTC))
    answer = cashier.post("/till", {"act": "check", "code": held.code})
    assert says(answer.content) == ("no", "No, it was good until 3 May 2024")


@pytest.mark.parametrize("code", ["", "hello", "464H4QQRPGDC", "464H-4QQR-PGDD"])
def test_every_bad_code_gets_the_same_answer(cashier: Client, code: str) -> None:
    answer = cashier.post("/till", {"act": "check", "code": code})
    assert answer.status_code == 200
    assert says(answer.content) == ("no", "No, no such code")


def test_a_code_that_is_not_theirs_to_redeem_is_not_taken_by_the_form(cashier: Client, held: Held) -> None:
    brand = signed_in(Role.AUDITOR, held.nest.brand_id)
    assert brand.post("/till", {"act": "take", "code": held.code}).status_code == 403
    assert redemptions() == []


def test_whoever_guesses_is_stopped_and_then_even_a_right_code_waits(cashier: Client, held: Held) -> None:
    for _ in range(wrong_codes.LIMIT):
        assert says(cashier.post("/till", {"code": "wrong"}).content) == ("no", "No, no such code")

    stopped = says(cashier.post("/till", {"code": "wrong"}).content)
    right = says(cashier.post("/till", {"act": "take", "code": held.code, "sale": "s1"}).content)

    assert stopped[1].startswith("That was tried too often. Try again in ")
    assert right[1].startswith("That was tried too often. Try again in ")
    assert redemptions() == []


def test_taking_back_gives_back(cashier: Client, held: Held) -> None:
    cashier.post("/till", {"act": "take", "code": held.code, "sale": "s1"})
    page = cashier.get("/till").content.decode()
    found = re.search(r'action="(/till/redemptions/\d+/rollback)"', page)
    assert found is not None

    answer = cashier.post(found[1], {"reason": "wrong guest"})

    assert says(answer.content) == ("yes", "Given back: €20.00")
    assert columns(held.nest) == {(2_000, 0, 0)}
    assert "taken back" in cashier.get("/till").content.decode()


def test_taking_back_asks_why(cashier: Client, held: Held) -> None:
    cashier.post("/till", {"act": "take", "code": held.code, "sale": "s1"})
    found = re.search(r'action="(/till/redemptions/\d+/rollback)"', cashier.get("/till").content.decode())
    assert found is not None
    assert says(cashier.post(found[1], {"reason": " "}).content)[0] == "no"
    assert moved("rollback") == []


def test_htmx_gets_the_till_alone(cashier: Client, held: Held) -> None:
    answer = cashier.post("/till", {"code": held.code}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="till"')
    assert "no-store" in answer["Cache-Control"]


def test_a_get_changes_nothing_and_shows_no_code(cashier: Client, held: Held) -> None:
    page = cashier.get(f"/till?code={held.code}")
    assert says(page.content) == ("wait", "Scan or type a code")
    assert held.code not in page.content.decode()


def test_the_qr_leads_a_cashier_to_the_till_and_others_to_a_word(cashier: Client) -> None:
    assert cashier.get("/r").headers["Location"] == "/till"
    nobody = Client().get("/r")
    assert nobody.status_code == 200
    assert "This is a voucher" in nobody.content.decode()


def test_a_cashier_sees_the_till_and_nothing_else(cashier: Client) -> None:
    page = cashier.get("/till").content.decode()
    assert "Back to the other work" not in page
    assert cashier.get("/").headers["Location"] == "/till"
    for path in ("/staff", "/tokens", "/budgets", "/log"):
        assert cashier.get(path).status_code == 403


def test_a_till_stands_where_it_was_put(cashier: Client, held: Held) -> None:
    assert cashier.post("/till/place", {"place": "night-desk"}).status_code == 302
    assert '<option value="night-desk" selected>' in cashier.get("/till").content.decode()
    assert cashier.post("/till/place", {"place": "kintsu-hotels"}).status_code == 404


def test_nobody_is_sent_to_sign_in() -> None:
    assert Client().get("/till").headers["Location"] == "/accounts/login/?next=/till"
