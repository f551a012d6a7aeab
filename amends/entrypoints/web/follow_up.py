"""Asking the customer in person: their spoken answer, or that nobody was reached."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amends.commands.followup.answer_followup import answer_followup
from amends.commands.followup.record_attempt import record_attempt
from amends.core.case.standing import Answer, AnswerSource
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.queries.follow_up import FollowUpView
from amends.queries.follow_up import follow_up as follow_up_query

ANSWERS = (
    (Answer.YES.value, gettext_lazy("Yes, it is right")),
    (Answer.PARTLY.value, gettext_lazy("Partly")),
    (Answer.NO.value, gettext_lazy("No, it is not")),
)

_SPOKEN = "spoken-%s"  # the form shares a page with those of other panels


class SpokenForm(forms.Form):
    """What the customer said by phone or face to face."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Is it right now?"), choices=ANSWERS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In their own words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the asking stands; noting an answer, or an attempt without one."""
    ctx = context_of(request)
    if request.method == "GET":
        return _show(request, follow_up_query(ctx, case_ref=ref), SpokenForm(auto_id=_SPOKEN))
    if request.POST.get("act") == "tried":
        record_attempt(ctx, case_ref=ref)
        messages.success(request, _("Noted. It comes back to you when it is time to try again."))
        return redirect("web:case", ref=ref)
    form = SpokenForm(request.POST, auto_id=_SPOKEN)
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = answer_followup(
                ctx,
                case_ref=ref,
                answer=given["answer"],
                source=AnswerSource.SPOKEN.value,
                words=given["words"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _words_for(done.answer))
            return redirect("web:case", ref=done.case_ref)
    return _show(request, follow_up_query(ctx, case_ref=ref), form, status=422)


def _show(request: HttpRequest, view: FollowUpView, form: SpokenForm, *, status: int = 200) -> HttpResponse:
    part = bool(getattr(request, "htmx", False))
    template = "web/followup/_panel.html" if part else "web/followup/page.html"
    return render(request, template, {"view": view, "form": form, "part": part}, status=status)


def _words_for(answer: str) -> str:
    if answer == Answer.YES:
        return _("Noted. They get a mail to confirm it with one tap.")
    return _("Noted. Somebody fresh has the case now, and calls them first.")
