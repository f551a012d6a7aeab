"""Turns a refusal that no view caught into the right page: it is an answer, never a 500."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amends.core.refusal import Kind, Refusal
from amends.entrypoints.common.problems import STATUS, flatten, say
from amends.entrypoints.common.usable import TextUnusable, is_usable
from amends.kernel.context import NotPermitted


class RefusalMiddleware:
    """Sends nobody to sign in, and says every other refusal on a page of its own, or in place for htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through; the work is in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal, or None for a defect."""
        if isinstance(exception, DatabaseError | ValueError) and not all(map(is_usable, _texts(request))):
            return _page(request, TextUnusable())  # no form looked at it, and the database would not have it
        if not isinstance(exception, Refusal):
            return None
        nobody = not request.user.is_authenticated
        if nobody and isinstance(exception, NotPermitted) and not request.path.startswith(("/p/", "/f/")):
            return redirect_to_login(request.get_full_path())
        return _page(request, exception)


def _texts(request: HttpRequest) -> Iterator[str]:
    """Everything that somebody may have typed: the address, its query, and the form."""
    yield request.path
    for entries in (request.GET, request.POST):
        for name, values in entries.lists():
            yield name
            yield from (str(value) for value in values)


def _page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal, or its sentences alone for htmx."""
    htmx = bool(request.headers.get("HX-Request"))
    template = "amends/refusal_part.html" if htmx else "amends/refusal.html"
    sentences = [say(single) for single in flatten(refusal)]
    status = STATUS[refusal.kind]
    response = render(request, template, {"sentences": sentences, "code": refusal.code}, status=status)
    if htmx:  # said above the page; what was to be replaced stays as it is
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "afterbegin"
    if refusal.kind is Kind.THROTTLED:
        response["Retry-After"] = str(refusal.params.get("retry_after", 60))
    return response
