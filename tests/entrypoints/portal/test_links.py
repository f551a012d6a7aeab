"""Signed links: one thing each, for their time, and nothing to learn from one that does not open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from givens.portal import a_guest

from amends.apps.cases.models import Case
from amends.apps.conversations.models import Message
from amends.apps.links import store as links
from amends.apps.links.models import Link
from amends.apps.offers.models import Offer
from amends.apps.vouchers.models import Voucher
from amends.core.links import derive_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "voucher/x"])
def test_nothing_of_a_page_is_kept_or_passed_on(path: str) -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    guest.post("choice", offer=made.offer_id, choice=0)
    answer = guest.get(path and f"voucher/{Voucher.objects.get().serial}")
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_looking_changes_nothing() -> None:
    guest = a_guest()
    guest.given("breakfast", "late_check_out")
    before = list(Case.objects.values()), list(Offer.objects.values()), list(Link.objects.values())
    for path in ("", "choice", "answer", "confirm", "new-link"):
        answer = guest.get(path)
        assert answer.status_code == (200 if path == "" else 405)
        guest.browser.head(f"/p/{guest.token}/{path}")
    assert (list(Case.objects.values()), list(Offer.objects.values()), list(Link.objects.values())) == before


def test_a_link_for_one_thing_opens_nothing_else() -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    confirm_only = links.token_of(guest.a_link("confirm_yes", subject_id=1))
    assert (
        guest.browser.post(f"/p/{confirm_only}/choice", {"offer": made.offer_id, "choice": "0"}).status_code
        == 410
    )
    assert guest.post("confirm").status_code == 410
    assert Offer.objects.get().state == "offered"


def test_what_has_run_out_and_what_never_was_look_the_same() -> None:
    guest = a_guest()
    old = links.token_of(guest.a_link("portal", expires_at=guest.now - timedelta(seconds=1)))
    never = derive_token(b"k" * 32, "portal", "s")
    tokens = (old, never, "no-token-at-all")
    pages = [guest.browser.get(f"/p/{token}/") for token in tokens]
    assert [page.status_code for page in pages] == [410, 410, 410]
    words = {page.content.decode().replace(token, "T") for page, token in zip(pages, tokens, strict=True)}
    assert len(words) == 1


def test_asking_for_a_new_link_says_the_same_whether_or_not_there_was_one() -> None:
    guest = a_guest()
    Message.objects.all().delete()
    old = links.token_of(guest.a_link("portal", expires_at=guest.now - timedelta(seconds=1)))
    never = derive_token(b"k" * 32, "portal", "s")

    real, unknown = (guest.browser.post(f"/p/{token}/new-link") for token in (old, never))

    assert real.content.decode().replace(old, "T") == unknown.content.decode().replace(never, "T")
    sent = Message.objects.get()
    assert (sent.to_address, sent.template_code) == ("ada@example.org", "new_link")
    new = Link.objects.latest("id")
    assert f"{{link:{new.serial}}}" in sent.body
    assert guest.browser.get(f"/p/{links.token_of(links.link_by_serial(new.serial))}/").status_code == 200
    assert mail.outbox == []  # a worker sends it, after the commit


def test_asking_again_and_again_mails_twice_and_says_nothing_of_it() -> None:
    guest = a_guest()
    Message.objects.all().delete()
    answers = [guest.post("new-link") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    assert Message.objects.count() == 2


def test_a_portal_of_tries_from_one_address_is_slowed_down() -> None:
    browser = Client()
    answers = [browser.post(f"/p/token{number}/new-link") for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
