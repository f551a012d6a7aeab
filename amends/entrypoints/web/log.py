"""Logging a failure: one screen, five fields, under 30 seconds, by keyboard or by thumb.

Everything works without the script: finding a customer, adding a line, changing the unit are buttons that send the
whole screen and get it back with everything typed. With it the same answers come in place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from amends.commands.intake.log_failure import Contact, FailuresLogged, log_failure
from amends.core.case.hearing import Channel
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import screen_key
from amends.entrypoints.common.problems import errors_by_field
from amends.entrypoints.web.case_words import wanted_words
from amends.entrypoints.web.log_form import (
    NEW,
    LogForm,
    fresh_form,
    typed_form,
    with_line_added,
    without_line,
)
from amends.kernel.context import Context
from amends.kernel.idempotency import IdempotencyKeyReused
from amends.queries.customers_found import CustomerFound, customer_named, customers_found
from amends.queries.log_page import LogPage, log_page
from amends.queries.visit import visit as visit_page

_LAST = "log_last"


@never_cache
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The screen; what its buttons do; the logging itself."""
    ctx = context_of(request)
    last: dict[str, str] = request.session.get(_LAST, {})
    if request.method == "GET":
        wished = request.GET.get("unit") or last.get("unit", "")
        screen = log_page(ctx, unit_code=wished)
        given = request.GET.dict()
        if "who" in given and (known := customer_named(customers_found(ctx, q=given["who"][:20]))):
            given["customer"] = known.display_name
        form = fresh_form(screen, ctx.now, channel=last.get("channel", Channel.DESK), given=given)
        return _show(request, ctx, screen, form, q=given.get("customer", ""), has_guesses=True)
    data, act = request.POST, request.POST.get("act", "log")
    screen = log_page(ctx, unit_code=data.get("unit", ""))
    if act == "log":
        return _log(request, ctx, screen)
    if act == "add":
        form = with_line_added(data, screen, ctx.now)
        return _show(request, ctx, screen, form, focus=form.lines[-1].number)
    if act.startswith("drop:"):
        dropped = int(act[5:]) if act[5:].isascii() and act[5:].isdigit() and len(act) < 10 else -1
        return _show(request, ctx, screen, without_line(data, dropped, screen, ctx.now))
    return _show(request, ctx, screen, typed_form(data, screen, ctx.now, is_done=False))


@never_cache
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """Who it might be, while one types."""
    ctx = context_of(request)
    return render(request, "web/log/_found.html", _found(ctx, request.GET.get("customer", ""), ""))


@never_cache
@require_GET
def visit(request: HttpRequest, visit_ref: str) -> HttpResponse:
    """What went wrong in one visit, each a case with its own envelope."""
    ctx = context_of(request)
    shown = visit_page(ctx, visit_ref=visit_ref)
    lines = [
        {"case": case, "url": _case_address(case.ref), "next": wanted_words(case.wanted)}
        for case in shown.cases
    ]
    return render(request, "web/log/visit.html", {"visit": shown, "lines": lines, "now": ctx.now})


def _log(request: HttpRequest, ctx: Context, screen: LogPage) -> HttpResponse:
    data = request.POST
    form = typed_form(data, screen, ctx.now, is_done=True)
    if data.get("unit") != screen.unit.code:
        form.add_error("", _("You do not log there any more. Look whether this is where it was."))
    if not form.is_valid():
        return _show(request, ctx, screen, form, status=422)
    customer = _customer(ctx, form)
    if customer is None:
        form.add_error("customer", _("We know somebody of that name. Say whether it is them."))
        return _show(request, ctx, screen, form, status=422)
    try:
        logged = log_failure(
            replace(ctx, idempotency_key=f"log-{key}" if (key := screen_key(request)) else None),
            unit_id=screen.unit.id,
            customer=customer,
            failures=tuple(line.logged() for line in form.lines),
            channel=form.who.cleaned_data["channel"],
        )
    except IdempotencyKeyReused:
        form.add_error(
            "", _("You logged this a moment ago, with other words. Log it once more if you mean to.")
        )
        return _show(request, ctx, screen, form, status=409)
    except Refusal as refusal:
        for field, sentences in errors_by_field(refusal).items():
            for sentence in sentences:
                form.add_error(field, sentence)
        return _show(request, ctx, screen, form, status=422)
    request.session[_LAST] = {"unit": screen.unit.code, "channel": form.who.cleaned_data["channel"]}
    return _done(request, logged)


def _customer(ctx: Context, form: LogForm) -> str | Contact | None:
    """Who was chosen, or somebody new. None where somebody of that very name is known and nothing was chosen yet."""
    who = form.who.cleaned_data["who"]
    if who and who != NEW:
        return str(who)
    if not who and any(one.is_exact for one in customers_found(ctx, q=form.who.cleaned_data["customer"])):
        return None
    return form.who.contact()


def _done(request: HttpRequest, logged: FailuresLogged) -> HttpResponse:
    """On to the case, with what may be given in sight; several of one visit stand on a page of their own."""
    count = len(logged.refs)
    words = ngettext("Logged, and yours: %(ref)s.", "Logged, and yours: %(count)d cases.", count)
    messages.success(request, words % {"ref": logged.refs[0], "count": count})
    if count == 1:
        return redirect(_case_address(logged.refs[0]))
    return redirect("web:visit", logged.visit_ref)


def _case_address(ref: str) -> str:
    """The case page with what may be given in sight."""
    return reverse("web:case", args=[ref]) + "#panel-give"


def _show(
    request: HttpRequest,
    ctx: Context,
    screen: LogPage,
    form: LogForm,
    *,
    q: str | None = None,
    has_guesses: bool = False,
    focus: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or the form alone for htmx."""
    typed = request.POST.get("customer", "") if q is None else q
    chosen = request.POST.get("who", "") or request.GET.get("who", "")
    page: dict[str, Any] = {
        "screen": screen,
        "form": form,
        "key": (status != 409 and screen_key(request)) or ctx.random(9).hex(),
        "has_guesses": has_guesses,
        "focus": focus,
        "now": ctx.now,
        **_found(ctx, typed, chosen),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "web/log/_log.html" if partial else "web/log/page.html", page, status=status)


def _found(ctx: Context, typed: str, chosen: str) -> dict[str, Any]:
    """Who fits what was typed, and which of them is chosen: by the person, else the only one who fits exactly."""
    matches = customers_found(ctx, q=typed)
    guess: CustomerFound | None = None
    if chosen != NEW and not any(one.ref == chosen for one in matches):
        guess = customer_named(matches)
        chosen = NEW if guess is None else guess.ref
    return {"q": typed.strip(), "matches": matches, "chosen": chosen, "guess": guess, "now": ctx.now}
