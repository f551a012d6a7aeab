"""Turns a refusal that no view caught into the right page: it is an answer, never a 500 and never an empty page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
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
        """Pass through, but for an address that only takes forms: whoever comes back to one reads where to go on."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and request.method == "GET":
            page = render(
                request, "amends/nothing_kept.html", {"letter": _letter_of(request.path)}, status=405
            )
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal, or None for a defect."""
        if isinstance(exception, DatabaseError | ValueError) and not all(map(is_usable, _texts(request))):
            return _page(request, TextUnusable())  # no form looked at it, and the database would not have it
        if not isinstance(exception, Refusal):
            return None
        nobody = not request.user.is_authenticated
        if nobody and isinstance(exception, NotPermitted) and not request.path.startswith(("/p/", "/f/")):
            return _to_sign_in(request)
        return _page(request, exception)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To sign in, and from there back to the page one was on. A form's own address shows nothing, so what was sent
    goes back to the page it was sent from; htmx leaves with the whole page, for it would put the sign-in into a part.
    """
    back = request.get_full_path()
    if request.method != "GET" or request.headers.get("HX-Request"):
        came = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
        back = urlunsplit(("", "", came.path, came.query, "")) if came.netloc == request.get_host() else "/"
    answer = redirect_to_login(back)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _letter_of(path: str) -> str:
    """The customer's page that an address below it belongs to, or ""."""
    parts = path.split("/")
    return "/".join(["", "p", parts[2], ""]) if parts[1] == "p" and len(parts) > 3 else ""


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
    shown = {"sentences": sentences, "code": refusal.code, "is_missing": refusal.kind is Kind.NOT_FOUND}
    response = render(request, template, shown, status=status)
    if htmx:  # said above the page; what was to be replaced stays as it is
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "afterbegin"
    if refusal.kind is Kind.THROTTLED:
        response["Retry-After"] = str(refusal.params.get("retry_after", 60))
    return response
