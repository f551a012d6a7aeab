"""Who of us was there when it happened, named on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.commands.casework.name_involved import name_involved
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.web.give import case_address
from amends.queries.involved import involved


@require_http_methods(["GET", "POST"])
def who_was_there(request: HttpRequest, ref: str) -> HttpResponse:
    """The colleagues around a case, with a tick for each who was there."""
    ctx = context_of(request)
    if request.method == "POST":
        ids = tuple(int(text) for text in request.POST.getlist("user") if text.isdecimal() and len(text) < 19)
        named = name_involved(ctx, case_ref=ref, user_ids=ids)
        messages.success(request, _("Noted. They decide nothing about what is given for it."))
        return redirect(case_address(named.ref))
    shown = involved(ctx, case_ref=ref)
    page = {
        "shown": shown,
        "case_url": case_address(shown.case_ref),
        "may_work": ctx.may(Permission.WORK_CASES),
    }
    return render(request, "web/case/involved.html", page)
