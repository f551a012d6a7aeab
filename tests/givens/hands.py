"""Hands that walk a whole path through the pages: colleagues signed in, guests behind their mails, a worker between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from givens.house import House
from givens.post import PostOffice

from amends.adapters.delivery.email import Email
from amends.apps.staff.models import User
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.core.voucher.code import read_code
from amends.entrypoints.common.context import read_clock, system_context


class _Hidden(HTMLParser):
    """The hidden fields of every form, by its action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(given.get("action", ""), {})
        elif tag == "input" and given.get("type") == "hidden" and given["name"] != "csrfmiddlewaretoken":
            self._fields[given["name"]] = given.get("value", "")


@dataclass
class Hands:
    """One house, its colleagues and its guests. `office` holds the mails that came."""

    house: House
    office: PostOffice
    _clients: dict[str, Client] = field(default_factory=dict)

    def colleague(self, name: str) -> Client:
        """A browser in which somebody is signed in."""
        if name not in self._clients:
            self._clients[name] = Client()
            self._clients[name].force_login(User.objects.get(id=self.house.people[name].id))
        return self._clients[name]

    def post(self, name: str, page: str, action: str, **typed: object) -> HttpResponse:
        """Fill in the form that goes to `action` on a page, with what it brings along, and send it."""
        client = self.colleague(name)
        shown = _Hidden()
        shown.feed(client.get(page).content.decode())
        sent = client.post(action, {**shown.forms.get(action, {}), **typed})
        assert sent.status_code in (204, 302), sent.content.decode()[-3000:]
        return sent  # type: ignore[return-value]

    def mails(self, *, at: datetime | None = None) -> list[EmailMessage]:
        """What the worker hands over to the mail server, now or at that moment."""
        before = len(self.office.taken)
        moment = at or read_clock()
        ctx = replace(system_context("jobs"), now=moment)
        deliver_messages(ctx, transports={"email": Email()}, worker="hands", clock=lambda: moment)
        return self.office.taken[before:]


def page_in(mail: EmailMessage) -> str:
    """The path of the guest's own page."""
    return re.search(r"(/p/[\w-]+/)", text_in(mail))[1]


def code_in(mail: EmailMessage) -> str:
    """The voucher code in a mail."""
    return next(code for line in text_in(mail).splitlines() if (code := read_code(line.strip())))


def text_in(mail: EmailMessage) -> str:
    """The text part."""
    return str(mail.get_body(("plain",)).get_content())
