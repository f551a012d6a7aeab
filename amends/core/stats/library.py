"""The numeric libraries of the extra `amends[insights]`, imported when the first figure is asked for.

They take seconds and memory that a desk never needs, and an installation may do without them.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

LIBRARIES = ("numpy", "scipy", "statsmodels")


class InsightsMissing(Refusal):
    """The libraries that compute these figures are not installed."""

    code = "insights_missing"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "These figures need the extra “insights”, and %(library)s is not there. "
        "Whoever runs this installation can add it: pip install 'amends[insights]'."
    )


def require_insights() -> None:
    """Raise `InsightsMissing` unless every library is there; imports none of them."""
    for name in LIBRARIES:
        if find_spec(name) is None:
            raise InsightsMissing(library=name)


def library(name: str) -> Any:
    """The module called `name`; raises `InsightsMissing`."""
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise InsightsMissing(library=missing.name or name) from missing
