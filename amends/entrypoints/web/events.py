"""Events of other programs: what came, what was done, what would be given, and the sources that send."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.commands.governance.register_source import register_source
from amends.commands.intake.replay_events import replay_events
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.common.problems import filled, say
from amends.entrypoints.web.links import option, with_changed
from amends.queries.event_dry_run import received_dry_run
from amends.queries.event_list import event_list
from amends.queries.event_sources import event_sources
from amends.queries.governance import unit_choices

STATES = {
    "given": gettext_lazy("given"),
    "opened": gettext_lazy("for a person"),
    "ignored": gettext_lazy("nothing to do"),
    "failed": gettext_lazy("could not be acted on"),
    "received": gettext_lazy("waits"),
}
DAYS = (1, 7, 30)


class SourceForm(forms.Form):
    """A new source of events."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens; it stands in the address the program sends to."
        ),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Where"))

    def __init__(self, *args: object, units: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


@never_cache
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """What came, the latest first, and what was done about it."""
    ctx = context_of(request)
    given = request.GET
    source = given.get("source", "")[:60]
    found = event_list(ctx, state=given.get("state", ""), source=source, after=given.get("after", ""))
    narrow = [option(request, _("Everything"), state="")]
    narrow += [option(request, str(words), state=state) for state, words in STATES.items()]
    page = {
        "lines": [(line, STATES[line.state], _why(line.reason)) for line in found.lines],
        "source": source,
        "without_source": with_changed(request, source=None),
        "groups": [{"label": _("What was done"), "options": narrow}],
        "next_url": with_changed(request, after=found.after) if found.after else "",
        "may_register": ctx.may(Permission.MANAGE_TOKENS),
    }
    return render(request, "web/events/list.html", page)


def _why(reason: dict[str, object] | None) -> str:
    """A kept reason in the reader's language."""
    if reason is None:
        return ""
    params = reason.get("params")
    return filled(str(reason["message"]), params if isinstance(params, dict) else {})


@require_POST
def again(request: HttpRequest, event_id: int) -> HttpResponse:
    """Act on an event anew, by the policy in force."""
    ctx = context_of(request)
    done = replay_events(ctx, event_ids=(event_id,))
    words = _("It is acted on again within seconds.") if done.count else _("It was acted on already.")
    messages.success(request, words)
    return redirect("web:events")


@never_cache
@require_GET
def would(request: HttpRequest) -> HttpResponse:
    """What the policy in force would do about what came; nothing is written."""
    ctx = context_of(request)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(each) for each in DAYS} else 7
    dry = received_dry_run(ctx, days=days)
    spans = {1: _("One day"), 7: _("A week"), 30: _("A month")}
    page = {
        "dry": dry,
        "lines": [
            (line, STATES[line.state], "" if line.reason is None else say(line.reason)) for line in dry.lines
        ],
        "given": sum(line.state == "given" for line in dry.lines),
        "groups": [
            {
                "label": _("What came in"),
                "options": [
                    option(request, spans[each], days="" if each == 7 else str(each)) for each in DAYS
                ],
            }
        ],
    }
    return render(request, "web/events/would.html", page)


@never_cache
@require_http_methods(["GET", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """The programs that send, and registering one; its secret is shown this once."""
    ctx = context_of(request)
    form, made = None, None
    if request.method == "POST" or ctx.may(Permission.MANAGE_TOKENS):
        ctx.require(Permission.MANAGE_TOKENS)
        units = [(unit.code, unit.name) for unit in unit_choices(ctx)]
        form = SourceForm(request.POST or None, units=units)
        if request.method == "POST" and form.is_valid():
            try:
                given = form.cleaned_data
                made = register_source(ctx, name=given["name"], unit_code=given["unit"])
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                form = SourceForm(units=units)
    page = {"sources": event_sources(ctx), "form": form, "made": made}
    failed = form is not None and bool(form.errors)
    return render(request, "web/events/sources.html", page, status=422 if failed else 200)
