"""Promises: one's own and the team's, kept in one tap."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from amends.commands.followup.keep_promise import keep_promise
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.web.links import option, with_changed
from amends.queries.promises import promise_list, promises_of_case


@never_cache
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """What is still to be kept, what is late, and what became of the rest."""
    ctx = context_of(request)
    given = request.GET
    page = promise_list(
        ctx,
        lens=given.get("lens", "mine"),
        q=given.get("q", ""),
        shown=given.get("shown", "open"),
        after=given.get("after", ""),
    )
    narrow = [
        option(request, _("To be kept"), shown=""),
        option(request, _("Late"), shown="late"),
        option(request, _("Not kept in time"), shown="broken"),
        option(request, _("Kept"), shown="kept"),
    ]
    shown = {
        "page": page,
        "may_keep": True,
        "mine_url": with_changed(request, lens=None),
        "team_url": with_changed(request, lens="team"),
        "groups": [{"label": _("Which"), "options": narrow}],
        "kept": [(name, value) for name, value in given.items() if name not in ("q", "after")],
        "clear_url": with_changed(request, q=None),
        "next_url": with_changed(request, after=page.after) if page.after else "",
    }
    return render(request, "web/promises/page.html", shown)


@never_cache
@require_GET
def case_promises(request: HttpRequest, ref: str) -> HttpResponse:
    """The promises of one case: the panel of its page, or a page of their own."""
    ctx = context_of(request)
    lines = promises_of_case(ctx, case_ref=ref)
    page = {"lines": lines, "ref": ref, "may_keep": ctx.may(Permission.KEEP_PROMISES)}
    part = bool(getattr(request, "htmx", False))
    return render(request, "web/promises/_panel.html" if part else "web/promises/case.html", page)


@require_POST
def kept(request: HttpRequest, promise_id: int) -> HttpResponse:
    """It is done; back to where the tap was made."""
    ctx = context_of(request)
    done = keep_promise(ctx, promise_id=promise_id, note=request.POST.get("note", ""))
    messages.success(request, _("Kept, late. They have waited for it.") if done.was_late else _("Kept."))
    came_from = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        on_a_case = "/cases/" in came_from and not came_from.endswith("/promises")
        return redirect(f"{came_from}#panel-promise" if on_a_case else came_from)
    return redirect("web:promises")
