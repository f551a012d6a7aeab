"""The API at a glance; the whole of it stands in its OpenAPI document."""

from __future__ import annotations

from amends.entrypoints.api.root import api
from amends.entrypoints.api.route import ROUTES
from reference.table import table

_INTRO = """\
# Routes of the API

The whole of it, with every field and every code, is served at `/api/v1/openapi.json`. How to begin:
[write a program](../howto/write-a-program.md). Codes: [refusals](refusals.md). Scopes: [roles](roles.md).
"""


def page() -> str:
    """One line a route."""
    schema = api.get_openapi_schema()
    rows = [
        (method.upper(), f"`{path}`", operation["summary"], _scopes(operation["operationId"]))
        for path, methods in sorted(schema["paths"].items())
        for method, operation in methods.items()
    ]
    return _INTRO + "\n" + table(("method", "path", "what it does", "scope"), rows)


def _scopes(operation: str) -> str:
    return " or ".join(f"`{scope}`" for scope in ROUTES[operation].scopes) or "-"
