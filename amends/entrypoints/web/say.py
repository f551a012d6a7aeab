"""Saying it: a message with the facts filled in and the rubric beside it, or a note of what was told in person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from amends.commands.delivery.say_to_customer import SUBJECT_MAX, TEXT_MAX, say_to_customer
from amends.commands.writing import MessageNotSendable
from amends.core.apology.model import HardFailure, RubricResult, Warning
from amends.core.message.marks import link_mark
from amends.core.message.template import Stage, holes_in
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.web.say_marks import link_words, meant, shown
from amends.kernel.context import Context
from amends.queries.compose import Compose, compose

STAGES = (
    (Stage.ACK.value, gettext_lazy("A first word: we have it")),
    (Stage.RESPONSE.value, gettext_lazy("An answer on the way")),
    (Stage.FINAL.value, gettext_lazy("The decision: what we do")),
)
TOLD_OVER = (
    ("phone", gettext_lazy("By phone")),
    ("desk", gettext_lazy("Face to face")),
    ("chat", gettext_lazy("In the chat")),
)

_WRITE, _TOLD = "say-%s", "told-%s"  # the forms share a page with those of other panels


class WriteForm(forms.Form):
    """A mail to the customer."""

    template = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    stage = forms.ChoiceField(label=gettext_lazy("What it is"), choices=STAGES)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=SUBJECT_MAX, required=False)
    text = forms.CharField(
        label=gettext_lazy("Message"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 16})
    )


class ToldForm(forms.Form):
    """What was told in person."""

    told_stage = forms.ChoiceField(label=gettext_lazy("What it was"), choices=STAGES)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=TOLD_OVER)
    told_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    words = forms.CharField(
        label=gettext_lazy("What you said, in a sentence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, ref: str) -> HttpResponse:
    """Write to the customer: a page of its own, or the panel of the case page."""
    ctx = context_of(request)
    if request.method == "GET":
        page = compose(ctx, case_ref=ref, template_code=request.GET.get("template", ""))
        return _show(request, page, _begun(page))
    form = WriteForm(request.POST, auto_id=_WRITE)
    if form.is_valid():
        given = form.cleaned_data
        try:
            said = say_to_customer(
                ctx,
                case_ref=ref,
                stage=given["stage"],
                text=meant(given["text"]),
                subject=meant(given["subject"]),
                template_code=given["template"],
            )
        except MessageNotSendable:
            form.add_error("text", _("This cannot go out yet. The check under it says what to change."))
        except Refusal as refusal:
            show_refusal(form, refusal, fields={"template_code": "template"})
        else:
            messages.success(request, _("Said. It is in their letter box within a second."))
            return _back_to(said.case_ref)
    return _show(request, _checked(ctx, ref, request), form, status=422)


@never_cache
@require_POST
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """The rubric's word on what is being written, while it is being written."""
    ctx = context_of(request)
    page = _checked(ctx, ref, request)
    return render(request, "web/components/rubric_panel.html", rubric_words(page))


@never_cache
@require_POST
def told(request: HttpRequest, ref: str) -> HttpResponse:
    """Note what was told in person."""
    ctx = context_of(request)
    form = ToldForm(request.POST, auto_id=_TOLD)
    if form.is_valid():
        given = form.cleaned_data
        try:
            said = say_to_customer(
                ctx,
                case_ref=ref,
                stage=given["told_stage"],
                text=given["words"],
                told_at=given["told_at"],
                channel=given["channel"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal, fields={"text": "words", "stage": "told_stage"})
        else:
            messages.success(request, _("Noted. The case has gone on."))
            return _back_to(said.case_ref)
    page = compose(ctx, case_ref=ref)
    return _show(request, page, _begun(page), told_form=form, status=422)


def rubric_words(page: Compose) -> dict[str, Any]:
    """What the rubric panel needs: the verdict in the reader's language."""
    verdict = page.verdict
    if not page.text.strip():
        return {"stops": [], "warns": [], "has": [], "score": None, "empathy": None}
    return {
        "stops": _told(verdict.hard),
        "warns": _told(verdict.warnings),
        "has": [word for name, word in _component_words().items() if name in _present(verdict)],
        "score": int(verdict.score * 100),
        "empathy": {"have": verdict.empathy.total, "of": 3},
    }


def _checked(ctx: Context, ref: str, request: HttpRequest) -> Compose:
    given = request.POST
    return compose(
        ctx,
        case_ref=ref,
        template_code=given.get("template", "")[:60],
        stage=given.get("stage", "")[:20],
        text=meant(given.get("text", "")[:TEXT_MAX]),
        subject=meant(given.get("subject", "")[:SUBJECT_MAX]),
    )


def _begun(page: Compose) -> WriteForm:
    return WriteForm(
        auto_id=_WRITE,
        initial={
            "template": page.template_code,
            "stage": page.stage.value,
            "subject": shown(page.subject),
            "text": shown(page.text),
        },
    )


def _show(
    request: HttpRequest,
    composed: Compose,
    form: WriteForm,
    *,
    told_form: ToldForm | None = None,
    status: int = 200,
) -> HttpResponse:
    ctx = context_of(request)
    # What somebody wrote here before goes before the text as it is filled in now; the check looks at it at once.
    form.fields["text"].widget.attrs |= {
        "data-draft-over": "",
        "data-draft": f"case.{composed.case_ref}.{composed.template_code or 'own'}",
    }
    now = timezone.localtime(ctx.now)
    page: dict[str, Any] = {
        "compose": composed,
        "form": form,
        "link_words": link_words() if link_mark("new") in composed.text else "",
        "has_holes": bool(holes_in(composed.text)),
        "told_form": told_form
        or ToldForm(
            auto_id=_TOLD, initial={"told_at": now, "told_stage": composed.stage.value, "channel": "phone"}
        ),
        "told_open": told_form is not None or not composed.can_write,
        **rubric_words(composed),
    }
    part = page["part"] = bool(getattr(request, "htmx", False))
    return render(request, "web/say/_panel.html" if part else "web/say/page.html", page, status=status)


def _told(findings: Iterable[HardFailure | Warning]) -> list[dict[str, str]]:
    """Each finding in the reader's language; the excerpt apart, unless the sentence quotes it."""
    lines = []
    for finding in findings:
        sentence = _(finding.message)
        quoted = "%(excerpt)s" in finding.message
        words = (
            sentence % {key: shown(_(str(value))) for key, value in finding.params.items()}
            if finding.params
            else sentence
        )
        lines.append({"message": words, "excerpt": "" if quoted else shown(finding.excerpt)})
    return lines


def _present(verdict: RubricResult) -> set[str]:
    found = {part.name for part in verdict.components if part.is_present}
    empathy = verdict.empathy
    felt = {"impact": empathy.names_impact, "feeling": empathy.names_feeling, "thanks": empathy.thanks}
    return found | {name for name, there in felt.items() if there}


def _component_words() -> dict[str, str]:
    return {
        "responsibility": _("takes responsibility"),
        "repair": _("says what we do"),
        "regret": _("says sorry"),
        "explanation": _("explains what happened"),
        "forbearance": _("says what changes"),
        "impact": _("names what it did to them"),
        "feeling": _("sees how it felt"),
        "thanks": _("thanks them for telling"),
    }


def _back_to(ref: str) -> HttpResponse:
    return redirect("web:case", ref=ref)
