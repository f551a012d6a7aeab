"""The work list: what waits, in the order in which it is due, and the views one keeps of it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.commands.casework.drop_view import drop_view
from amends.commands.casework.keep_view import keep_view
from amends.core.case.lifecycle import STATE_LABELS
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import say
from amends.entrypoints.web.case_words import (
    flag_badges,
    flag_choices,
    next_words,
    outcome_words,
    sentence,
    state_words,
    why_here,
)
from amends.entrypoints.web.frame import address, first_place
from amends.entrypoints.web.links import option, with_changed
from amends.kernel.context import Context, NotPermitted
from amends.queries.worklist import (
    WorklistFilters,
    WorklistPage,
    WorklistRow,
    default_lens,
    worklist,
    worklist_choices,
)

REFRESH_SECONDS = 20


@require_GET
def worklist_page(request: HttpRequest) -> HttpResponse:
    """The list; asked again by itself (`part=rows`), it answers 204 while nothing has changed."""
    ctx = context_of(request)
    if not ctx.may(Permission.SEE_CASES) and (begin := first_place(ctx)) is not None:
        return redirect(begin)  # "/" is where everybody lands after signing in
    filters = _filters(request)
    lens = request.GET.get("lens", "")
    page = worklist(ctx, lens=lens, filters=filters, after=request.GET.get("after", ""))
    seen = _digest(page)
    if request.GET.get("part") == "rows" and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    shown: dict[str, Any] = {
        "rows": [_line(row) for row in page.rows],
        "empty": _empty(request, ctx, page, filters),
        "next_url": _next_url(request, page.after),
        "refresh_url": with_changed(request, part="rows", seen=seen),
        "refresh_seconds": REFRESH_SECONDS,
        "now": ctx.now,
    }
    if request.GET.get("part") == "rows":
        return render(request, "web/worklist/_rows.html", shown)
    shown |= {
        "groups": _groups(request, ctx, page.lens),
        "narrowed_by": _narrowed_by(request, page, filters),
        "action": reverse("web:worklist"),
        "clear_url": with_changed(request, q=None),
        "q": filters.q,
        "hidden": [(name, value) for name, value in request.GET.items() if name not in ("q", "after")],
        "views": page.views,
        "more": _more(ctx, filters),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/worklist/page.html", shown)


@require_POST
def view_kept(request: HttpRequest) -> HttpResponse:
    """Keep the filters as they are under a name."""
    ctx = context_of(request)
    filters = request.POST.get("filters", "")
    back = reverse("web:worklist") + (f"?{filters}" if filters else "")
    try:
        keep_view(ctx, screen="worklist", name=request.POST.get("name", ""), filters=filters)
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("Kept. It stands above the list from now on."))
    return redirect(back)


@require_POST
def view_dropped(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one of one's views."""
    ctx = context_of(request)
    drop_view(ctx, view_id=view_id)
    return redirect("web:worklist")


def _filters(request: HttpRequest) -> WorklistFilters:
    """What the address narrows; nonsense narrows nothing."""
    given = request.GET
    return WorklistFilters(
        shown=given.get("shown", "open"),
        turn=given.get("turn", ""),
        due=given.get("due", ""),
        unit_id=_number(given.get("unit")),
        failure=given.get("failure", "")[:60],
        flag=given.get("flag", "")[:30],
        state=given.get("state", "")[:20],
        severity_min=_number(given.get("severity")),
        customer_ref=given.get("customer", "")[:20],
        outcome=given.get("outcome", "")[:24],
        owner_id=_number(given.get("owner")),
        q=given.get("q", "")[:100],
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def _line(row: WorklistRow) -> dict[str, Any]:
    """One case in words."""
    return {
        "id": row.id,
        "url": reverse("web:case", args=[row.ref]),
        "customer": row.customer_name,
        "failure": sentence(row.failure_name),
        "next": next_words(row.wanted, row.due_kind),
        "owner": row.owner_name,
        "place": row.place or row.unit_name,
        "why": why_here(row.state, row.owner_name, row.due_kind),
        "due_at": row.wanted_by_at,
        "mended": row.outcome == "recovered",
        "badges": flag_badges(row.flags, row.severity),
    }


def _next_url(request: HttpRequest, after: str | None) -> str:
    return with_changed(request, after=after) if after else ""


def _digest(page: WorklistPage) -> str:
    return hashlib.sha256(repr(page.rows).encode()).hexdigest()[:16]


def _groups(request: HttpRequest, ctx: Context, lens: str) -> list[dict[str, Any]]:
    """The chips above the list: whose, and when."""
    first = default_lens(ctx)
    lenses = [("mine", _("Mine")), ("team", _("My team's")), ("all", _("All"))]
    if not ctx.may(Permission.SEE_TEAM):
        lenses = [each for each in lenses if each[0] != "team"]
    if not ctx.may(Permission.WORK_CASES):
        lenses = [each for each in lenses if each[0] != "mine"]
    whose = [
        {**option(request, word, lens="" if name == first else name), "current": name == lens}
        for name, word in lenses
    ]
    narrow = [
        option(request, _("Everything open"), due="", turn="", shown=""),
        option(request, _("Late"), due="late", turn="", shown=""),
        option(request, _("Within a day"), due="today", turn="", shown=""),
        option(request, _("Ours to do"), due="", turn="ours", shown=""),
        option(request, _("Waiting for them"), due="", turn="theirs", shown=""),
        option(request, _("Closed"), due="", turn="", shown="closed"),
    ]
    return [{"label": _("Whose"), "options": whose}, {"label": _("Which"), "options": narrow}]


def _narrowed_by(request: HttpRequest, page: WorklistPage, filters: WorklistFilters) -> list[dict[str, str]]:
    """What only an address narrows, as chips that take it away."""
    chips = []
    if filters.customer_ref:
        name = page.rows[0].customer_name if page.rows else filters.customer_ref
        chips.append({"word": name, "url": with_changed(request, customer=None)})
    if filters.outcome:
        word = outcome_words(filters.outcome) or filters.outcome
        chips.append({"word": word, "url": with_changed(request, outcome=None)})
    return chips


def _more(ctx: Context, filters: WorklistFilters) -> dict[str, Any]:
    """The rarer filters, as selects in a form."""
    choices = worklist_choices(ctx)
    set_by_hand = [filters.unit_id, filters.failure, filters.flag, filters.state, filters.severity_min]
    return {
        "units": choices.units,
        "failures": choices.failures,
        "flags": [
            ("double_deviation", _("The recovery failed once")),
            ("review_due", _("Given in danger, not looked at yet")),
            *flag_choices(),
        ],
        "states": [(state.value, state_words(state.value)) for state in STATE_LABELS],
        "severities": [1, 2, 3, 4, 5],
        "chosen": filters,
        "count": sum(value not in (None, "") for value in set_by_hand),
    }


def _empty(
    request: HttpRequest, ctx: Context, page: WorklistPage, filters: WorklistFilters
) -> dict[str, str] | None:
    """What an empty list teaches: why it is empty, and what can be done."""
    if page.rows:
        return None
    log = (
        {"url": address("log") or "", "action": _("Log a failure")} if ctx.may(Permission.LOG_FAILURE) else {}
    )
    if filters != WorklistFilters():
        words = _("Nothing fits these filters. Widen them, or look at everything that is open.")
        whole = {"url": reverse("web:worklist"), "action": _("Show everything open")}
        return {"title": _("Nothing here"), "text": words, "icon_name": "search", **whole}
    if page.lens == "mine":
        words = _(
            "Nothing waits for you. What somebody tells us appears here, the most urgent first. "
            "Heard something yourself? Log it in half a minute."
        )
        return {"title": _("All yours is done"), "text": words, "icon_name": "bowl", **log}
    if page.lens == "team":
        words = _(
            "What customers tell your team appears here, the most urgent first. Something may be open elsewhere."
        )
        whole = {"url": with_changed(request, lens="all"), "action": _("Show all")}
        return {"title": _("Your team has nothing open"), "text": words, "icon_name": "bowl", **whole}
    words = _("When a customer tells us that something went wrong, it appears here, the most urgent first.")
    return {"title": _("Nothing is open"), "text": words, "icon_name": "bowl", **log}
