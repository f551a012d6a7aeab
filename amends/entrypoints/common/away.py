"""What is answered when a request could not be: nobody can read it, the database is away, or a defect of ours."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 5
"""After this long it is worth asking again: the supervisor starts a database that ended within seconds."""


class DatabaseAway(Refusal):
    """The database does not answer, or gave up on this transaction; nothing was changed."""

    code = "database_away"
    kind = Kind.UNAVAILABLE
    message = gettext_noop("The database does not answer at the moment. Nothing was changed. Try again soon.")


def broken(request: HttpRequest) -> HttpResponse:
    """The last word on a page (`handler500`), wherever it failed: a view, a template, or who is asking at all.

    503 with `Retry-After` where the database is away; needs neither it nor a session to say so. 500 for a defect.
    """
    if not isinstance(sys.exc_info()[1], AWAY):
        return HttpResponse(render_to_string("500.html"), status=500)
    page = render_to_string("503.html", {"can_repeat": request.method in ("GET", "HEAD")})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that nobody can read (`handler400`). Django's own page would read its form once more, and fail."""
    return HttpResponse(render_to_string("400.html"), status=400)
