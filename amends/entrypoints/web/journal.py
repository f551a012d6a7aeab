"""The journal for auditors: what happened, in which chain, by whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.entrypoints.common.context import context_of
from amends.entrypoints.web.links import option, with_changed
from amends.queries.journal_page import journal_page

KINDS = ("case.", "offer.", "voucher.", "promise.", "message.", "budget.", "policy.", "colleague.")


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Entries, the latest first, narrowed by chain (or case reference), event and actor."""
    ctx = context_of(request)
    given = request.GET
    stream = given.get("q", "")[:80]
    event, actor = given.get("event", "")[:60], given.get("actor", "")[:40]
    page = journal_page(ctx, stream=stream, event=event, actor=actor, after=given.get("after", ""))
    kinds = [option(request, _("Everything"), event="")]
    kinds += [option(request, kind.rstrip("."), event=kind) for kind in KINDS]
    shown = {
        "rows": page.rows,
        "q": stream,
        "actor": actor,
        "clear_url": with_changed(request, q=None),
        "groups": [{"label": _("What happened"), "options": kinds}],
        "hidden": [(name, value) for name, value in given.items() if name not in ("q", "after")],
        "next_url": with_changed(request, after=page.after) if page.after else "",
        "without_actor": with_changed(request, actor=None),
        "now": ctx.now,
    }
    return render(request, "web/journal/page.html", shown)
