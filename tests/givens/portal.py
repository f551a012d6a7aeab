"""A customer at their own page: the case of the alarm clock, the link in their mail, and a browser without
script.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from givens.giving import Desk, a_desk
from givens.house import system

from amends.apps.cases import store as cases
from amends.apps.links import store as links
from amends.apps.links.store import LinkRecord
from amends.commands.offer.make_offer import OfferMade


class Guest:
    """Ada, with the link to her page. Pages read the clock themselves, so what is offered is offered now."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.now = datetime.now(UTC)
        self.link = self.a_link("portal")
        self.token = links.token_of(self.link)
        self.browser = Client(enforce_csrf_checks=True)

    @transaction.atomic
    def a_link(self, purpose: str, **given: object) -> LinkRecord:
        """Another link to the case."""
        case = cases.case_by_ref(self.desk.case_ref)
        return links.open_link(system(self.now), case_id=case.id, purpose=purpose, **given)  # type: ignore[arg-type]

    def given(self, *codes: str, **more: object) -> OfferMade:
        """What the duty manager tells her over the phone that we can do."""
        dana = self.desk.house.ctx("dana", now=self.now)
        return self.desk.give(*codes, ctx=dana, spoken=True, **more)

    def get(self, path: str = "") -> HttpResponse:
        """A page of hers."""
        return self.browser.get(f"/p/{self.token}/{path}")  # type: ignore[return-value]

    def post(self, path: str, **form: object) -> HttpResponse:
        """A button of hers."""
        return self.browser.post(f"/p/{self.token}/{path}", form)  # type: ignore[return-value]

    def state(self) -> tuple[str, str]:
        """State and outcome of her case."""
        case = cases.case_by_ref(self.desk.case_ref)
        return case.state.value, "" if case.outcome is None else case.outcome.value


def a_guest(**facts: object) -> Guest:
    """Ada was woken by an alarm and has her link."""
    return Guest(a_desk(**facts))


def text_of(answer: HttpResponse) -> str:
    """The words of a page, without its tags, in single spaces."""
    main = answer.content.decode().partition("<body")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())
