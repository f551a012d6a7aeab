"""The operator's pages: who sees them, what they keep when something is refused, a token shown once."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import pytest
from django.test import Client

from amends.apps.staff.models import ApiToken, Placement, User
from amends.commands.governance.add_colleague import add_colleague
from amends.commands.governance.open_unit import open_unit
from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SHELL = Context(Actor(ActorKind.SYSTEM), (placed(Role.OPERATOR, None),), NOON, "test", secrets.token_bytes)


def signed_in(role: str) -> Client:
    added = add_colleague(
        SHELL, email=f"{role}@example.org", display_name=f"The {role}", role=role, unit_code="kintsu"
    )
    client = Client()
    client.force_login(User.objects.get(id=added.user_id))
    return client


@pytest.fixture
def operator(db) -> Client:
    """A signed-in operator of a small group."""
    open_unit(SHELL, level="organisation", name="Kintsu", code="kintsu", currency="EUR")
    return signed_in("operator")


def test_a_colleague_is_added_on_the_page(operator):
    given = {"display_name": "Mara", "email": "mara@example.org", "role": "lead", "unit": "kintsu"}

    answer = operator.post("/staff", given)

    assert answer.status_code == 302
    assert Placement.objects.get(user__email="mara@example.org").role == "lead"


def test_what_was_typed_is_kept_when_it_is_refused(operator):
    given = {"display_name": "Mara", "email": "operator@example.org", "role": "lead", "unit": "kintsu"}

    answer = operator.post("/staff", given)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Mara"' in page
    assert "A colleague signs in with operator@example.org already." in page
    assert User.objects.count() == 1


def test_a_token_is_shown_once(operator):
    made = operator.post("/tokens", {"name": "till 7", "role": "cashier", "unit": "kintsu", "grant": ""})
    again = operator.get("/tokens")

    token = made.context["made"].token
    assert token in made.content.decode()
    assert token not in again.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert ApiToken.objects.get().last_four == token[-4:]


def test_an_amount_that_is_none_is_said_at_its_field(operator):
    answer = operator.post("/tokens", {"name": "x", "role": "cashier", "unit": "kintsu", "grant": "ten"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "grant": ["ten is not an amount in EUR. Write it like 12.50, with at most 2 digits after the point."]
    }
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("role", ["front_line", "lead", "cx_manager", "cashier", "finance", "auditor"])
def test_others_do_not_see_these_pages(operator, role):
    client = signed_in(role)

    assert client.get("/staff").status_code == 403
    assert client.get("/tokens").status_code == 403
    assert (
        client.post(
            "/staff/placement", {"user": "1", "unit": "1", "role": "lead", "holds": "yes"}
        ).status_code
        == 403
    )


def test_nobody_is_sent_to_sign_in(operator):
    answer = Client().get("/staff?q=a")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/staff%3Fq%3Da"


def test_a_program_is_listed_with_what_it_may_do_in_words_and_its_limit_in_its_currency(operator):
    operator.post(
        "/tokens",
        {
            "name": "chat",
            "role": "program",
            "unit": "kintsu",
            "scopes": ["complaints:write", "cases:read"],
            "grant": "50.00",
        },
    )
    page = operator.get("/tokens").content.decode()
    assert "tell of complaints, read cases and customers" in page
    assert "gives at most €50.00 per case on its own" in page
    assert "Like 50.00, in EUR" in page
    assert "tell of complaints (complaints:write)" in page
