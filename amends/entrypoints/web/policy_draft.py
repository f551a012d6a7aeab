"""A draft of the policy from its beginning to its end: begun, handed over, read, published, dropped."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.commands.governance.drop_policy_draft import drop_policy_draft
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.publish_policy_draft import publish_policy_draft
from amends.commands.governance.review_policy_draft import review_policy_draft
from amends.commands.governance.start_policy_draft import NAME_MAX, start_policy_draft
from amends.commands.governance.submit_policy_draft import submit_policy_draft
from amends.core.policy.drafting.sheets import sheets_of
from amends.core.policy.drafting.states import DraftState
from amends.core.policy.parse import document_text
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import once, show_refusal
from amends.entrypoints.common.moments import MomentField
from amends.entrypoints.common.policy_files import document_of, yaml_of
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.policy import file_of, number_in
from amends.entrypoints.web.policy_words import (
    change_words,
    finding_words,
    sheet_words,
    state_words,
    verdict_words,
)
from amends.kernel.context import Context, NotPermitted
from amends.queries.policies import policies
from amends.queries.policy_draft import DraftPage, policy_draft


class FileMissing(Refusal):
    """Nothing was brought along."""

    code = "file_missing"
    message = gettext_noop("Choose a file first: YAML, JSON or DMN.")


class StartForm(forms.Form):
    """A new draft: what it is about, and where it begins."""

    name = forms.CharField(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy("Like: more for leads in the autumn"),
        max_length=NAME_MAX,
    )
    from_number = forms.TypedChoiceField(
        label=gettext_lazy("Begin from"), coerce=int, empty_value=None, required=False
    )
    file = forms.FileField(
        label=gettext_lazy("Or bring a file along"),
        help_text=gettext_lazy("YAML, JSON or DMN; what cannot be read is shown at its cell"),
        required=False,
    )

    def __init__(self, *args: Any, numbers: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["from_number"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = numbers


class PublishForm(forms.Form):
    """From when it decides, and a word for whoever reads of it later."""

    effective_from_at = MomentField(
        label=gettext_lazy("Decides from"),
        help_text=gettext_lazy("Nothing here means: at once"),
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft from a version, a file, or nothing."""
    ctx = context_of(request)
    ctx.require(Permission.MANAGE_POLICY)
    lines = policies(ctx).versions
    numbers: list[tuple[Any, str]] = [(line.number, f"{line.number}: {line.name}") for line in lines]
    numbers.append(("", _("nothing, an empty policy")))
    first = number_in(request.GET.get("from")) or (lines[0].number if lines else None)
    form = StartForm(
        request.POST or None, request.FILES or None, numbers=numbers, initial={"from_number": first}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            document = brought(given["file"])
            made = start_policy_draft(
                once(request, ctx, "draft"),
                name=given["name"],
                from_number=given["from_number"],
                document=document,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("web:policy-draft", made.draft_id)
    return render(request, "web/policy/start.html", {"form": form}, status=422 if form.errors else 200)


def brought(file: Any) -> str:
    """The JSON text of an uploaded document, "" where there is none."""
    if file is None:
        return ""
    return document_of(file.read(), file.name or "", currency="EUR")


@require_GET
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One draft: what is wrong, what it changes, who said what, and what comes next."""
    ctx = context_of(request)
    return _shown(request, policy_draft(ctx, draft_id=draft_id))


@require_GET
def draft_file(request: HttpRequest, draft_id: int, form: str) -> HttpResponse:
    """The draft as a file; one that cannot be read yet comes as the YAML of what was typed."""
    ctx = context_of(request)
    page = policy_draft(ctx, draft_id=draft_id)
    document = page.checked.document
    if document is not None:
        return file_of(document, document_text(document), f"draft-{draft_id}", form)
    response = HttpResponse(yaml_of(_typed(page.head.data)), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draft-{draft_id}.yaml"'
    return response


@require_POST
def step(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    """Hand the draft over, say yes or no to it, publish it, put a file in its place, or drop it."""
    ctx = context_of(request)
    ctx.require(Permission.REVIEW_POLICY if name == "review" else Permission.MANAGE_POLICY)
    publishing = PublishForm(request.POST if name == "publish" else None)
    publishing.fields["effective_from_at"].zone_name = timezone.get_current_timezone_name()  # type: ignore[attr-defined]
    try:
        if name == "publish" and not publishing.is_valid():
            return _shown(request, policy_draft(ctx, draft_id=draft_id), publishing, status=422)
        done = _done(ctx, request, draft_id, name, publishing)
    except NotPermitted:
        raise
    except Refusal as refusal:
        problems = [say(single) for single in flatten(refusal)]
        return _shown(
            request, policy_draft(ctx, draft_id=draft_id), publishing, problems=problems, status=422
        )
    messages.success(request, done)
    return redirect("web:policy") if name == "drop" else redirect("web:policy-draft", draft_id)


def _done(ctx: Context, request: HttpRequest, draft_id: int, name: str, publishing: PublishForm) -> str:
    """Run the command of a step, and say what it did."""
    given = request.POST
    version = number_in(given.get("version")) or 0
    if name == "submit":
        submit_policy_draft(ctx, draft_id=draft_id, version=version)
        return _("Handed over. A colleague from CX or finance who wrote nothing in it can read it now.")
    if name == "review":
        verdict = given.get("verdict", "")
        review_policy_draft(
            ctx,
            draft_id=draft_id,
            digest=given.get("digest", ""),
            beside=number_in(given.get("beside")) or 0,
            verdict=verdict,
            note=given.get("note", ""),
        )
        return (
            _("Approved. It can be published now.")
            if verdict == "approved"
            else _("Sent back, with your words.")
        )
    if name == "publish":
        at: datetime | None = publishing.cleaned_data["effective_from_at"]
        made = publish_policy_draft(
            ctx, draft_id=draft_id, effective_from_at=at, note=publishing.cleaned_data["note"]
        )
        return _("Published as policy %(number)s.") % {"number": made.number}
    if name == "upload":
        document = brought(request.FILES.get("file"))
        if not document:
            raise FileMissing(field="file")
        why = given.get("why", "")
        edit_policy_draft(ctx, draft_id=draft_id, version=version, document=document, why=why)
        return _("The draft says what the file says.")
    drop_policy_draft(ctx, draft_id=draft_id)
    return _("Dropped. What was written in it can still be read.")


def _shown(
    request: HttpRequest,
    page: DraftPage,
    publishing: PublishForm | None = None,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    ctx = context_of(request)
    head = page.head
    sheets = sheets_of(head.data)
    names = {sheet.key: sheet_words(sheet) for sheet in sheets}
    counts = Counter(finding.sheet for finding in page.checked.findings)
    may_write = ctx.may(Permission.MANAGE_POLICY)
    shown = {
        "page": page,
        "head": head,
        "state": state_words(head.state, is_approved=head.is_approved),
        "sheets": [(sheet, names[sheet.key], counts[sheet.key]) for sheet in sheets],
        "findings": finding_words(page.checked.findings, names),
        "changes": change_words(page.changes),
        "history": [(line, change_words(line.what)) for line in page.history],
        "reviews": [(review, verdict_words(review.verdict)) for review in page.reviews],
        "publishing": publishing or PublishForm(),
        "problems": problems,
        "note": request.POST.get("note", ""),
        "may_write": may_write and head.is_open,
        "may_try": head.is_open and ctx.may(Permission.TRY_POLICY) and page.checked.document is not None,
        "may_submit": may_write and head.state is DraftState.WRITING and not page.checked.errors,
        "may_review": ctx.may(Permission.REVIEW_POLICY)
        and head.state is DraftState.IN_REVIEW
        and not page.wrote,
        "may_publish": may_write and head.is_approved,
    }
    return render(request, "web/policy/draft.html", shown, status=status)


def _typed(data: object) -> Any:
    """What was typed, in the types that YAML knows."""
    match data:
        case dict():
            return {str(key): _typed(value) for key, value in data.items()}
        case list():
            return [_typed(value) for value in data]
        case None | bool() | int() | str():
            return data
    return str(data)
