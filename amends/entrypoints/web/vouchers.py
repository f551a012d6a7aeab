"""The vouchers that are out: what is still to be used, what runs out soon, and what became of the rest."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.wording import when_words
from amends.entrypoints.web.give import case_address
from amends.entrypoints.web.links import option, with_changed
from amends.kernel.context import Context
from amends.queries.vouchers_given import VoucherRow, vouchers_given


@require_GET
def given(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by its address."""
    ctx = context_of(request)
    asked = request.GET
    unit, period = asked.get("unit", ""), asked.get("period", "")
    page = vouchers_given(
        ctx,
        shown=asked.get("shown", "open"),
        unit_id=_number(unit),
        period_id=_number(period),
        q=asked.get("q", ""),
        after=asked.get("after", ""),
    )
    which = [
        option(request, _("Still to be used"), shown=""),
        option(request, _("Run out soon"), shown="soon"),
        option(request, _("Not with the customer yet"), shown="unsent"),
        option(request, _("Used"), shown="used"),
        option(request, _("Ran out"), shown="expired"),
        option(request, _("Replaced"), shown="void"),
    ]
    shown = {
        "page": page,
        "rows": [
            (row, _became(ctx, row), case_address(row.case_ref) if ctx.may(Permission.SEE_CASES) else "")
            for row in page.rows
        ],
        "groups": [{"label": _("Which"), "options": which}],
        "unit": unit,
        "q": asked.get("q", "")[:100],
        "hidden": [(name, value) for name, value in asked.items() if name not in ("q", "after")],
        "kept": [(name, value) for name, value in asked.items() if name not in ("unit", "after")],
        "any_period_url": with_changed(request, period=None) if period else "",
        "clear_url": with_changed(request, q=None),
        "next_url": with_changed(request, after=page.after) if page.after else "",
    }
    return render(request, "web/vouchers/list.html", shown)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _became(ctx: Context, row: VoucherRow) -> str:
    """What became of one voucher, in a few words with their time."""
    words: dict[str, tuple[Any, str]] = {
        "redeemed": (row.ended_at, _("used %(when)s")),
        "expired": (row.ended_at or row.expires_at, _("ran out %(when)s")),
        "void": (row.ended_at, _("replaced %(when)s")),
    }
    at, sentence = words.get(row.state, (row.delivered_at, _("with the customer since %(when)s")))
    if at is None:
        return _("not with the customer yet") if row.state == "issued" else ""
    return sentence % {"when": when_words(at, now=ctx.now)}
