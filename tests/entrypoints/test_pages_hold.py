"""Whatever is typed into an address or a form of the web and the portal: an answer, never a defect."""

from __future__ import annotations

import pytest
from django.db import transaction
from givens.walking import EVERYBODY, World, a_world, addresses
from givens.walking_table import FORMS, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

PARTS = ["0", "9" * 30, "é%", "a\x00b", "C-4F7K9-QDX2M", "x" * 300]
TYPED = ["", "a\x00b", "é" * 20_000, "9" * 30, "NaN", "9999-12-31T23:59", "²<b>%(x)s {link:new}</b>\u202e🧩"]
FEWER = ["a\x00b", "é" * 5_000, "0001-01-01T00:00"]
LEFT_OUT = {  # fields that a form has besides those it needs
    "web:give": "key shown note override_reason owed choice spoken amount",
    "web:log": "key lines f0-find f0-place f0-when f0-occurred_at f0-words customer email phone unit",
    "web:say": "template subject",
    "web:follow-up": "words satisfaction",
    "web:approval": "note",
    "web:decide": "amount",
    "web:till": "amount till_ref",
    "portal:tell-us": "key occurred_at wish phone booking",
    "portal:choice": "words",
    "portal:answer": "words satisfaction",
}
NAMES = "after q unit lens severity owner stream event actor kind template who told due state flag failure turn part"
QUERY = ["x", "\x00", "9" * 30, "²", "W251bGwsMV0", "WyIyMDI2IiwxXQ", "WyJcdTAwMDAiLDFd", "' & !" * 500]


@pytest.fixture
def world(db) -> World:
    return a_world()


def role_for(who: frozenset[str] | None) -> str:
    """Somebody who may; the widest role first."""
    return next(role for role in ("cx_manager", *EVERYBODY) if who is None or role in who)


def broken(world: World, role: str, address: str, form: dict[str, str] | None = None) -> bool:
    with transaction.atomic():
        browser = world.browser(role)
        response = browser.get(address) if form is None else browser.post(address, form)
        transaction.set_rollback(True)
    return response.status_code >= 500


def test_parts_of_addresses(world):
    found = set()
    for address in addresses():
        for part in address.parts:
            for method, who in zip(("GET", "POST"), TABLE[address.name], strict=True):
                form = None if method == "GET" else filled(world, address.name)
                for junk in PARTS if who is not None else []:
                    url = world.address(address, **{part: junk})
                    if broken(world, role_for(who), url, form):
                        found.add((address.name, part, junk))
    assert found == set()


def test_what_is_typed_into_forms(world):
    found = set()
    for address in addresses():
        form = filled(world, address.name)
        if TABLE[address.name][1] is None:
            continue
        left_out = LEFT_OUT.get(address.name, "").split()
        for name in (*form, *left_out):
            for junk in FEWER if name in left_out else TYPED:
                if broken(
                    world, role_for(TABLE[address.name][1]), world.address(address), form | {name: junk}
                ):
                    found.add((address.name, name, junk[:20]))
    assert found == set()


def test_queries_of_addresses(world):
    found = set()
    for address in addresses():
        if TABLE[address.name][0] is None or not address.name.startswith(("web:", "portal:")):
            continue
        browser = world.browser(role_for(TABLE[address.name][0]))
        for value in QUERY:
            with transaction.atomic():
                response = browser.get(world.address(address), dict.fromkeys(NAMES.split(), value))
                transaction.set_rollback(True)
            if response.status_code >= 500:
                found.add((address.name, value[:20]))
    assert found == set()


def filled(world: World, name: str) -> dict[str, str]:
    return {field: text.format(**world.parts) for field, text in FORMS.get(name, {}).items()}
