"""What is said of a back-test that is not there."""

from __future__ import annotations

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class BackTestUnknown(Refusal):
    """There is no such back-test."""

    code = "back_test_not_found"
    kind = Kind.NOT_FOUND
    message = gettext_noop("This back-test is not there. Look at the list for those that are.")
