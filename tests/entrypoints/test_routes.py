"""Every address as every role and as nobody: who may look, who may act, and that looking changes nothing."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from givens.walking import EVERYBODY, NOBODY, World, a_world, addresses, everything_kept
from givens.walking_table import FORMS, TABLE

pytestmark = pytest.mark.django_db

NO = "Your role does not include this here."


def is_no(response: HttpResponse) -> bool:
    """Whether it was said that they may not: by a page, a sentence above one, or the way to sign in."""
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return True
    told = " ".join(str(message) for message in get_messages(response.wsgi_request))
    return response.status_code == 403 or NO in response.content.decode(errors="replace") + told


@pytest.fixture
def world(db) -> World:
    return a_world()


def test_every_address_stands_in_the_table():
    assert {address.name for address in addresses()} == set(TABLE)


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_may_look_and_act_and_that_looking_changes_nothing(world, role):
    before, wrong = everything_kept(), {}
    for address in addresses():
        looks, acts = TABLE[address.name]
        form = {name: text.format(**world.parts) for name, text in FORMS.get(address.name, {}).items()}
        with transaction.atomic():
            response = world.browser(role).get(world.address(address))
            changed = everything_kept() != before
            transaction.set_rollback(True)
        if found := verdict(response, looks, role) or (changed and "looking changed something"):
            wrong[f"GET {address.name}"] = found
        with transaction.atomic():
            response = world.browser(role).post(world.address(address), form)
            changed = (acts is None or role not in acts) and everything_kept() != before
            transaction.set_rollback(True)
        if found := verdict(response, acts, role) or (changed and "a no changed something"):
            wrong[f"POST {address.name}"] = found
    assert wrong == {}


def verdict(response: HttpResponse, who: frozenset[str] | None, role: str) -> str:
    """What is wrong with the answer, or nothing. What one may not see may look as if it were not there."""
    status = response.status_code
    if status >= 500:
        return f"a defect: {status}"
    if who is None:
        return (
            "" if status == 405 or (role == NOBODY and is_no(response)) else f"the method is taken: {status}"
        )
    if role in who:
        return f"they may, and were told no: {status}" if is_no(response) or status == 405 else ""
    return "" if is_no(response) or status == 404 else f"they may not, and were let in: {status}"
