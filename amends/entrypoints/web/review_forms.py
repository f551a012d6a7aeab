"""The forms of a decision that is not accepted: a review, a body outside, its ruling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.entrypoints.web.case_forms import AREA, StepForm, set_choices
from amends.queries.case_parts import Colleague


class ReviewForm(StepForm):
    """What they do not accept, and who looks at it again."""

    called = "review"

    grounds = forms.CharField(
        label=gettext_lazy("What they do not accept, in their words"), widget=forms.Textarea(attrs=AREA)
    )
    reviewer_id = forms.TypedChoiceField(
        label=gettext_lazy("Who looks at it again"),
        help_text=gettext_lazy("Somebody who did not decide it, and of higher authority"),
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague] = ()) -> None:
        super().__init__(data)
        named = [(one.id, f"{one.name}, {one.title}".rstrip(", ")) for one in colleagues]
        set_choices(self, "reviewer_id", [("", _("the next one up")), *named])


class ReferForm(StepForm):
    """Where it goes, and by which right."""

    called = "refer"

    body = forms.CharField(label=gettext_lazy("Which body, and its reference"), max_length=200)
    right = forms.CharField(label=gettext_lazy("By which right, or which limit has passed"), max_length=300)


class RulingForm(StepForm):
    """What was ruled, and whether it binds us."""

    called = "ruling"

    ruling = forms.CharField(label=gettext_lazy("What was ruled"), widget=forms.Textarea(attrs=AREA))
    is_binding = forms.BooleanField(label=gettext_lazy("It binds us"), required=False)
