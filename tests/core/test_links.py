"""Tokens open one thing each, and only for their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from amends.core.links import derive_token, is_open, looks_like_token, token_hash

KEY = bytes(range(32))
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_a_token_is_made_for_one_purpose_and_one_serial() -> None:
    token = derive_token(KEY, "portal", "s1")
    assert token == derive_token(KEY, "portal", "s1")
    assert len({token, derive_token(KEY, "confirm_yes", "s1"), derive_token(KEY, "portal", "s2")}) == 3
    assert token != derive_token(b"k" * 32, "portal", "s1")
    assert looks_like_token(token)


def test_what_is_no_token_is_seen_before_any_look_up() -> None:
    assert not looks_like_token("")
    assert not looks_like_token("x" * 42)
    assert not looks_like_token("x" * 42 + "/")
    assert not looks_like_token("x" * 43 + "\n")


def test_the_hash_needs_its_key() -> None:
    assert token_hash(KEY, "t") != token_hash(b"k" * 32, "t")


def opens(
    expires_at: datetime | None = None,
    revoked_at: datetime | None = None,
    closed_at: datetime | None = None,
) -> bool:
    return is_open(expires_at=expires_at, revoked_at=revoked_at, closed_at=closed_at, now=NOW)


def test_a_portal_link_opens_until_ninety_days_past_closure() -> None:
    assert opens()
    assert opens(closed_at=NOW - timedelta(days=90) + timedelta(seconds=1))
    assert not opens(closed_at=NOW - timedelta(days=90))


def test_a_link_with_its_own_end_opens_until_then() -> None:
    assert opens(expires_at=NOW + timedelta(seconds=1))
    assert not opens(expires_at=NOW)


def test_a_revoked_link_opens_nothing() -> None:
    assert not opens(revoked_at=NOW, expires_at=NOW + timedelta(days=1))
