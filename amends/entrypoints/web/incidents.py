"""Incidents: one failure that hit many, from declaring it to the last wave; each step is one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.commands.incident.ask_for_yes import ask_for_yes
from amends.commands.incident.decide_people import decide_people
from amends.commands.incident.declare_incident import declare_incident
from amends.commands.incident.find_people import find_people
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.resume_giving import resume_giving
from amends.commands.incident.start_giving import WAVE_MAX, start_giving
from amends.commands.incident.stop_giving import stop_giving
from amends.commands.incident.upload_people import upload_people
from amends.core.incident.listing import BYTES_MAX, COLUMNS_MAX, ROWS_MAX, ListTooLarge, decode_list
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import once, show_refusal
from amends.entrypoints.common.moments import MomentField
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.common.terms import role_words
from amends.entrypoints.web import incident_people
from amends.entrypoints.web.incident_words import page_of
from amends.kernel.context import Context
from amends.queries.incident_choices import IncidentChoices, incident_choices
from amends.queries.incident_question import could_say_yes
from amends.queries.incidents import incident_page, incidents


class IncidentForm(forms.Form):
    """What failed, where, from when to when, and what the customers read."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    unit = forms.ChoiceField(label=gettext_lazy("Where"))
    failure_code = forms.ChoiceField(label=gettext_lazy("What went wrong"))
    started_at = MomentField(label=gettext_lazy("It began"))
    ended_at = MomentField(label=gettext_lazy("It ended"), required=False)
    happened = forms.CharField(
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy("In a few plain sentences. Everybody whom it hit reads them."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-draft": "incident.happened"}),
    )

    def __init__(self, *args: Any, choices: IncidentChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self, "unit", [(code, "\u2003" * depth + name) for code, name, depth, _zone in choices.units]
        )
        _choices(self, "failure_code", list(choices.failures))
        zones = {code: zone for code, _name, _depth, zone in choices.units}
        zone = zones.get(self.data.get("unit", ""), next(iter(zones.values()), "UTC"))
        for name in ("started_at", "ended_at"):
            field = self.fields[name]
            assert isinstance(field, MomentField)
            field.zone_name = zone


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


@require_http_methods(["GET", "POST"])
def all_incidents(request: HttpRequest) -> HttpResponse:
    """The incidents one sees, the newest first; declaring one."""
    ctx = context_of(request)
    if request.method == "POST":
        ctx.require(Permission.GIVE_TO_MANY)
    page: dict[str, Any] = {"lines": incidents(ctx)}
    if not ctx.may(Permission.GIVE_TO_MANY):
        return render(request, "web/incidents/list.html", page)
    form = IncidentForm(request.POST or None, choices=incident_choices(ctx))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            declared = declare_incident(once(request, ctx, "incident"), unit_code=given.pop("unit"), **given)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Declared. Now say whom it hit."))
            return redirect("web:incident", declared.ref)
    return render(
        request, "web/incidents/list.html", page | {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def incident(request: HttpRequest, ref: str) -> HttpResponse:
    """One incident: where its people stand, what it comes to, and what can be done next."""
    return _page(request, ref)


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Whom it hit, as a list; a POST adds the customers of the unit, or those of an uploaded list."""
    if request.method == "GET":
        return incident_people.listed(request, ref)

    def act(ctx: Context) -> str:
        if request.POST.get("act") != "upload":
            found = find_people(ctx, incident_ref=ref)
            return _("%(found)d people fit, %(added)d of them are new here.") % {
                "found": found.found,
                "added": found.added,
            }
        file = request.FILES.get("list")
        if file is not None and (file.size or 0) > BYTES_MAX:
            raise ListTooLarge(field="list", rows=ROWS_MAX, columns=COLUMNS_MAX)
        text = decode_list(b"" if file is None else file.read())
        done = upload_people(ctx, incident_ref=ref, text=text, makes_unknown=bool(request.POST.get("makes")))
        words = _(
            "%(rows)d rows: %(added)d people are new here, %(known)d were here, %(left)d rows came to nobody."
        )
        return words % {"rows": done.rows, "added": done.added, "known": done.known, "left": done.left_out}

    return _done(request, ref, act)


@require_POST
def decision(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide for everybody; may be repeated until the money is held."""

    def act(ctx: Context) -> str:
        codes = tuple(dict.fromkeys(code for code in request.POST.getlist("gesture") if code))
        repeats = bool(request.POST.get("repeats"))
        decided = decide_people(ctx, incident_ref=ref, gesture_codes=codes[:4], holds_repeats=repeats)
        return _("Decided for %(count)d people. Nothing is held or given yet.") % {"count": decided.decided}

    return _done(request, ref, act)


@require_POST
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for the yes of whoever has the authority, to exactly what was shown."""

    def act(ctx: Context) -> str:
        ids = tuple(
            int(text) for text in request.POST.getlist("involved") if text.isdecimal() and len(text) < 19
        )
        asked = ask_for_yes(
            ctx,
            incident_ref=ref,
            digest=request.POST.get("digest", ""),
            note=request.POST.get("note", "")[:500],
            involved_ids=ids,
        )
        names = ", ".join(role_words(role) for role in asked.waits_for)
        return _("Asked: %(who)s. They get a mail with the way to the question.") % {"who": names}

    return _done(request, ref, act)


@require_POST
def giving(request: HttpRequest, ref: str) -> HttpResponse:
    """Hold the money, start, pause, go on or stop."""

    def act(ctx: Context) -> str:
        wish = request.POST.get("act")
        if wish == "start":
            size, seconds = _number(request, "size", 2_000), _number(request, "minutes", 0) * 60
            start_giving(ctx, incident_ref=ref, wave_size=min(size, WAVE_MAX), wave_seconds=seconds)
            return _("It begins. You can leave this page; the waves go on by themselves.")
        if wish == "pause":
            pause_giving(ctx, incident_ref=ref)
            return _("Paused. Nothing more is given until you go on.")
        if wish == "resume":
            resume_giving(ctx, incident_ref=ref)
            return _("It goes on.")
        if wish == "stop":
            stopped = stop_giving(ctx, incident_ref=ref)
            return _("Stopped. For %(count)d people nothing more is given here.") % {
                "count": stopped.released
            }
        held = reserve_people(ctx, incident_ref=ref, digest=request.POST.get("digest", ""))
        return _("The money for %(count)d people is held.") % {"count": held.people}

    return _done(request, ref, act)


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.POST.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _done(request: HttpRequest, ref: str, act: Callable[[Context], str]) -> HttpResponse:
    """Do it and go back to the page, or show the page with what was the matter."""
    ctx = context_of(request)
    try:
        words = act(ctx)
    except Refusal as refusal:
        if refusal.code in ("incident_unknown", "not_permitted"):
            raise
        return _page(request, ref, problems=tuple(say(single) for single in flatten(refusal)))
    messages.success(request, words)
    return redirect("web:incident", ref)


def _page(request: HttpRequest, ref: str, problems: tuple[str, ...] = ()) -> HttpResponse:
    ctx = context_of(request)
    found = incident_page(ctx, ref=ref)
    may_manage = ctx.may(Permission.GIVE_TO_MANY, found.unit_id)
    asks = found.state == "decided" and found.level and not found.approved_at
    shown: dict[str, Any] = page_of(found) | {
        "problems": problems,
        "may_manage": may_manage,
        "could_say_yes": could_say_yes(ctx, ref=ref) if may_manage and asks else (),
        "may_see_question": ctx.may(Permission.APPROVE, found.unit_id),
        "sees_cases": ctx.may(Permission.SEE_CASES),
        "note": request.POST.get("note", ""),
        "ticked": request.POST.getlist("involved"),
        "choices": incident_choices(ctx) if may_manage and found.state in ("drafted", "decided") else None,
    }
    return render(request, "web/incidents/page.html", shown, status=422 if problems else 200)
