"""The log names addresses, and none that opens anything."""

from __future__ import annotations

import io
import logging
import logging.config
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

TOKEN = "k3-Vq_9aZ0token"


@pytest.fixture
def lines():
    """What the installation's own handler writes."""
    written = io.StringIO()
    configured = {
        **settings.LOGGING,
        "handlers": {"console": {**settings.LOGGING["handlers"]["console"], "stream": written}},
        "root": {"handlers": [], "level": "WARNING"},
        "loggers": {"told": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    }
    logging.config.dictConfig(configured)
    yield written
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/p/{TOKEN}/choice", "/p/.../choice"),
        (f"/p/{TOKEN}/voucher/1f", "/p/.../voucher/1f"),
        (f"/accounts/password/reset/key/1-{TOKEN}/", "/accounts/password/reset/key/.../"),
        ("/policy/1", "/policy/1"),
    ],
)
def test_a_refused_request_is_told_without_the_token_in_its_address(lines, path: str, told: str) -> None:
    logging.getLogger("told").warning("%s: %s", "Gone", path)

    assert lines.getvalue().endswith(f"WARNING told: Gone: {told}\n")


def test_a_defect_is_told_without_the_token_too(lines) -> None:
    try:
        raise ValueError(f"no page /p/{TOKEN}/")
    except ValueError:
        logging.getLogger("told").error("failed", exc_info=sys.exc_info())

    assert TOKEN not in lines.getvalue()
    assert "ValueError: no page /p/.../" in lines.getvalue()


def test_of_a_database_that_is_away_only_its_words_are_told(lines) -> None:
    nobody_there = "host=127.0.0.1 port=9 dbname=desk user=ada password=sesame"
    try:
        with connection.wrap_database_errors:
            psycopg.connect(nobody_there)
    except OperationalError:
        logging.getLogger("told").exception("no sign of life could be written")

    told = lines.getvalue()
    assert "the database does not answer: " in told
    assert "Connection refused" in told
    assert "Traceback" not in told
    assert "sesame" not in told
