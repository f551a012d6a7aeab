"""One sheet of a draft, edited like a spreadsheet: cells, rows, pasted tables, and what is wrong said at its cell.

All of it works as a plain form: the cells come as one list, and a button says what is to be done with them. Only
"save" writes; everything else gives the sheet back as it would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.core.policy.drafting.entering import ROWS_MAX, SheetTyped, entered, too_large
from amends.core.policy.drafting.findings import Checked, Finding, check_draft
from amends.core.policy.drafting.lists import CellKind, SheetColumn
from amends.core.policy.drafting.sheets import Data, Sheet, entries, sheets_of
from amends.core.policy.drafting.states import DraftChanged
from amends.core.policy.drafting.unknown import SheetUnknown
from amends.core.policy.sheet import ARROW, lines_text, sheet_lines
from amends.core.policy.values import literal
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import filled, flatten, say
from amends.entrypoints.web.policy import grid, number_in
from amends.entrypoints.web.policy_words import change_words, finding_words, sheet_hint, sheet_words
from amends.kernel.context import NotPermitted
from amends.queries.policy_draft import DraftHead, policy_draft, policy_draft_head

Rows = tuple[tuple[str, ...], ...]
_MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class CellShown:
    """One cell: what is typed in it, how a screen reader calls it, and what is wrong with it, if anything is."""

    text: str
    label: str
    wrong: str = ""


@require_http_methods(["GET", "POST"])
def editor(request: HttpRequest, draft_id: int, sheet: str) -> HttpResponse:
    """One sheet as it stands, or with what was typed; saved when that is asked for."""
    ctx = context_of(request)
    head = policy_draft_head(ctx, draft_id=draft_id)
    chosen = next((each for each in sheets_of(head.data) if each.key == sheet), None)
    if chosen is None:
        raise SheetUnknown(
            field="sheet", sheet=sheet[:80], known=", ".join(each.key for each in sheets_of(head.data))
        )
    if request.GET.get("part") == "cells":
        lines = lines_text([_heads(chosen), *chosen.rows])
        return HttpResponse(lines, content_type="text/plain; charset=utf-8")
    if request.method == "GET":
        return _shown(request, head, chosen, chosen.rows)
    ctx.require(Permission.MANAGE_POLICY)
    act = request.POST.get("do", "save")
    width, row = len(chosen.columns), number_in(request.POST.get("row")) or 0
    rows, at = _rearranged(_typed_rows(request, width), row, act, width=width)
    if act == "paste":
        pasted = _pasted(chosen, request.POST.get("pasted", ""))
        if len(pasted) > ROWS_MAX:  # shown as a page of fields it would be more than anybody could wait for
            return _refused(request, head, chosen, rows, too_large())
        rows = pasted or rows
    if act != "save":
        return _shown(request, head, chosen, rows, at=at)
    try:
        done = edit_policy_draft(
            ctx,
            draft_id=draft_id,
            version=number_in(request.POST.get("version")) or 0,
            sheets=(SheetTyped(sheet, chosen.names, rows),),
            why=request.POST.get("why", ""),
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _refused(request, head, chosen, rows, refusal)
    messages.success(request, _("Saved.") if done.changes else _("Nothing was changed."))
    return redirect("web:policy-sheet", draft_id, sheet)


def _refused(
    request: HttpRequest, head: DraftHead, chosen: Sheet, rows: Rows, refusal: Refusal
) -> HttpResponse:
    """The sheet with what was typed; where somebody else was faster, with what they changed meanwhile."""
    ctx = context_of(request)
    problems = [say(single) for single in flatten(refusal)]
    if isinstance(refusal, DraftChanged):
        seen = number_in(request.POST.get("version")) or 0
        for line in policy_draft(ctx, draft_id=head.id).history:
            if line.version > seen:
                problems += [f"{line.by}: {sentence}" for sentence in change_words(line.what)]
    return _shown(request, head, chosen, rows, problems=problems, status=422)


def _shown(
    request: HttpRequest,
    head: DraftHead,
    chosen: Sheet,
    rows: Rows,
    *,
    at: int = 0,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    ctx = context_of(request)
    may_write = ctx.may(Permission.MANAGE_POLICY) and head.is_open
    filled_rows = tuple(row for row in rows if any(row))
    checked = _checked(head.data, chosen, filled_rows)
    names = {each.key: sheet_words(each) for each in sheets_of(head.data)}
    shown = {
        "head": head,
        **grid(chosen, head.data),
        "hint": sheet_hint(chosen.key),
        "rows": _cells(chosen, rows, checked),
        "lists": _lists(chosen, head.data) if may_write else [],
        "here": finding_words((each for each in checked.findings if each.sheet == chosen.key), names),
        "elsewhere": finding_words((each for each in checked.findings if each.sheet != chosen.key), names),
        "tabs": [(each, names[each.key]) for each in sheets_of(head.data)],
        "problems": problems,
        "at": at,
        "why": request.POST.get("why", ""),
        "may_write": may_write,
        "acts": [
            ("add", _("Add one below")),
            ("up", _("Move up")),
            ("down", _("Move down")),
            ("remove", _("Remove")),
        ],
    }
    htmx = bool(request.headers.get("HX-Request"))
    part = "web/policy/_findings.html" if request.POST.get("do") == "check" else "web/policy/_grid.html"
    return render(request, part if htmx else "web/policy/sheet.html", shown, status=status)


def _heads(chosen: Sheet) -> list[str]:
    """The names of the columns as a spreadsheet shows them: an output with its arrow."""
    return [
        f"{ARROW} {column.name}" if column.kind is CellKind.VALUE else column.name
        for column in chosen.columns
    ]


def _checked(data: Data, chosen: Sheet, rows: Rows) -> Checked:
    """What is wrong with the draft if the sheet said this."""
    try:
        return check_draft(entered(data, SheetTyped(chosen.key, chosen.names, rows)))
    except Refusal:  # more than a sheet takes: saving says so
        return Checked((), None)


def _cells(chosen: Sheet, rows: Rows, checked: Checked) -> list[list[CellShown]]:
    """The rows as they are shown, and an empty one to go on in; findings count rows without the empty ones."""
    wrong: dict[tuple[int, str], str] = {}
    for finding in checked.findings:
        if finding.sheet == chosen.key and finding.row:
            wrong.setdefault((finding.row, finding.column), _sentence(finding))
    shown, number = [], 0
    for place, row in enumerate((*rows, ("",) * len(chosen.columns)), 1):
        number += any(row)
        shown.append(
            [
                CellShown(cell, f"{name} {place}", wrong.get((number, name), "") if any(row) else "")
                for cell, name in zip(row, chosen.names, strict=True)
            ]
        )
    return shown


def _sentence(finding: Finding) -> str:
    return filled(finding.message, finding.params)


def _typed_rows(request: HttpRequest, width: int) -> Rows:
    """The cells of the form, as many in a row as the sheet has columns."""
    cells = [cell.strip() for cell in request.POST.getlist("c")]
    rows = [cells[start : start + width] for start in range(0, len(cells), width)]
    padded = [(*row, *[""] * (width - len(row))) for row in rows]
    while padded and not any(padded[-1]):
        padded.pop()
    return tuple(padded)


def _rearranged(rows: Rows, at: int, act: str, *, width: int) -> tuple[Rows, int]:
    """The rows, of `width` cells, after an act on the one at `at` (from 1), and where that row is then."""
    moved = list(rows)
    here = min(max(at, 1), len(moved)) - 1
    if act == "add":
        moved.insert(here + 1, ("",) * width)
        return tuple(moved), here + 2
    if not moved or not at:
        return rows, at
    if act == "remove":
        moved.pop(here)
        return tuple(moved), min(here + 1, len(moved))
    if act in _MOVES and 0 <= here + _MOVES[act] < len(moved):
        there = here + _MOVES[act]
        moved[here], moved[there] = moved[there], moved[here]
        return tuple(moved), there + 1
    return rows, at


def _pasted(chosen: Sheet, text: str) -> Rows:
    """A table out of a spreadsheet; a first line that names columns says which is which."""
    lines = [[cell.strip() for cell in line] for line in sheet_lines(text.strip("\r\n"))]
    lines = [line for line in lines if any(line)]
    if not lines:
        return ()
    head = [cell.removeprefix(ARROW).strip() for cell in lines[0]]
    order = list(chosen.names)
    if len(set(head) & set(chosen.names)) * 2 > len(head):
        order, lines = head, lines[1:]
    rows = []
    for line in lines:
        cells = dict(zip(order, line, strict=False))
        rows.append(tuple(cells.get(name, "") for name in chosen.names))
    return tuple(rows)


def _lists(chosen: Sheet, data: Data) -> list[tuple[str, list[str]]]:
    """The words that a column's cells may hold, by column: of the document, or the choices of a fact."""
    choices = {str(fact.get("name")): fact.get("choices") for fact in entries(data, "facts")}
    found = [(column.name, _choices(column, choices.get(column.name))) for column in chosen.columns]
    return [(name, words) for name, words in found if words]


def _choices(column: SheetColumn, choices: Any) -> list[str]:
    if column.kind is not CellKind.TEST:
        return list(column.choices)
    words = choices if isinstance(choices, list) else []
    return [literal(item) if isinstance(item, str) else str(item) for item in words]
