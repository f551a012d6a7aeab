"""Signals about repeat claims: what waits for somebody to look at it, and one with its evidence and its judgement."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.commands.signals.review_signal import review_signal
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.core.signals.review import SignalState
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.common.signal_words import in_words
from amends.entrypoints.web.case import past_line
from amends.kernel.context import NotPermitted
from amends.queries.signals import signal_page, signals_waiting


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What nobody has looked at yet, and what was upheld."""
    ctx = context_of(request)
    shown = {"signals": [in_words(line) for line in signals_waiting(ctx)], "now": ctx.now}
    return render(request, "web/signals/list.html", shown)


@require_http_methods(["GET", "POST"])
def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One signal; a POST says what comes of it."""
    ctx = context_of(request)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        uphold = request.POST.get("answer") == "uphold"
        try:
            review_signal(ctx, signal_id=signal_id, uphold=uphold, note=request.POST.get("note", ""))
        except NotPermitted:
            raise
        except Refusal as refusal:
            problems = tuple(say(single) for single in flatten(refusal))
        else:
            upheld = _("Upheld. It runs out by itself after half a year.")
            dropped = _("Dismissed. These cases never count again.")
            messages.success(request, upheld if uphold else dropped)
            return redirect("web:signal", signal_id)
    page = signal_page(ctx, signal_id=signal_id)
    shown: dict[str, Any] = {
        "page": page,
        "signal": in_words(page.line),
        "cases": [past_line(line) for line in page.cases],
        "problems": problems,
        "note": request.POST.get("note", ""),
        "may_review": ctx.may(Permission.REVIEW_SIGNALS) and page.line.stands,
        "may_uphold": page.line.state == SignalState.RAISED,
        "may_list": ctx.may(Permission.REVIEW_SIGNALS),
        "now": ctx.now,
    }
    return render(request, "web/signals/page.html", shown, status=422 if problems else 200)
