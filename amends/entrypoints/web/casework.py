"""The steps of a case as they are posted from its page; a refused one comes back to its form with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.commands.casework.acknowledge_case import acknowledge_case
from amends.commands.casework.assess_case import assess_case
from amends.commands.casework.assign_case import assign_case
from amends.commands.casework.finish_closing_task import finish_closing_task
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.merge_case import merge_case
from amends.commands.casework.reclassify_case import reclassify_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.casework.record_finding import record_finding
from amends.commands.casework.record_info import record_info
from amends.commands.casework.record_ruling import record_ruling
from amends.commands.casework.refer_case import refer_case
from amends.commands.casework.reopen_case import reopen_case
from amends.commands.casework.request_info import request_info
from amends.commands.casework.request_review import request_review
from amends.commands.casework.withdraw_case import withdraw_case
from amends.core.case.facts import CORE_NAMES
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.web.case import show_case
from amends.entrypoints.web.case_forms import (
    AcknowledgeForm,
    AnswerForm,
    AskForm,
    AssessForm,
    AssignForm,
    ClosingForm,
    FactsForm,
    FindingForm,
    InvestigateForm,
    MergeForm,
    ReclassifyForm,
    ReopenForm,
    StepForm,
    WithdrawForm,
    core_form,
)
from amends.entrypoints.web.review_forms import ReferForm, ReviewForm, RulingForm
from amends.kernel.context import Context
from amends.queries.case_page import CasePage, case_page

Act = Callable[[Context, str, dict[str, Any], forms.Form], str | None]


def _acknowledge(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    spoken = form.data.get("how") == "spoken"
    acknowledge_case(ctx, case_ref=ref, told_at=ctx.now if spoken else None, words=given["words"])
    return _("Noted: they know that we have it.") if spoken else _("On its way: they hear that we have it.")


def _assess(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    found = assess_case(ctx, case_ref=ref, flags=tuple(given["flags"]), criticality=given["criticality"])
    return _("Assessed: severity %(severity)s.") % {"severity": found.severity}


def _investigate(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    investigate_case(ctx, case_ref=ref, **given)
    return _("It is being looked into.")


def _finding(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    record_finding(ctx, case_ref=ref, **given)
    return _("Written down.")


def _assign(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    done = assign_case(ctx, case_ref=ref, **given)
    return _("%(name)s has it now.") % {"name": done.owner_name}


def _ask(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    assert isinstance(form, AskForm)
    asked = request_info(
        ctx, case_ref=ref, question=given["question"], due_at=form.due_at(), spoken=given["spoken"]
    )
    return _("The question is on its way to them.") if asked.by_mail else _("Noted: you asked them.")


def _answer(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    record_info(ctx, case_ref=ref, answer=given["answer"])
    return _("Written down; the clocks go on.")


def _reclassify(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    reclassify_case(ctx, case_ref=ref, **given)
    return _("It goes on as something else than a complaint.")


def _merge(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    done = merge_case(ctx, case_ref=ref, **given)
    return _("Joined to %(ref)s.") % {"ref": done.into_ref}


def _withdraw(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    withdraw_case(ctx, case_ref=ref, **given)
    return _("Taken back, in their words.")


def _reopen(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    done = reopen_case(ctx, case_ref=ref, **given)
    return _("It goes on as %(ref)s.") % {"ref": done.ref} if done.is_new else _("It is open again.")


def _closing(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    finish_closing_task(ctx, case_ref=ref, **given)
    return _("Learned from. Thank you.")


def _review(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    done = request_review(ctx, case_ref=ref, **given)
    return _("%(name)s looks at it again.") % {"name": done.reviewer_name}


def _refer(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    refer_case(ctx, case_ref=ref, **given)
    return _("Noted: it is with them now.")


def _ruling(ctx: Context, ref: str, given: dict[str, Any], form: forms.Form) -> str:
    record_ruling(ctx, case_ref=ref, **given)
    return _("Noted. Give what was ruled, and tell them.")


def _form(name: str, request: HttpRequest, page: CasePage) -> forms.Form:
    """The form of a step, filled with what was posted."""
    ctx = context_of(request)
    data = request.POST
    if name == "assess":
        return AssessForm(data, head=page.head)
    if name == "finding":
        return FindingForm(data, head=page.head)
    if name == "closing":
        return ClosingForm(data, head=page.head)
    if name == "assign":
        return AssignForm(data, colleagues=page.colleagues)
    if name == "review":
        return ReviewForm(data, colleagues=page.colleagues)
    if name == "ask":
        return AskForm(data, now=ctx.now, zone=page.head.timezone)
    return _PLAIN[name](data)


_PLAIN: dict[str, type[StepForm]] = {
    "acknowledge": AcknowledgeForm,
    "investigate": InvestigateForm,
    "answer": AnswerForm,
    "reclassify": ReclassifyForm,
    "merge": MergeForm,
    "withdraw": WithdrawForm,
    "reopen": ReopenForm,
    "refer": ReferForm,
    "ruling": RulingForm,
}
_ACTS: dict[str, Act] = {
    "acknowledge": _acknowledge,
    "assess": _assess,
    "investigate": _investigate,
    "finding": _finding,
    "assign": _assign,
    "ask": _ask,
    "answer": _answer,
    "reclassify": _reclassify,
    "merge": _merge,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "closing": _closing,
    "review": _review,
    "refer": _refer,
    "ruling": _ruling,
}
STEPS = tuple(_ACTS)
"""The steps that can be posted, by the last part of their address."""


@require_POST
def step(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Take one step; what is refused comes back at its field, with everything typed kept."""
    ctx = context_of(request)
    page = case_page(ctx, ref=ref)
    ctx.require(Permission.WORK_CASES, page.head.unit_id)
    form = _form(name, request, page)
    if form.is_valid():
        try:
            said = _ACTS[name](ctx, ref, form.cleaned_data, form)
        except Refusal as refusal:
            show_refusal(form, refusal, fields={"due_at": "due_date"})
        else:
            messages.success(request, said or "")
            return redirect("web:case", ref=ref)
    return show_case(request, ref, bound={name: form}, status=422)


@require_POST
def taken(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a case that nobody has."""
    ctx = context_of(request)
    assign_case(ctx, case_ref=ref, user_id=ctx.user_id or 0)
    messages.success(request, _("It is yours now."))
    return redirect("web:case", ref=ref)


@require_POST
def evidence(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Say what is known of one core fact, or why it cannot be known."""
    ctx = context_of(request)
    if name not in CORE_NAMES:
        raise Http404
    form = core_form(request.POST, name=name, ref=ref)
    if form.is_valid():
        given = form.cleaned_data
        fact = FactGiven(name, given["value"] or None, given["reason"])
        try:
            record_evidence(ctx, case_ref=ref, facts=(fact,), from_customer=given["from_customer"])
        except Refusal as refusal:
            show_refusal(form, refusal, fields={name: "value"})
        else:
            messages.success(request, _("Written down; what was said before stays."))
            return redirect("web:case", ref=ref)
    return show_case(request, ref, bound={name: form}, status=422)


@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, ref: str) -> HttpResponse:
    """The policy's facts as a form, a piece of the case page; change them, and only what differs is kept."""
    ctx = context_of(request)
    page = case_page(ctx, ref=ref)
    if request.method == "GET":
        if not getattr(request, "htmx", False):
            return redirect(reverse("web:case", args=[page.head.ref]) + "?open=facts#facts")
        shown = {"facts_form": FactsForm(lines=page.facts), "facts_url": request.path}
        return render(request, "web/case/_facts_form.html", shown)
    form = FactsForm(request.POST, lines=page.facts)
    if form.is_valid():
        changed = form.changed_values()
        given = tuple(FactGiven(name, value) for name, value in changed.items())
        try:
            if given:
                record_evidence(ctx, case_ref=ref, facts=given)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. What you may give is worked out anew."))
            return redirect("web:case", ref=ref)
    return show_case(request, ref, bound={"facts": form}, status=422)
