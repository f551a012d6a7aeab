"""Signing in: by e-mail and password, with a second factor, throttled; and no way to sign up."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the sea"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def colleague() -> object:
    """A colleague with a password."""
    return get_user_model().objects.create_user("ada@example.com", PASSWORD, display_name="Ada Lovelace")


def sign_in(client: Client, password: str = PASSWORD, email: str = "ada@example.com") -> object:
    return client.post("/accounts/login/", {"login": email, "password": password})


@pytest.mark.usefixtures("colleague")
def test_the_right_password_signs_in(client: Client) -> None:
    response = sign_in(client, email="ADA@example.com")

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert "_auth_user_id" in client.session


@pytest.mark.usefixtures("colleague")
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    wrong = sign_in(client, "something else")
    unknown = sign_in(client, email="nobody@example.com")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("colleague")
def test_the_sixth_wrong_password_waits_even_when_it_is_right(client: Client) -> None:
    for _ in range(5):
        sign_in(client, "something else")

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert "Too many failed" in str(response.context["form"].errors)


def test_a_second_factor_is_asked_for_and_needed(client: Client, colleague: object) -> None:
    secret = generate_totp_secret()
    TOTP.activate(colleague, secret)

    asked = sign_in(client)
    signed_in_before = "_auth_user_id" in client.session
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "no code"})
    counter = next(yield_hotp_counters_from_time())
    response = client.post("/accounts/2fa/authenticate/", {"code": f"{hotp_value(secret, counter):06}"})

    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert signed_in_before is False
    assert "Type the six digits that the app shows now." in wrong.content.decode()
    assert response["Location"] == "/"
    assert "_auth_user_id" in client.session


def test_nobody_signs_up(client: Client) -> None:
    response = client.post(
        "/accounts/signup/", {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert response.status_code == 200
    assert get_user_model().objects.count() == 0


@pytest.mark.usefixtures("colleague")
def test_a_forgotten_password_is_reset_by_mail_and_an_unknown_address_learns_nothing(client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": "ada@example.com"})
    sent = len(mail.outbox)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})

    assert sent == 1
    assert known["Location"] == unknown["Location"]
