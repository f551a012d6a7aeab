"""While one is away: who answers for oneself, and for whom one answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amends.commands.governance.end_substitution import end_substitution
from amends.commands.governance.name_substitute import name_substitute
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.queries.absences import AbsencesShown, absences


class AwayForm(forms.Form):
    """Who, from which day to which."""

    FIELDS: ClassVar[dict[str, str]] = {
        "substitute_id": "substitute",
        "from_date": "first",
        "until_date": "last",
        "person_id": "substitute",
    }

    substitute = forms.TypedChoiceField(label=gettext_lazy("Who stands in"), coerce=int)
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, shown: AbsencesShown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["substitute"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(shown.choices)


@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """One's own absences and those one covers; naming a substitute."""
    ctx = context_of(request)
    shown = absences(ctx)
    form = AwayForm(request.POST or None, shown=shown)
    if request.method == "POST" and form.is_valid():
        try:
            name_substitute(
                ctx,
                substitute_id=form.cleaned_data["substitute"],
                from_date=form.cleaned_data["first"],
                until_date=form.cleaned_data["last"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Noted. What is asked of you in those days reaches them."))
            return redirect("web:absences")
    page = {"shown": shown, "form": form}
    return render(request, "web/approvals/away.html", page, status=422 if form.errors else 200)


@require_POST
def back(request: HttpRequest, substitution_id: int) -> HttpResponse:
    """One is back, or does not go."""
    ctx = context_of(request)
    end_substitution(ctx, substitution_id=substitution_id)
    messages.success(request, _("Ended. What is asked of you reaches you again."))
    return redirect("web:absences")
