"""Signatures of Standard Webhooks: the right secret, the very body, and not long ago."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from amends.core.event.signature import derive_secret, is_signed, secret_text, sign

NOW = datetime(2026, 5, 4, 21, 10, tzinfo=UTC)
SECRET = derive_secret(b"k" * 32, "serial")
BODY = b'{"id":"1"}'


def headers(secret: bytes = SECRET, at: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign(secret, "msg_1", at, body),
    }


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)

    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_secret_is_shown_in_the_usual_form() -> None:
    assert secret_text(b"\x00" * 32) == "whsec_" + "A" * 43 + "="


def test_what_was_signed_with_this_secret_is_good_within_five_minutes() -> None:
    assert is_signed([SECRET], headers(), BODY, now=NOW)
    assert is_signed([SECRET], headers(), BODY, now=NOW + timedelta(minutes=5))
    assert not is_signed([SECRET], headers(), BODY, now=NOW + timedelta(minutes=5, seconds=1))
    assert not is_signed([SECRET], headers(), BODY, now=NOW - timedelta(minutes=5, seconds=1))


def test_one_good_signature_among_several_and_one_good_secret_among_two_are_enough() -> None:
    several = headers() | {"webhook-signature": "v1,AAAA v2,BBBB " + headers()["webhook-signature"]}

    assert is_signed([b"another", SECRET], several, BODY, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": "0"},
        {"webhook-timestamp": "-5"},
        {"webhook-timestamp": "9" * 12},
        {"webhook-timestamp": "٣"},
        {"webhook-timestamp": "today"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,é\ud800"},
    ],
)
def test_anything_else_is_not_good(change: dict[str, str]) -> None:
    assert not is_signed([SECRET], headers() | change, BODY, now=NOW)


def test_another_body_or_another_secret_is_not_good() -> None:
    assert not is_signed([SECRET], headers(), BODY + b" ", now=NOW)
    assert not is_signed([derive_secret(b"k" * 32, "other")], headers(), BODY, now=NOW)
    assert not is_signed([], headers(), BODY, now=NOW)
