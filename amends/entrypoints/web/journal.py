"""The journal for auditors: what happened, in which chain, by whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.journal_words import (
    actor_words,
    chain_words,
    door_words,
    event_words,
    kind_words,
)
from amends.entrypoints.web.links import option, with_changed
from amends.queries.journal_page import JournalRow, journal_page


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Entries, the latest first, narrowed by chain (or case reference), event and actor."""
    ctx = context_of(request)
    given = request.GET
    stream = given.get("q", "")[:80]
    event, actor = given.get("event", "")[:60], given.get("actor", "")[:40]
    page = journal_page(ctx, stream=stream, event=event, actor=actor, after=given.get("after", ""))
    kinds = [option(request, _("Everything"), event="")]
    kinds += [option(request, words, event=kind) for kind, words in kind_words().items()]
    shown = {
        "lines": [_line(row) for row in page.rows],
        "q": stream,
        "actor": actor and actor_words(actor, next((row.who for row in page.rows), "")),
        "clear_url": with_changed(request, q=None),
        "groups": [{"label": _("What happened"), "options": kinds}],
        "hidden": [(name, value) for name, value in given.items() if name not in ("q", "after")],
        "next_url": with_changed(request, after=page.after) if page.after else "",
        "without_actor": with_changed(request, actor=None),
        "now": ctx.now,
    }
    return render(request, "web/journal/page.html", shown)


def _line(row: JournalRow) -> dict[str, Any]:
    """One entry with what its codes mean beside it: the codes are what the proof is about."""
    return {
        "row": row,
        "what": event_words(row.event),
        "who": actor_words(row.actor, row.who),
        "door": door_words(row.entrypoint),
        "chain": row.case_ref or chain_words(row.stream),
    }
