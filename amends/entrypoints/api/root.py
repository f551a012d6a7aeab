"""The API as one object: how it renders, what surrounds every operation, and its OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from amends import __version__
from amends.entrypoints.api import errors
from amends.entrypoints.api.document import DESCRIPTION, complete
from amends.entrypoints.api.limits import add_headers
from amends.entrypoints.api.reading import StrictParser
from amends.entrypoints.api.security import Bearer

View = Callable[..., HttpResponse]


class Api(NinjaAPI):
    """Ninja's API: what a token has left is said on every answer, and every no is problem+json."""

    _document: OpenAPISchema | None = None

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Render, and add the rate-limit headers."""
        return add_headers(request, super().create_response(request, data, **options))

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, with what ninja cannot know of our operations; made once, because everybody may ask for it."""
        if self._document is None:
            self._document = complete(super().get_openapi_schema(**options))
        return self._document

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns: list[URLResolver | URLPattern] = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _in_our_words(pattern.callback)
        return patterns


def _in_our_words(view: View) -> View:
    """`view`, whose 404 and 405 are problems like any other."""

    @wraps(view)
    def run(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            response = view(request, **parts)
        except Http404:
            return errors.refused(request, errors.NothingThere())
        if isinstance(response, HttpResponseNotAllowed):
            return errors.not_allowed(request, response)
        return response

    return run


def nowhere(request: HttpRequest) -> HttpResponse:
    """Every address under /api/ that leads nowhere."""
    return errors.refused(request, errors.NothingThere())


nowhere.csrf_exempt = True  # type: ignore[attr-defined]  # there is nothing to forge

api = Api(
    title="amends",
    version=__version__,
    description=DESCRIPTION,
    auth=Bearer(),
    parser=StrictParser(),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)
errors.install(api)
