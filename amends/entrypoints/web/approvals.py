"""Approvals: what waits for a yes, and the page on which one is decided with one tap of a thumb."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.commands.offer.decide_approval import ApprovalDecided, decide_approval
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.common.terms import role_words
from amends.entrypoints.web.give import case_address
from amends.entrypoints.web.give_words import kept_reason_words
from amends.kernel.context import Context
from amends.queries.absences import absences
from amends.queries.approval_page import ApprovalPage, approval_page
from amends.queries.approvals import approvals


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for one's own yes, and what waits for somebody else's."""
    ctx = context_of(request)
    return render(request, "web/approvals/list.html", {"shown": approvals(ctx), "absences": absences(ctx)})


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One question. Looking changes nothing; the answer is a POST of somebody who is signed in."""
    ctx = context_of(request)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        approve = request.POST.get("answer") == "yes"
        try:
            done = decide_approval(
                ctx,
                approval_id=approval_id,
                arguments_digest=request.POST.get("digest", ""),
                approve=approve,
                note=request.POST.get("note", ""),
            )
        except Refusal as refusal:
            problems = tuple(say(single) for single in flatten(refusal))
        else:
            messages.success(request, _what_followed(done, is_review=request.POST.get("review") == "yes"))
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
        "yes": _("Yes, it was right") if question.is_review else _("Yes, give it"),
        "more": _wants_more(question),
        "case_url": _address(ctx, question),
        "may_approve": ctx.may(Permission.APPROVE),
    }
    return render(request, "web/approvals/page.html", page, status=422 if problems else 200)


def _address(ctx: Context, question: ApprovalPage) -> str:
    """Where the case or the incident is read; "" for who may not."""
    if question.incident_ref:
        return (
            reverse("web:incident", args=[question.incident_ref]) if ctx.may(Permission.SEE_INCIDENTS) else ""
        )
    return case_address(question.case_ref) if ctx.may(Permission.SEE_CASES) else ""


def _wants_more(question: ApprovalPage) -> bool:
    """Whether other yeses are wanted after this one."""
    present = next((step for step in question.steps if step.is_present), None)
    if present is None:
        return False
    side_by_side = present.needs_all and len(present.roles) - len(present.voices) > 1
    return side_by_side or present.number < len(question.steps)


def _what_followed(done: ApprovalDecided, *, is_review: bool) -> str:
    if is_review:
        return _("Noted. Whoever gave it sees your answer.")
    if done.incident_ref and not done.waits_for:
        return _("Your yes is given. The money can be held now.") if done.approved else _("Your no is noted.")
    if not done.approved:
        return _("Your no is noted. The money it held is free again.")
    if done.waits_for:
        names = ", ".join(role_words(role) for role in done.waits_for)
        return _("Your yes is given. It waits for one more: %(who)s.") % {"who": names}
    return _("Your yes is given, and what was asked runs.")
