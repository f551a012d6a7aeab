"""Places and their public forms: opened, closed, and the poster that leads to each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.commands.governance.close_place import close_place
from amends.commands.governance.open_places import MOST_AT_ONCE, NAME_MAX, PlacesOpened, open_places
from amends.core.refusal import Refusal
from amends.entrypoints.common.addresses import form_address, spoken_address
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.common.qr import qr_svg
from amends.entrypoints.web.links import option, with_changed
from amends.queries.places import PlaceUnit, place_poster
from amends.queries.places import places as places_page


class PlacesForm(forms.Form):
    """Places to open, one on each line."""

    unit = forms.TypedChoiceField(label=gettext_lazy("At"), coerce=int)
    names = forms.CharField(
        label=gettext_lazy("Places"),
        help_text=gettext_lazy(
            "One on each line: Room 401, Bar, Table 7. A closed one opens again with its old poster."
        ),
        max_length=(NAME_MAX + 2) * MOST_AT_ONCE * 2,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": "places.names"}),
    )

    def __init__(self, *args: Any, units: tuple[PlaceUnit, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(unit.id, "\u2003" * unit.depth + unit.name) for unit in units]


@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """The list, by unit, searched and narrowed; opening more."""
    ctx = context_of(request)
    q, unit_code = request.GET.get("q", "")[:100], request.GET.get("unit", "")[:60]
    page = places_page(ctx, unit_code=unit_code, q=q, after=request.GET.get("after", ""))
    here = next((unit.id for unit in page.units if unit.code == unit_code), None)
    form = PlacesForm(request.POST or None, units=page.units, initial={"unit": here})
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_places(
                ctx, unit_id=form.cleaned_data["unit"], names=tuple(form.cleaned_data["names"].splitlines())
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _opened_words(opened))
            return redirect(_to_unit(page.units, form.cleaned_data["unit"]))
    narrowed = [option(request, unit.name, unit=unit.code) for unit in page.units]
    shown = {
        "page": page,
        "form": form,
        "q": q,
        "unit_code": unit_code,
        "groups": [
            {"label": _("Where"), "options": [option(request, _("Everywhere"), unit=None), *narrowed]}
        ],
        "clear_url": with_changed(request, q=None),
        "kept": [("unit", unit_code)] if unit_code else [],
        "next_url": None if page.after is None else with_changed(request, after=page.after),
    }
    return render(request, "web/places/page.html", shown, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, place_id: int) -> HttpResponse:
    """Close the form of a place."""
    ctx = context_of(request)
    closed = close_place(ctx, place_id=place_id)
    messages.success(request, _("%(name)s is closed: its poster says so now.") % {"name": closed.name})
    return redirect(_back(request))


@require_POST
def reopen(request: HttpRequest, place_id: int) -> HttpResponse:
    """Open the form of a place again, under its old code."""
    ctx = context_of(request)
    place = place_poster(ctx, place_id=place_id)
    open_places(ctx, unit_id=place.unit_id, names=(place.name,))
    messages.success(request, _("%(name)s is open again, with its old poster.") % {"name": place.name})
    return redirect(_back(request))


@require_GET
def poster(request: HttpRequest, place_id: int) -> HttpResponse:
    """What hangs on the wall, in the language of its unit: a code to scan, an address to type."""
    ctx = context_of(request)
    place = place_poster(ctx, place_id=place_id)
    address = form_address(place.short_code)
    page = {"place": place, "qr": qr_svg(address), "address": spoken_address(address)}
    return render(request, "web/places/poster.html", page)


def _opened_words(opened: PlacesOpened) -> str:
    count = len(opened.place_ids)
    words = ngettext("One place is open now.", "%(count)d places are open now.", count) % {"count": count}
    if opened.open_before:
        before = opened.open_before
        words += " " + ngettext("One was open already.", "%(count)d were open already.", before) % {
            "count": before
        }
    return words


def _to_unit(units: tuple[PlaceUnit, ...], unit_id: int) -> str:
    code = next(unit.code for unit in units if unit.id == unit_id)
    return f"{reverse('web:places')}?unit={code}"


def _back(request: HttpRequest) -> str:
    """The list as it was narrowed; only our own units and searches come along."""
    kept = {name: request.POST.get(name, "")[:100] for name in ("unit", "q") if request.POST.get(name)}
    return reverse("web:places", query=kept) if kept else reverse("web:places")
