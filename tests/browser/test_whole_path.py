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
from givens.giving import open_budgets, publish_demonstration
from givens.house import House, make_house
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
    publish_demonstration()
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_from_the_words_of_a_guest_to_their_own_yes(
    opening: Opening, house: House, post: PostOffice, live_server: LiveServer, size: str, scheme: str
) -> None:
    looks = {"size": size, "scheme": scheme}
    desk = opening(user_id=house.people["nora"].id, **looks)
    guest = opening(**looks)
    name = f"{size}-{scheme}"

    # Heard, at ten past one, standing.
    page = desk.go("/log")
    page.locator("#id_customer").fill("Ada Lindqvist")
    expect(page.get_by_text("Somebody new: Ada Lindqvist")).to_be_visible()
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_text("Woken by an alarm set earlier").click()
    page.get_by_label("In their words").fill("An alarm rang at one. It was not ours.")
    desk.look(f"path-1-log-{name}")
    page.get_by_role("button", name="Log it").locator("visible=true").last.click()

    # The envelope is there before the talk: two things to choose from.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lindqvist")
    expect(page.get_by_role("button", name="Offer: Breakfast for the room")).to_be_visible()
    desk.look(f"path-2-case-{name}")
    page.get_by_text("Let them choose between").click()
    page.get_by_role("checkbox", name="A box of chocolates").check()
    page.get_by_role("checkbox", name="Breakfast for the room").check()
    page.locator(".envelope").get_by_label("I am telling them now").uncheck()
    page.get_by_role("button", name="Offer these").click()
    expect(page.get_by_text("Offered. Tell them, and they choose.")).to_be_visible()
    ref = Case.objects.get().ref

    # Told, in a mail that passes the rubric.
    page = desk.go(f"/cases/{ref}/say")
    expect(page.get_by_label("Message", exact=True)).to_contain_text("Breakfast for the room")
    desk.look(f"path-3-say-{name}")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").first).to_be_visible()
    mail = newest_mail(post)
    assert mail["To"] == "ada@example.org"

    # Chosen, on the guest's own page.
    page = guest.go(link_in(mail, live_server))
    guest.look(f"path-4-choose-{name}")
    page.get_by_label("Breakfast for the room").check()
    page.get_by_role("button", name="This one").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. It is yours.")
    guest.look(f"path-5-chosen-{name}")
    text = newest_mail(post).get_body(("plain",)).get_content()
    code = next(found for line in text.splitlines() if (found := read_code(line.strip())))
    assert Case.objects.get().state == "fulfilled"

    # Spent, at the till.
    till = opening(user_id=house.people["til"].id, **looks)
    page = till.go("/till")
    page.get_by_label("Code").first.fill(code)
    page.keyboard.press("Enter")
    expect(page.locator(".answer-say")).to_have_text("Yes, Breakfast for the room")
    till.look(f"path-6-till-{name}")
    page.get_by_role("button", name="Take it", exact=True).click()
    expect(page.locator(".answer-say")).to_have_text("Taken: €44.00")
    assert Voucher.objects.get().state == "redeemed"

    # Asked, when it is time, and answered by the guest alone.
    later = replace(system_context("jobs"), now=FollowUp.objects.get().ask_at + timedelta(minutes=1))
    ask_followups(later)
    question = newest_mail(post, at=later.now)
    assert "Is it right now?" in question["Subject"]
    page = guest.go(link_in(question, live_server))
    guest.look(f"path-7-asked-{name}")
    page.get_by_role("button", name="Yes, it is right now").click()
    guest.look(f"path-8-thanks-{name}")

    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "recovered")
    page = desk.go(f"/cases/{ref}")
    expect(page.get_by_text("put right, they said yes").first).to_be_visible()
    desk.look(f"path-9-mended-{name}")
    assert desk.complaints + guest.complaints + till.complaints == []
    assert ledger_check(shell_context()).findings == ()
