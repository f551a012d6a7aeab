"""The people of an incident: sought by what we know of them, listed, kept back by hand and brought back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amends.commands.incident.bring_back_person import bring_back_person
from amends.commands.incident.find_people import find_people
from amends.commands.incident.hold_back_person import REASON_MAX, hold_back_person
from amends.core.incident.lifecycle import PERSON_LABELS, PersonState
from amends.core.incident.sought import Sought
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.common.moments import MomentField
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.give import case_address
from amends.entrypoints.web.incident_words import reason_words
from amends.entrypoints.web.links import option, with_changed
from amends.kernel.context import Context
from amends.queries.incident_choices import IncidentChoices, incident_choices
from amends.queries.incident_people import IncidentPeople, PersonRow, incident_people
from amends.queries.incidents import incident_page
from amends.queries.people_hit import people_hit

FACTS = (1, 2, 3)


class SoughtForm(forms.Form):
    """Whom one asks for: everything that is filled in has to be true at once."""

    unit = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    tiers = forms.CharField(
        label=gettext_lazy("Tiers"),
        help_text=gettext_lazy("With commas between them, as gold, silver."),
        max_length=200,
        required=False,
    )
    failure = forms.ChoiceField(label=gettext_lazy("What their case says went wrong"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    failed_from = MomentField(label=gettext_lazy("It happened from"), required=False)
    failed_until = MomentField(label=gettext_lazy("It happened until"), required=False)
    opened_from = MomentField(label=gettext_lazy("We heard of it from"), required=False)
    opened_until = MomentField(label=gettext_lazy("We heard of it until"), required=False)

    def __init__(self, *args: Any, choices: IncidentChoices, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(code, "\u2003" * depth + name) for code, name, depth, _zone in choices.units]
        self._offer("unit", units, _("the whole of it"))
        self._offer("failure", choices.failures, _("anything"))
        self._offer("place", choices.places, _("anywhere"))
        for name in ("failed_from", "failed_until", "opened_from", "opened_until"):
            field = self.fields[name]
            assert isinstance(field, MomentField)
            field.zone_name = zone
        for number in FACTS:
            self.fields[f"fact{number}"] = forms.ChoiceField(label=_("Recorded fact"), required=False)
            self._offer(f"fact{number}", choices.facts, "")
            self.fields[f"test{number}"] = forms.CharField(
                label=_("has to be"), max_length=300, required=False
            )

    def _offer(self, name: str, choices: Any, nothing: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]

    @property
    def tests(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The facts with their tests, as the page shows them side by side."""
        return [(self[f"fact{number}"], self[f"test{number}"]) for number in FACTS]

    def sought(self) -> Sought:
        """What was filled in."""
        given = self.cleaned_data
        tiers = tuple(word.strip() for word in given["tiers"].split(",") if word.strip())
        pairs = [(given[f"fact{number}"], given[f"test{number}"]) for number in FACTS]
        return Sought(
            unit_code=given["unit"],
            loyalty_tiers=tiers,
            opened_from=given["opened_from"],
            opened_until=given["opened_until"],
            failed_from=given["failed_from"],
            failed_until=given["failed_until"],
            place_code=given["place"],
            failure_code=given["failure"],
            facts={name: text for name, text in pairs if name and text.strip()},
        )


@require_http_methods(["GET", "POST"])
def sought(request: HttpRequest, ref: str) -> HttpResponse:
    """Seek people by what we know of them: counted first, added by a second button."""
    ctx = context_of(request)
    page = incident_page(ctx, ref=ref)
    ctx.require(Permission.GIVE_TO_MANY, page.unit_id)
    choices = incident_choices(ctx)
    zones = {name: zone for _code, name, _depth, zone in choices.units}
    asked = request.POST if request.method == "POST" else request.GET
    form = SoughtForm(asked or None, choices=choices, zone=zones.get(page.unit_name, "UTC"))
    counted = None
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                found = find_people(ctx, incident_ref=ref, sought=form.sought())
                words = _("%(found)d people fit, %(added)d of them are new here.")
                messages.success(request, words % {"found": found.found, "added": found.added})
                return redirect("web:incident", ref)
            counted = people_hit(ctx, ref=ref, sought=form.sought())
        except Refusal as refusal:
            if refusal.code in ("incident_unknown", "not_permitted"):
                raise
            show_refusal(form, refusal)
    asked_for = [
        (name, value) for name, value in asked.items() if name in form.fields and isinstance(value, str)
    ]
    shown = {"page": page, "form": form, "counted": counted, "asked_for": asked_for}
    return render(request, "web/incidents/sought.html", shown, status=422 if form.errors else 200)


def listed(request: HttpRequest, ref: str) -> HttpResponse:
    """The people of an incident, narrowed by the page's address."""
    ctx = context_of(request)
    asked = request.GET
    page = incident_people(
        ctx,
        ref=ref,
        shown=asked.get("shown", "all"),
        q=asked.get("q", ""),
        after=asked.get("after", ""),
    )
    which = [
        option(request, _("Everybody"), shown=""),
        option(request, _("Waiting"), shown="waiting"),
        option(request, _("Kept for a colleague's care"), shown="held_back"),
        option(request, _("Given to"), shown="given"),
        option(request, _("Left out"), shown="left_out"),
    ]
    shown = {
        "page": page,
        "rows": _rows(ctx, page),
        "groups": [{"label": _("Which"), "options": which}],
        "q": asked.get("q", "")[:100],
        "hidden": [(name, value) for name, value in asked.items() if name not in ("q", "after")],
        "clear_url": with_changed(request, q=None),
        "next_url": with_changed(request, after=page.after) if page.after else "",
        "may_manage": ctx.may(Permission.GIVE_TO_MANY, page.unit_id),
        "longest_reason": REASON_MAX,
    }
    return render(request, "web/incidents/people.html", shown)


def _rows(ctx: Context, page: IncidentPeople) -> list[tuple[PersonRow, str, str]]:
    """Each person with where they stand in words, and the way to their case."""
    sees_cases = ctx.may(Permission.SEE_CASES)
    return [
        (
            row,
            reason_words(row.reason) or _(PERSON_LABELS[PersonState(row.state)]),
            case_address(row.case_ref) if row.case_ref and sees_cases else "",
        )
        for row in page.rows
    ]


@require_POST
def holding(request: HttpRequest, ref: str, person_id: int) -> HttpResponse:
    """Keep one person back with a reason, or bring them back."""
    ctx = context_of(request)
    try:
        if request.POST.get("act") == "return":
            bring_back_person(ctx, incident_ref=ref, person_id=person_id)
            words = _("They are given to with the others again.")
        else:
            hold_back_person(
                ctx, incident_ref=ref, person_id=person_id, reason=request.POST.get("reason", "")
            )
            words = _("Kept back. Nothing is given to them here, and what was held for them is free again.")
    except Refusal as refusal:
        if refusal.code in ("incident_unknown", "not_permitted", "person_unknown"):
            raise
        for single in flatten(refusal):
            messages.error(request, say(single))
        return redirect("web:incident-people", ref)
    messages.success(request, words)
    return redirect(f"{reverse('web:incident-people', args=[ref])}?shown=held_back")
