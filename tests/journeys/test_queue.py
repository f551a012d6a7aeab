"""Story 5, the queue: five people wait and one is furious; logged, one tap, the code is on the phone, next."""

from __future__ import annotations

from givens.hands import Hands, code_in

from amends.apps.cases.models import Case
from amends.apps.vouchers.models import Voucher
from amends.core.money import Money

LINE = {"lines": "0", "f0-failure_code": "food_late", "f0-when": "now"}


def test_two_taps_put_a_code_on_the_phone_and_the_till_takes_it(hands: Hands) -> None:
    rita = hands.colleague("rita")
    typed = {"act": "log", "unit": "kiln", "channel": "desk", "customer": "Bo Kern", "who": "new", **LINE}

    rita.post("/log", {**typed, "email": "bo@example.org"})  # the first tap
    ref = Case.objects.get().ref
    give = f"/cases/{ref}/give"
    hands.post("rita", give, give, give="dessert", spoken="yes")  # the second

    (mail,) = hands.mails()
    assert mail["To"] == "bo@example.org"
    assert Case.objects.get().state == "fulfilled"
    taken = rita.post(
        "/till", {"act": "take", "code": code_in(mail), "sale": "0123456789abcdef"}, follow=True
    )
    assert taken.status_code == 200
    voucher = Voucher.objects.get()
    assert (voucher.state, Money(voucher.face_minor, voucher.currency)) == ("redeemed", Money(24_00, "EUR"))


def test_an_impatient_double_tap_gives_once(hands: Hands) -> None:
    rita = hands.colleague("rita")
    typed = {"act": "log", "unit": "kiln", "channel": "desk", "customer": "Bo Kern", "who": "new", **LINE}
    rita.post("/log", {**typed, "email": "bo@example.org"})
    give = f"/cases/{Case.objects.get().ref}/give"
    shown = rita.get(give).content.decode()
    hidden = {
        name: shown.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("digest", "key", "shown")
    }

    first = rita.post(give, {**hidden, "give": "dessert", "spoken": "yes"})
    again = rita.post(give, {**hidden, "give": "dessert", "spoken": "yes"})

    assert (first.status_code, again.status_code) == (302, 302)
    assert Voucher.objects.count() == 1
    assert len(hands.mails()) == 1
