"""A draft carried onto the version that was published after it began: what differs, and what both changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.commands.governance.carry_policy_draft import carry_policy_draft
from amends.core.policy.drafting.lists import LISTS
from amends.core.policy.drafting.merging import ORDER, Conflict, Side
from amends.core.policy.drafting.sheets import TABLE
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.policy import number_in
from amends.entrypoints.web.policy_words import change_words, list_words
from amends.kernel.context import NotPermitted
from amends.queries.policy_merge import policy_merge

_SIDES = {side.value: side for side in Side}


@require_http_methods(["GET", "POST"])
def beside(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The draft beside the newest version; a POST carries its changes over, as they were chosen."""
    ctx = context_of(request)
    page = policy_merge(ctx, draft_id=draft_id)
    chosen = {
        conflict.key: _SIDES[side]
        for conflict in page.conflicts
        if (side := request.POST.get(f"c:{conflict.key}", "")) in _SIDES
    }
    problems: list[str] = []
    if request.method == "POST":
        ctx.require(Permission.MANAGE_POLICY)
        try:
            done = carry_policy_draft(
                ctx,
                draft_id=draft_id,
                version=number_in(request.POST.get("version")) or 0,
                onto=number_in(request.POST.get("onto")) or 0,
                choices=chosen,
            )
        except NotPermitted:
            raise
        except Refusal as refusal:
            problems = [say(single) for single in flatten(refusal)]
        else:
            words = _("Carried onto policy %(number)s. It has to be read again before it is published.")
            messages.success(request, words % {"number": done.onto})
            return redirect("web:policy-draft", draft_id)
    shown = {
        "page": page,
        "published": change_words(page.published),
        "carried": change_words(page.carried),
        "conflicts": [
            (conflict, _where(conflict), chosen.get(conflict.key, "")) for conflict in page.conflicts
        ],
        "problems": problems,
        "may_carry": page.is_open and page.is_behind and ctx.may(Permission.MANAGE_POLICY),
    }
    return render(request, "web/policy/merge.html", shown, status=422 if problems else 200)


def _where(conflict: Conflict) -> str:
    """The place of a conflict in words."""
    table = conflict.sheet.removeprefix(TABLE)
    sheet = list_words(conflict.sheet) if conflict.sheet in LISTS else table
    if conflict.column == ORDER:
        return _("%(sheet)s: the order of the rows") % {"sheet": sheet}
    row = conflict.row.partition("|")[0].lstrip("+")[:60]
    if row.isdecimal():
        row = _("row %(number)s") % {"number": row}
    said = {"sheet": sheet, "row": row, "column": conflict.column}
    if not conflict.column:
        return _("%(sheet)s, %(row)s: the whole row") % said
    return _("%(sheet)s, %(row)s: %(column)s") % said
