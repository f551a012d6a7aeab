"""Reads what an operator says through the environment, and refuses what cannot be meant."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.key_files import InstallationKeys

DATABASE_POOL = 8
"""Connections that one process keeps where `AMENDS_DATABASE_POOL` says nothing; a web process has as many threads."""

NUMBERS = (
    ("AMENDS_API_REQUESTS_PER_MINUTE", 600, 1),
    ("AMENDS_EVENT_DAYS", 90, 1),
    ("AMENDS_DATABASE_POOL", DATABASE_POOL, 0),
)
"""Variables that are whole numbers, with what they usually are and what they are at least."""

_KEY = re.compile("[0-9a-fA-F]{64}")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingInvalid(Refusal):
    """One environment variable has a value that cannot be meant."""

    code = "setting_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(name)s cannot be used: %(value)s. Write it like %(example)s")


def _unusable(name: str, value: str, example: str) -> SettingInvalid:
    return SettingInvalid(field=name, name=name, value=value[:200], example=example)


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """The address under which people reach this installation."""

    url: str  # without a slash at the end
    host: str
    secure: bool


def public_address(env: Mapping[str, str]) -> PublicAddress:
    """`AMENDS_PUBLIC_URL`, which every link and QR code begins with; raises `SettingInvalid`."""
    text = env.get("AMENDS_PUBLIC_URL", "http://localhost:8000").rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.port != 0 and not (parts.query or parts.fragment)
    except ValueError:  # of a port that is none, or a bracket left open
        usable = False
    if not usable or not parts.hostname:
        raise _unusable("AMENDS_PUBLIC_URL", text, "https://amends.example.com")
    return PublicAddress(text, parts.hostname, parts.scheme == "https")


def whole_number(env: Mapping[str, str], name: str, usual: int, *, least: int, most: int = 1_000_000) -> int:
    """The number that `name` says, `usual` where it says nothing; raises `SettingInvalid`."""
    text = env.get(name, "").strip() or str(usual)
    usable = text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most
    if not usable:
        raise _unusable(name, text, str(usual))
    return int(text)


def log_level(env: Mapping[str, str]) -> str:
    """`AMENDS_LOG_LEVEL`: from what weight on things are logged; raises `SettingInvalid`."""
    level = env.get("AMENDS_LOG_LEVEL", "").strip().upper() or "WARNING"
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise _unusable("AMENDS_LOG_LEVEL", level, "WARNING")
    return level


def language(env: Mapping[str, str], known: Collection[str]) -> str:
    """`AMENDS_LANGUAGE`, one of the `known` codes; raises `SettingInvalid`."""
    code = env.get("AMENDS_LANGUAGE", "").strip().lower() or "en"
    if code not in known:
        raise _unusable("AMENDS_LANGUAGE", code, "en")
    return code


def installation_keys(env: Mapping[str, str]) -> InstallationKeys | None:
    """`AMENDS_KEYS` ("id:64 hexadecimal digits,...", newest first) with `AMENDS_SECRET_KEY`; None unless both are set.

    Raises `SettingInvalid`, which repeats no secret.
    """
    pairs = [pair.partition(":") for pair in listed(env, "AMENDS_KEYS")]
    secret_key = env.get("AMENDS_SECRET_KEY")
    if not pairs or secret_key is None:
        return None
    if len(secret_key) < 32:
        raise _unusable("AMENDS_SECRET_KEY", "\u2026", gettext_noop("at least 32 characters of chance"))
    if any(not key_id or not _KEY.fullmatch(secret) for key_id, _, secret in pairs):
        ids = ", ".join(key_id for key_id, _, _ in pairs)
        raise _unusable("AMENDS_KEYS", ids[:80], gettext_noop("one:64 hexadecimal digits"))
    return InstallationKeys(tuple((key_id, bytes.fromhex(secret)) for key_id, _, secret in pairs), secret_key)


def require_usable(env: Mapping[str, str]) -> None:
    """Raise `SettingInvalid` for the first variable that cannot be meant, before anything is started with it."""
    public_address(env)
    trusted_proxies(env)
    mail_settings(env)
    _require_both_keys(env)
    installation_keys(env)
    log_level(env)
    for name, usual, least in NUMBERS:
        whole_number(env, name, usual, least=least)


def _require_both_keys(env: Mapping[str, str]) -> None:
    """One of the two alone would be left unread, and keys from files used in its place."""
    names = ("AMENDS_KEYS", "AMENDS_SECRET_KEY")
    missing = [name for name in names if not env.get(name, "").strip()]
    if len(missing) == 1:
        raise _unusable(
            missing[0], gettext_noop("nothing"), gettext_noop("its neighbour; set both or neither")
        )


def listed(env: Mapping[str, str], name: str) -> list[str]:
    """The comma-separated values of `name`, without empty ones."""
    return [value for item in env.get(name, "").split(",") if (value := item.strip())]


def trusted_proxies(env: Mapping[str, str]) -> list[Network]:
    """`AMENDS_TRUSTED_PROXIES`: the networks whose word about the client we believe; raises `SettingInvalid`."""
    networks: list[Network] = []
    for text in listed(env, "AMENDS_TRUSTED_PROXIES"):
        try:
            networks.append(ipaddress.ip_network(text))
        except ValueError as error:
            raise _unusable("AMENDS_TRUSTED_PROXIES", text, "10.0.0.0/8") from error
    return networks


def mail_settings(env: Mapping[str, str]) -> dict[str, Any]:
    """Django's mail settings.

    `AMENDS_SMTP_URL` is `smtp://user:password@host:25` (in the clear), `smtp://...?tls=starttls` or `smtps://...`
    (encrypted from the start). `AMENDS_MAIL_PROVIDER` names one of anymail's providers instead, whose settings are
    the variables that begin with `AMENDS_ANYMAIL_`. Raises `SettingInvalid`.
    """
    if provider := env.get("AMENDS_MAIL_PROVIDER"):
        prefix = "AMENDS_ANYMAIL_"
        if not re.fullmatch("[a-z_]+", provider):
            raise _unusable("AMENDS_MAIL_PROVIDER", provider, "postmark")
        options = {name.removeprefix(prefix): value for name, value in env.items() if name.startswith(prefix)}
        return {"EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend", "ANYMAIL": options}
    text = env.get("AMENDS_SMTP_URL", "smtp://localhost:25")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # of a port that is none, or a bracket left open
        parts, port = urlsplit(""), None
    tls = parse_qs(parts.query).get("tls", [""])[0]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or tls not in ("", "starttls"):
        told = re.sub("^([a-z]+://)?.*@", r"\1", text)  # the password is not repeated
        raise _unusable("AMENDS_SMTP_URL", told, "smtp://user:password@mail.example.com:587?tls=starttls")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587 if tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_TIMEOUT": 20,
    }
