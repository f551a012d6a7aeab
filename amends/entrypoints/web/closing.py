"""The closing questions that wait, as a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.entrypoints.common.context import context_of
from amends.entrypoints.web.case_words import outcome_words, sentence
from amends.entrypoints.web.links import option, with_changed
from amends.queries.closing_tasks import closing_tasks


@require_GET
def closing_list(request: HttpRequest) -> HttpResponse:
    """What we have not learned from yet, the questions due first first."""
    ctx = context_of(request)
    given = request.GET
    q = given.get("q", "")[:100]
    page = closing_tasks(
        ctx,
        mine=given.get("lens") == "mine",
        late=given.get("due") == "late",
        q=q,
        after=given.get("after", ""),
    )
    rows = [
        {
            "url": reverse("web:case", args=[row.ref]) + "#step-closing",
            "customer": row.customer_name,
            "failure": sentence(row.failure_name),
            "next": _("Answer"),
            "owner": row.owner_name,
            "place": row.place,
            "why": outcome_words(row.outcome),
            "due_at": row.due_at,
        }
        for row in page.rows
    ]
    whose = [option(request, _("All"), lens=""), option(request, _("Mine"), lens="mine")]
    when = [option(request, _("Everything"), due=""), option(request, _("Late"), due="late")]
    shown = {
        "rows": rows,
        "groups": [{"label": _("Whose"), "options": whose}, {"label": _("Which"), "options": when}],
        "q": q,
        "hidden": [(name, value) for name, value in given.items() if name not in ("q", "after")],
        "clear_url": with_changed(request, q=None),
        "is_narrowed": bool(q or given.get("due") or given.get("lens")),
        "next_url": with_changed(request, after=page.after) if page.after else "",
        "now": ctx.now,
    }
    return render(request, "web/closing/page.html", shown)
