"""Approvals: what waits for a yes, and the page on which one is decided with one tap of a thumb."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.commands.offer.decide_approval import decide_approval
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.give import case_address
from amends.entrypoints.web.give_words import kept_reason_words
from amends.kernel.context import Context
from amends.queries.approvals import approval_page, approvals


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for one's own yes, and what waits for somebody else's."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    return render(request, "web/approvals/list.html", {"shown": approvals(ctx)})


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One question. Looking changes nothing; the answer is a POST of somebody who is signed in."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        approve = request.POST.get("answer") == "yes"
        try:
            decide_approval(
                ctx,
                approval_id=approval_id,
                arguments_digest=request.POST.get("digest", ""),
                approve=approve,
                note=request.POST.get("note", ""),
            )
        except Refusal as refusal:
            problems = tuple(say(single) for single in flatten(refusal))
        else:
            yes = _("Your yes is given, and what was asked runs.")
            messages.success(
                request, yes if approve else _("Your no is noted. The money it held is free again.")
            )
            return redirect("web:approvals")
    question = approval_page(ctx, approval_id=approval_id)
    reasons = [
        (option, [kept_reason_words(reason) for reason in option.reasons]) for option in question.options
    ]
    page = {
        "question": question,
        "options": reasons,
        "problems": problems,
        "note": request.POST.get("note", ""),
        "case_url": case_address(question.case_ref) if ctx.may(Permission.SEE_CASES) else "",
        "may_approve": ctx.may(Permission.APPROVE),
    }
    return render(request, "web/approvals/page.html", page, status=422 if problems else 200)
