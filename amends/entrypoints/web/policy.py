"""The policy as everybody reads it: its versions, what changed between them, each of its tables, a case tried out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.commands.governance.roll_back_policy import roll_back_policy
from amends.core.policy.dmn.write import write_dmn
from amends.core.policy.drafting.sheets import Data, Sheet, sheets_of
from amends.core.policy.model import PolicyDocument
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.policy_files import yaml_text
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.policy_columns import column_words
from amends.entrypoints.web.policy_words import (
    change_words,
    sheet_words,
    standing_words,
    state_words,
)
from amends.kernel.context import NotPermitted
from amends.queries.policies import Standing, policies, policy_diff, policy_version

_MOST_DIGITS = 9


@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """Every version and every draft; where a new draft begins."""
    ctx = context_of(request)
    page = policies(ctx, before=number_in(request.GET.get("before")))
    shown = {
        "page": page,
        "lines": [(line, standing_words(line.standing)) for line in page.versions],
        "drafts": [(draft, state_words(draft.state, is_approved=draft.is_approved)) for draft in page.drafts],
        "newest": page.versions[0].number if page.versions else None,
        "may_write": ctx.may(Permission.MANAGE_POLICY),
        "sees_drafts": ctx.may(Permission.SEE_POLICY_DRAFTS),
    }
    return render(request, "web/policy/list.html", shown)


@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, a sheet at a time; going back to it, for those who may."""
    ctx = context_of(request)
    page = policy_version(ctx, number=number)
    problems: list[str] = []
    if request.method == "POST":
        try:
            back = roll_back_policy(ctx, number=number, reason=request.POST.get("reason", ""))
        except NotPermitted:
            raise
        except Refusal as refusal:
            problems = [say(single) for single in flatten(refusal)]
        else:
            words = _("Policy %(number)s says what policy %(earlier)s said, and decides from now on.")
            messages.success(request, words % {"number": back.number, "earlier": number})
            return redirect("web:policy-version", back.number)
    sheets = sheets_of(page.data)
    chosen = chosen_sheet(sheets, request.GET.get("sheet", ""))
    shown = {
        "page": page,
        "line": page.line,
        "standing": standing_words(page.line.standing),
        "tabs": [(sheet, sheet_words(sheet)) for sheet in sheets if sheet.rows],
        **grid(chosen, page.data),
        "problems": problems,
        "reason": request.POST.get("reason", ""),
        "may_roll_back": ctx.may(Permission.MANAGE_POLICY) and page.line.standing is Standing.PAST,
    }
    return render(request, "web/policy/version.html", shown, status=422 if problems else 200)


@require_GET
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """What one version changed, compared with the one before or with any other."""
    ctx = context_of(request)
    page = policy_version(ctx, number=number)
    before = number_in(request.GET.get("before")) or number - 1
    found = policy_diff(ctx, before=before, after=number) if before >= 1 else ()
    shown = {"line": page.line, "before": before, "sentences": change_words(found)}
    return render(request, "web/policy/changes.html", shown)


@require_GET
def version_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """One version as a file to keep, edit, or take to another tool."""
    ctx = context_of(request)
    page = policy_version(ctx, number=number)
    return file_of(page.document, page.text, f"policy-{number}", form)


def file_of(document: PolicyDocument, text: str, name: str, form: str) -> HttpResponse:
    """A document as a download: `yaml`, `json` (the canonical text) or `dmn`."""
    kind = "xml" if form == "dmn" else form
    content = {"yaml": yaml_text, "dmn": write_dmn}.get(form, lambda _document: text)(document)
    response = HttpResponse(content, content_type=f"application/{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def chosen_sheet(sheets: tuple[Sheet, ...], key: str) -> Sheet:
    """The sheet with that key, else the first one that has rows of a table, else the first."""
    named = next((sheet for sheet in sheets if sheet.key == key), None)
    return named or next((sheet for sheet in sheets if sheet.table), sheets[0])


def grid(sheet: Sheet, data: Data) -> dict[str, Any]:
    """What the table of a sheet needs: its columns with their words, and its rows."""
    words = column_words(sheet, data)
    return {
        "sheet": sheet,
        "sheet_words": sheet_words(sheet),
        "columns": [(column, words.get(column.name, "")) for column in sheet.columns],
    }


def number_in(text: str | None) -> int | None:
    """A number in an address, None where there is none."""
    usable = text is not None and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if usable and text else None
