"""The door of the customer's pages: a signed link lets one customer in to one case, and leaves no trace
behind.

No cookies, no script, nothing kept by caches, nothing told to the next site. The address itself is the
secret, so a forged form from elsewhere would have to know it already: the forms need no second token. They
could not have one either, because browsers send `Origin: null` from pages that ask for no referrer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from amends.entrypoints.common.context import customer_context, read_clock
from amends.kernel.context import Context
from amends.queries.portal_links import OpenedLink, opened_link

PORTAL, CONFIRM_YES = "portal", "confirm_yes"
View = Callable[..., HttpResponse]


class Visit:
    """One customer at their own page: the link that let them in, its token, and their context."""

    def __init__(self, link: OpenedLink, token: str) -> None:
        self.link = link
        self.token = token
        self.ctx: Context = customer_context(link.customer_id, link.unit_id)


def opens(*purposes: str) -> Callable[[View], View]:
    """Let a link of one of `purposes` in, as `view(request, visit, ...)`, in the customer's language and
    zone.

    A link that has run out, one for something else and one that never was get the same page: it offers to
    mail a new one to the address on file.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def door(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
            link = opened_link(token, now=read_clock())
            if link is None or link.purpose not in purposes:
                return quiet(render(request, "portal/ended.html", {"token": token}, status=410))
            with timezone.override(link.timezone), translation.override(link.language):
                return quiet(view(request, Visit(link, token), **more))

        return door

    return decorate


def quiet(response: HttpResponse) -> HttpResponse:
    """Nothing of this page is kept or passed on."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
