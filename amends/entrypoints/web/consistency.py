"""Consistency: are like cases treated alike, with intervals, minimum numbers, and the cases behind each figure."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.commands.fairness.ask_consistency import ask_consistency
from amends.commands.fairness.import_groups import GroupsImported, import_groups
from amends.core.fairness.figures import Kind
from amends.core.fairness.table import TABLE_HEAD, table_rows
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.case import past_line
from amends.entrypoints.web.consistency_funnel import funnel_chart
from amends.entrypoints.web.consistency_words import FigureLine, figure_line, kind_words
from amends.entrypoints.web.links import option
from amends.kernel.context import Context
from amends.queries.consistency import (
    ConsistencyReportShown,
    consistency,
    consistency_cases,
    consistency_report,
)

_OF_GROUPS = (Kind.GRANTED, Kind.AMOUNT, Kind.GROUP_OVERRIDES)
SPANS = {"90": 90, "365": 365, "730": 730}
TABLE_BYTES_MAX = 5_000_000


class SpanForm(forms.Form):
    """Two days of one's own; whatever is no day means the last quarter of a year."""

    since = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The report over a unit and a span; asking for it (again)."""
    ctx = context_of(request)
    span = request.GET.get("span", "90")
    since, until = _span(request, ctx)
    shown = consistency(ctx, unit_code=request.GET.get("unit", "")[:60], since_date=since, until_date=until)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            ask_consistency(ctx, unit_code=shown.unit_code, since_date=since, until_date=until)
        except Refusal as refusal:
            problems = tuple(say(single) for single in flatten(refusal))
        else:
            messages.success(request, _("It is being computed. Look again in a moment."))
            return redirect(request.get_full_path())
    spans = [
        option(request, words, span=name, since=None, until=None)
        for name, words in (("90", _("90 days")), ("365", _("a year")), ("730", _("two years")))
    ]
    if "span" not in request.GET and "since" not in request.GET:
        spans[0]["current"] = True
    units = [option(request, unit.name, unit=unit.code) for unit in shown.units]
    for unit, row in zip(shown.units, units, strict=True):
        row["current"] = unit.code == shown.unit_code
    return render(
        request,
        "web/consistency/page.html",
        {
            "report": shown.report,
            "lines": [] if shown.report is None else _lines(shown.report),
            "funnel": None if shown.report is None else funnel_chart(shown.report),
            "since": since,
            "until": until,
            "span": span,
            "unit_code": shown.unit_code,
            "form": SpanForm(initial={"since": since, "until": until}),
            "groups": [
                {"label": _("Where"), "options": units},
                {"label": _("Which days"), "options": spans},
            ],
            "problems": problems,
            "may_import": ctx.may(Permission.KEEP_GROUPS),
        },
        status=422 if problems else 200,
    )


def _span(request: HttpRequest, ctx: Context) -> tuple[date, date]:
    """The days that the address names: two of one's own, or so many up to today."""
    own = SpanForm(request.GET)
    today = ctx.now.date()
    if own.is_valid() and own.cleaned_data["since"] and own.cleaned_data["until"]:
        return own.cleaned_data["since"], own.cleaned_data["until"]
    return today - timedelta(days=SPANS.get(request.GET.get("span", ""), 90)), today


def _lines(report: ConsistencyReportShown) -> list[tuple[str, list[FigureLine]]]:
    """The figures by what they are about: all, colleagues, groups."""
    if report.figures is None:
        return []
    parts: dict[str, list[FigureLine]] = {"all": [], "colleagues": [], "groups": []}
    for place, figure in enumerate(report.figures.figures):
        line = figure_line(place, figure, report.figures.currency, report.names.get(figure.subject, ""))
        part = {Kind.AGENT_OVERRIDES: "colleagues"} | dict.fromkeys(_OF_GROUPS, "groups")
        parts[part.get(figure.kind, "all")].append(line)
    heads = {"all": _("All together"), "colleagues": _("By colleague"), "groups": _("By group")}
    return [(heads[name], lines) for name, lines in parts.items() if lines]


@require_GET
def cases(request: HttpRequest, report_id: int, place: int) -> HttpResponse:
    """The cases behind one figure."""
    ctx = context_of(request)
    behind = consistency_cases(ctx, report_id=report_id, place=place)
    name = behind.report.names.get(behind.figure.subject, "")
    figures = behind.report.figures
    line = figure_line(place, behind.figure, figures.currency if figures else "EUR", name)
    shown: dict[str, Any] = {
        "behind": behind,
        "line": line,
        "cases": [past_line(case) for case in behind.cases],
        "back": _address(behind.report),
        "now": ctx.now,
    }
    return render(request, "web/consistency/cases.html", shown)


@require_GET
def table(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as a CSV file, safe to be opened in a spreadsheet."""
    ctx = context_of(request)
    report = consistency_report(ctx, report_id=report_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"consistency-{report.unit_code}-{report.since_date}-{report.until_date}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerow(TABLE_HEAD)
    if report.figures is not None:
        words = {kind: kind_words(kind) for kind in Kind}
        writer.writerows(table_rows(report.figures, report.names, words))
    return answer


@require_POST
def groups(request: HttpRequest) -> HttpResponse:
    """Group attributes from a table; nobody reads them back."""
    ctx = context_of(request)
    ctx.require(Permission.KEEP_GROUPS)
    file = request.FILES.get("table")
    text = (
        "" if file is None or (file.size or 0) > TABLE_BYTES_MAX else file.read().decode("utf-8", "replace")
    )
    try:
        messages.success(request, _imported_words(import_groups(ctx, table=text)))
    except Refusal as refusal:
        for single in flatten(refusal):
            messages.error(request, say(single))
    return redirect("web:consistency")


def _imported_words(done: GroupsImported) -> str:
    words = ngettext("One attribute is kept.", "%(count)d attributes are kept.", done.kept) % {
        "count": done.kept
    }
    if done.unknown_lines:
        lines = ", ".join(str(line) for line in done.unknown_lines[:20])
        words += " " + _("Nobody knows the customer of these lines: %(lines)s.") % {"lines": lines}
    return words


def _address(report: ConsistencyReportShown) -> str:
    kept = {
        "unit": report.unit_code,
        "since": report.since_date.isoformat(),
        "until": report.until_date.isoformat(),
    }
    return reverse("web:consistency", query=kept)
