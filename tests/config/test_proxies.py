"""Whose word about the client is believed."""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from amends.config.proxies import behind_proxies

OURS = [ipaddress.ip_network("10.0.0.0/8")]


def seen(remote: str, forwarded_for: str = "", scheme: str = "") -> tuple[str, str, bool]:
    """The client's address and the scheme that the application sees, and whether the headers are still there."""
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found.update(environ)
        return []

    headers = {"HTTP_X_FORWARDED_FOR": forwarded_for, "HTTP_X_FORWARDED_PROTO": scheme}
    behind_proxies(application, OURS)({"REMOTE_ADDR": remote, "wsgi.url_scheme": "http", **headers}, print)
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"], any(name in found for name in headers)


@pytest.mark.parametrize(
    ("remote", "forwarded_for", "client"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (
            "10.0.0.1",
            "198.51.100.1, 203.0.113.9, 10.0.0.2",
            "203.0.113.9",
        ),  # the first was the client's own word
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),
    ],
)
def test_the_client_is_the_last_address_that_is_not_ours(
    remote: str, forwarded_for: str, client: str
) -> None:
    assert seen(remote, forwarded_for)[0] == client


def test_https_is_believed_from_a_proxy_of_ours_alone() -> None:
    assert seen("10.0.0.1", "203.0.113.9", "https")[1] == "https"
    assert seen("10.0.0.1", "203.0.113.9", "gopher")[1] == "http"
    assert seen("203.0.113.7", "203.0.113.9", "https")[1] == "http"


def test_the_headers_never_reach_the_application() -> None:
    assert seen("10.0.0.1", "203.0.113.9", "https")[2] is False
    assert seen("203.0.113.7", "203.0.113.9", "https")[2] is False
