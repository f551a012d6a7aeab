"""Who a customer is and what happened to them; finding one while typing; and the search over everything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amends.core.ref import RefInvalid, normal_ref
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.signal_words import in_words
from amends.entrypoints.web.case import past_line
from amends.queries.customer_page import customer_page
from amends.queries.search import CaseHit, search
from amends.queries.signals import signals_about


@require_GET
def customer(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one customer."""
    ctx = context_of(request)
    page = customer_page(ctx, ref=ref)
    shown = {
        "page": page,
        "cases": [past_line(line) for line in page.cases],
        "signals": [in_words(line) for line in signals_about(ctx, customer_ref=page.ref)],
        "now": ctx.now,
    }
    return render(request, "web/customer/page.html", shown)


@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """Cases and customers that match; a reference leads straight to what it names."""
    ctx = context_of(request)
    q = request.GET.get("q", "")[:100]
    result = search(ctx, q=q)
    straight = _named(q, result.cases)
    if straight:
        return redirect(straight)
    shown = {
        "q": result.q,
        "cases": [_case(hit) for hit in result.cases],
        "customers": result.customers,
        "more": result.more,
        "now": ctx.now,
    }
    return render(request, "web/customer/search.html", shown)


def _case(hit: CaseHit) -> dict[str, Any]:
    return {**past_line(hit.case), "customer": hit.customer_name}


def _named(q: str, cases: tuple[CaseHit, ...]) -> str:
    """The address of the case whose reference was typed, if it is among those found."""
    try:
        ref = normal_ref(q)
    except RefInvalid:
        return ""
    return reverse("web:case", args=[ref]) if any(hit.case.ref == ref for hit in cases) else ""
