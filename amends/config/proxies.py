"""Believes what a proxy says about the client only when the proxy is one of ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from amends.kernel.environment import Network

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def behind_proxies(application: Application, proxies: Sequence[Network]) -> Application:
    """`application` with the client's own address and scheme in its environ, for requests through `proxies`.

    The client is the last address in `X-Forwarded-For` that is not one of ours: what stands before it was written
    by the client and proves nothing. From anybody else these headers are dropped.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        forwarded_for = environ.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = environ.pop("HTTP_X_FORWARDED_PROTO", "")
        if _is_ours(environ.get("REMOTE_ADDR", ""), proxies):
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
            environ["REMOTE_ADDR"] = _client(forwarded_for, proxies) or environ["REMOTE_ADDR"]
        return application(environ, start_response)

    return answer


def _is_ours(address: str, proxies: Sequence[Network]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in proxies)


def _client(forwarded_for: str, proxies: Sequence[Network]) -> str:
    for address in reversed([part.strip() for part in forwarded_for.split(",")]):
        if not _is_ours(address, proxies):
            try:
                return str(ipaddress.ip_address(address))
            except ValueError:
                return ""
    return ""
