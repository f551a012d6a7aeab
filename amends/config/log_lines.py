"""What is logged never opens anything: the tokens of links stand in addresses, and addresses stand in the log."""

from __future__ import annotations

import logging
import re

_OPENS = re.compile(r"(/p/|/accounts/password/reset/key/)[^/\s?'\"]+")


class WithoutTokens(logging.Formatter):
    """Lines, with what came after them, in which the token of a customer's or a colleague's link is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of `record`."""
        return _OPENS.sub(r"\1...", super().format(record))
