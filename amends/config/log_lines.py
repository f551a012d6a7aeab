"""What is logged never opens anything: the tokens of links stand in addresses, and addresses stand in the log."""

from __future__ import annotations

import logging
import re
from typing import Any

import psycopg
from django.db import OperationalError

_OPENS = re.compile(r"(/p/|/accounts/password/reset/key/)[^/\s?'\"]+")


class WithoutTokens(logging.Formatter):
    """Lines, with what came after them, in which the token of a customer's or a colleague's link is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of `record`."""
        return _OPENS.sub(r"\1...", super().format(record))

    def formatException(self, ei: Any) -> str:
        """What was raised. Of a database that is away only its words: where it was asked in vain tells nothing more."""
        error = ei[1]
        cause = error.__cause__ if isinstance(error, OperationalError) else None
        if (
            isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
        ):  # it never came so far as to answer
            return f"the database does not answer: {error}"
        return super().formatException(ei)
