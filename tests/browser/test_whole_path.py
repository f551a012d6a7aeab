"""The whole path in a real browser: heard, given, told, chosen, spent, and the customer's own yes.

Every hand is a window of its own: the night desk, the guest without scripts, the till. Between them run a real mail
server and the worker's own errands. `AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.test import override_settings
from givens.giving import open_budgets
from givens.house import House, make_house
from givens.policy import LONG_AGO, a_policy
from givens.post import PostOffice, a_post_office
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from amends.adapters.delivery.email import Email
from amends.apps.cases.models import Case
from amends.apps.followups.models import FollowUp
from amends.apps.vouchers.models import Voucher
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.commands.followup.ask_followups import ask_followups
from amends.core.voucher.code import read_code
from amends.entrypoints.common.context import read_clock, shell_context, system_context
from amends.queries.ledger_check import ledger_check
from tests.browser.opened import Opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

Opening = Callable[..., Opened]


@pytest.fixture
def house(transactional_db: None) -> House:
    """A hotel with a policy and budgets."""
    made = make_house()
    a_policy(LONG_AGO)
    open_budgets(made)
    return made


@pytest.fixture
def post(live_server: LiveServer) -> Iterator[PostOffice]:
    """A mail server, and mails whose links lead to the live server."""
    with override_settings(AMENDS_PUBLIC_URL=live_server.url), a_post_office() as office:
        yield office


def newest_mail(post: PostOffice, *, at: datetime | None = None) -> EmailMessage:
    """What the worker hands over now, or at that moment; the last mail of it."""
    moment = at or read_clock()
    ctx = replace(system_context("jobs"), now=moment)
    deliver_messages(ctx, transports={"email": Email()}, worker="path", clock=lambda: moment)
    return post.taken[-1]


def link_in(mail: EmailMessage, live_server: LiveServer) -> str:
    """The path of the page behind the link in a mail."""
    text = mail.get_body(("plain",)).get_content()
    found = re.search(rf"{re.escape(live_server.url)}(/p/[\w-]+/)", text)
    assert found is not None, text
    return found[1]


class Walk:
    """One way from the guest's words to their yes, at one size and in one light."""

    def __init__(
        self, opening: Opening, house: House, post: PostOffice, server: LiveServer, size: str, scheme: str
    ) -> None:
        def window(who: str = "") -> Opened:
            return opening(user_id=house.people[who].id if who else None, size=size, scheme=scheme)

        self.desk, self.guest, self.till = window("nora"), window(), window("til")
        self.post, self.server, self.name = post, server, f"{size}-{scheme}"

    def look(self, opened: Opened, number: int, what: str) -> None:
        """The present page: light, free of barriers and of complaints."""
        opened.look(f"path-{number}-{what}-{self.name}")

    def heard(self) -> None:
        """At ten past one, standing."""
        page = self.desk.go("/log")
        page.locator("#id_customer").fill("Ada Lindqvist")
        expect(page.get_by_text("Somebody new: Ada Lindqvist")).to_be_visible()
        page.get_by_label("E-mail").fill("ada@example.org")
        page.get_by_text("Woken by an alarm set earlier").click()
        page.get_by_label("In their words").fill("An alarm rang at one. It was not ours.")
        self.look(self.desk, 1, "log")
        self.desk.follow(page.get_by_role("button", name="Log it").locator("visible=true").last)

    def given(self) -> None:
        """The envelope is there before the talk: two things to choose from."""
        page = self.desk.page
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lindqvist")
        expect(page.get_by_role("button", name="Offer: Breakfast for the room")).to_be_visible()
        self.look(self.desk, 2, "case")
        page.get_by_text("Let them choose between").click()
        page.get_by_role("checkbox", name="A box of chocolates").check()
        page.get_by_role("checkbox", name="Breakfast for the room").check()
        page.locator(".envelope").get_by_label("I am telling them now").uncheck()
        self.desk.follow(page.get_by_role("button", name="Offer these"))
        expect(page.get_by_text("Offered. Tell them, and they choose.")).to_be_visible()

    def told(self) -> str:
        """In a mail that passes the rubric; the guest's own page."""
        page = self.desk.go(f"/cases/{Case.objects.get().ref}/say")
        expect(page.get_by_label("Message", exact=True)).to_contain_text("Breakfast for the room")
        self.look(self.desk, 3, "say")
        self.desk.follow(page.get_by_role("button", name="Send"))
        expect(page.get_by_role("status").first).to_be_visible()
        mail = newest_mail(self.post)
        assert mail["To"] == "ada@example.org"
        return link_in(mail, self.server)

    def chosen(self, own_page: str) -> str:
        """On the guest's own page; the code that comes by mail."""
        page = self.guest.go(own_page)
        self.look(self.guest, 4, "choose")
        page.get_by_label("Breakfast for the room").check()
        self.guest.follow(page.get_by_role("button", name="This one"))
        expect(page.get_by_role("status")).to_have_text("Thank you. It is yours.")
        self.look(self.guest, 5, "chosen")
        text = newest_mail(self.post).get_body(("plain",)).get_content()
        return next(found for line in text.splitlines() if (found := read_code(line.strip())))

    def spent(self, code: str) -> None:
        """At the till, with the keyboard alone."""
        page = self.till.go("/till")
        page.get_by_label("Code").first.fill(code)
        page.keyboard.press("Enter")
        expect(page.locator(".answer-say")).to_have_text("Yes, Breakfast for the room")
        self.look(self.till, 6, "till")
        page.get_by_role("button", name="Take it", exact=True).click()
        expect(page.locator(".answer-say")).to_have_text("Taken: €44.00")

    def answered(self) -> None:
        """When it is time the guest is asked, and answers alone."""
        later = replace(system_context("jobs"), now=FollowUp.objects.get().ask_at + timedelta(minutes=1))
        ask_followups(later)
        question = newest_mail(self.post, at=later.now)
        assert "Is it right now?" in question["Subject"]
        page = self.guest.go(link_in(question, self.server))
        self.look(self.guest, 7, "asked")
        self.guest.follow(page.get_by_role("button", name="Yes, it is right now"))
        self.look(self.guest, 8, "thanks")

    def mended(self) -> None:
        """The desk sees it, in gold."""
        page = self.desk.go(f"/cases/{Case.objects.get().ref}")
        expect(page.get_by_text("put right, they said yes").first).to_be_visible()
        self.look(self.desk, 9, "mended")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_from_the_words_of_a_guest_to_their_own_yes(
    opening: Opening, house: House, post: PostOffice, live_server: LiveServer, size: str, scheme: str
) -> None:
    walk = Walk(opening, house, post, live_server, size, scheme)
    walk.heard()
    walk.given()
    code = walk.chosen(walk.told())
    assert Case.objects.get().state == "fulfilled"
    walk.spent(code)
    assert Voucher.objects.get().state == "redeemed"
    walk.answered()
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "recovered")
    walk.mended()

    assert walk.desk.complaints + walk.guest.complaints + walk.till.complaints == []
    assert ledger_check(shell_context()).findings == ()
