"""The mails of the demonstration: what went out to customers and colleagues, and never left this machine."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from amends.adapters.delivery.caught import CaughtMail, caught, caught_mail
from amends.entrypoints.common.context import context_of
from amends.entrypoints.web.links import with_changed

_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)
"""For the letter alone: its own style, and nothing else."""


@never_cache
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first; `to` looks for an address."""
    folder = _folder(request)
    to = request.GET.get("q", "")[:100]
    return render(
        request,
        "web/mails/page.html",
        {"mails": caught(folder, to=to), "q": to, "clear_url": with_changed(request, q=None)},
    )


@never_cache
@require_GET
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text part with links to follow, and what a mail program threads it by."""
    return render(request, "web/mails/mail.html", {"mail": _found(request, name)})


@never_cache
@require_GET
def mail_page(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, as a mail program shows it: no script, nothing loaded."""
    return HttpResponse(_found(request, name).html, headers={"Content-Security-Policy": _LETTER_POLICY})


def _folder(request: HttpRequest) -> Path:
    """Where the mails are; nothing is here outside the demonstration, or for somebody who has not signed in."""
    ctx = context_of(request)
    if not settings.AMENDS_DEMO or ctx.user_id is None:
        raise Http404
    return Path(settings.CAUGHT_MAILS)


def _found(request: HttpRequest, name: str) -> CaughtMail:
    found = caught_mail(_folder(request), name)
    if found is None:
        raise Http404
    return found
