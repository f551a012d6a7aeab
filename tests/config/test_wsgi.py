"""The door of the web server: what goes through which list of middleware, and the headers of every page."""

import io
from typing import Any

import pytest

from amends.config.wsgi import application

pytestmark = pytest.mark.usefixtures("committed_db")  # each request closes its connection


def get(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request through the door itself."""
    answer: dict[str, Any] = {}

    def start_response(status: str, found: list[tuple[str, str]], trouble: object = None) -> None:
        answer["status"], answer["headers"] = int(status.split()[0]), dict(found)

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **headers,
    }
    chunks = application(environ, start_response)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return answer["status"], answer["headers"], body


def test_health_is_answered() -> None:
    status, _, body = get("/health")

    assert (status, body) == (200, b"ok\n")


def test_a_page_allows_scripts_and_styles_of_ours_alone_and_no_frame() -> None:
    status, headers, _ = get("/accounts/login/")

    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_api_sets_no_cookie_and_reads_none() -> None:
    status, headers, _ = get("/api/v1/openapi.json", HTTP_COOKIE="amends_session=x")

    assert status == 200
    assert "Set-Cookie" not in headers
    assert "Content-Security-Policy" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_host_that_is_not_ours_is_refused() -> None:
    assert get("/accounts/login/", HTTP_HOST="evil.example")[0] == 400
