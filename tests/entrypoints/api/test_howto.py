"""Pages for programs, run: each request in its order, filled from the answers before it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from givens.api import ROOT, Caller, a_token
from givens.giving import open_budgets
from givens.house import make_house
from givens.incidents import guests
from givens.policy import LONG_AGO, a_policy

from amends.apps.incidents.models import IncidentPerson

HOWTO = Path(__file__).parents[3] / "docs/howto"
PAGE = (HOWTO / "write-a-program.md").read_text()
OUTAGE = (HOWTO / "handle-an-outage.md").read_text()


@pytest.mark.django_db
def test_every_request_of_the_page_is_answered():
    house = make_house()
    a_policy(LONG_AGO)
    open_budgets(house)
    scopes = re.findall(r"--scope ([\w:]+)", PAGE)
    caller = Caller(a_token("program", *scopes, unit="harbour", grant_minor=5_000))

    statuses = run(PAGE, caller)

    assert statuses == [200, 201, 200, 201, 200, 200]


@pytest.mark.django_db
def test_every_request_about_an_outage_is_answered():
    house = make_house()
    a_policy(LONG_AGO)
    open_budgets(house)
    guests(house, 3)
    scopes = re.findall(r"--scope ([\w:]+)", OUTAGE)
    caller = Caller(a_token("program", *scopes, unit="harbour"))

    statuses = run(OUTAGE, caller)

    assert statuses == [201, *[200] * 12]
    assert IncidentPerson.objects.filter(state="reserved").count() == 3


def run(page: str, caller: Caller) -> list[int]:
    """The statuses of all requests of a page."""
    known, statuses = {}, []
    for request in re.findall(r"```http\n(.*?)```", page, re.DOTALL):
        head, _, body = request.partition("\n\n")
        for name, value in known.items():
            head, body = head.replace(f"{{{name}}}", value), body.replace(f"{{{name}}}", value)
        method, address = head.split()
        status, answer = caller.call(method, address.removeprefix(ROOT), json.loads(body) if body else None)
        known |= {name: str(answer[name]) for name in ("ref", "digest", "offer_id") if answer.get(name)}
        if isinstance(answer.get("rows"), list):
            known["person_id"] = str(answer["rows"][0]["person_id"])
        statuses.append(status)

    return statuses
