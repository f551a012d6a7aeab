"""Reads what an operator says through the environment, and refuses what cannot be meant."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingInvalid(Refusal):
    """One environment variable has a value that cannot be meant."""

    code = "setting_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(name)s cannot be used: %(value)s. Write it like %(example)s")


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """The address under which people reach this installation."""

    url: str  # without a slash at the end
    host: str
    secure: bool


def public_address(env: Mapping[str, str]) -> PublicAddress:
    """`AMENDS_PUBLIC_URL`, which every link and QR code begins with; raises `SettingInvalid`."""
    text = env.get("AMENDS_PUBLIC_URL", "http://localhost:8000").rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingInvalid(
            field="AMENDS_PUBLIC_URL",
            name="AMENDS_PUBLIC_URL",
            value=text,
            example="https://amends.example.com",
        )
    return PublicAddress(text, parts.hostname, parts.scheme == "https")


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
            raise SettingInvalid(
                field="AMENDS_TRUSTED_PROXIES",
                name="AMENDS_TRUSTED_PROXIES",
                value=text,
                example="10.0.0.0/8",
            ) from error
    return networks


def mail_settings(env: Mapping[str, str]) -> dict[str, Any]:
    """Django's mail settings.

    `AMENDS_SMTP_URL` is `smtp://user:password@host:25` (in the clear), `smtp://...?tls=starttls` or `smtps://...`
    (encrypted from the start). `AMENDS_MAIL_PROVIDER` names one of anymail's providers instead, whose settings are
    the variables that begin with `AMENDS_ANYMAIL_`. Raises `SettingInvalid`.
    """
    if provider := env.get("AMENDS_MAIL_PROVIDER"):
        prefix = "AMENDS_ANYMAIL_"
        options = {name.removeprefix(prefix): value for name, value in env.items() if name.startswith(prefix)}
        return {"EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend", "ANYMAIL": options}
    text = env.get("AMENDS_SMTP_URL", "smtp://localhost:25")
    parts = urlsplit(text)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    try:
        port = parts.port
    except ValueError:
        port = -1
    if (
        parts.scheme not in ("smtp", "smtps")
        or not parts.hostname
        or tls not in ("", "starttls")
        or port == -1
    ):
        raise SettingInvalid(
            field="AMENDS_SMTP_URL",
            name="AMENDS_SMTP_URL",
            value=parts._replace(netloc=parts.hostname or "").geturl(),  # the password is not repeated
            example="smtp://user:password@mail.example.com:587?tls=starttls",
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587 if tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_TIMEOUT": 20,
    }
