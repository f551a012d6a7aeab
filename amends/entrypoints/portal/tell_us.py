"""The public form of a place: somebody tells us what went wrong, without signing in, without a script.

It has no authority that a forged form could borrow, keeps no cookie, and so needs no second token: what is
typed is never lost to one. It is throttled for each address and for each place, and it says the same
whether we know somebody of that address or not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from amends.commands.intake.receive_complaint import CaseOpened, ContactMissing, receive_complaint
from amends.core.case.hearing import REMEDY_MAX, WORDS_MAX, WordsMissing
from amends.core.place import PlaceUnknown
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import system_context
from amends.entrypoints.common.forms import screen_key, show_refusal
from amends.entrypoints.common.moments import MomentField, moment_text
from amends.entrypoints.common.problems import STATUS, say
from amends.entrypoints.portal.door import quiet
from amends.kernel.context import Context
from amends.kernel.idempotency import IdempotencyKeyReused
from amends.kernel.throttle import TooManyAttempts, take
from amends.queries.public_form import PublicForm, public_form

PER_ADDRESS, PER_PLACE, WINDOW_SECONDS = 12, 120, 600
_FEW = 6
_SALT, _THANKS_SECONDS = "amends.told", 7 * 86_400


class _EitherField(forms.CharField):
    """A field that may stay empty when its sibling does not: the form checks the two together."""

    def validate(self, value: str) -> None:
        """Nothing to object to here."""


class TellUsForm(forms.Form):
    """What happened, what would put it right, and whom we answer."""

    use_required_attribute = False

    words = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("In your own words, as long or as short as you like"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy(WordsMissing.message)},
    )
    failure_code = forms.ChoiceField(
        label=gettext_lazy("What comes closest?"),
        error_messages={"required": gettext_lazy("Choose what comes closest.")},
    )
    occurred_at = MomentField(label=gettext_lazy("When was it?"), required=False)
    remedy_sought = forms.CharField(
        label=gettext_lazy("What would put it right for you?"),
        max_length=REMEDY_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Tell us your name, so that we can speak to you by it.")},
    )
    email = _EitherField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("Then you get a page of your own on which you see how it goes on"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = _EitherField(
        label=gettext_lazy("Your phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    leave_empty = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, shown: PublicForm, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, moment = self.fields["failure_code"], self.fields["occurred_at"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(moment, MomentField)
        few = len(shown.failures) <= _FEW
        field.widget = forms.RadioSelect() if few else forms.Select()
        field.choices = [*shown.failures] if few else [("", _("Choose")), *shown.failures]
        moment.zone_name = shown.timezone
        moment.widget.attrs["max"] = moment_text(now, shown.timezone)

    def clean(self) -> dict[str, Any]:
        """There has to be a way to answer; and what only a program fills in is asked to be emptied."""
        given = super().clean() or {}
        if not {"email", "phone"} & set(self.errors) and not given.get("email") and not given.get("phone"):
            self.add_error("email", _(ContactMissing.message))
        if given.get("leave_empty"):
            self.add_error(
                "leave_empty",
                _("This stays empty, so that we know you are no program. Empty it and send again."),
            )
        return given


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def tell_us(request: HttpRequest, short_code: str) -> HttpResponse:
    """The form, in the language and the zone of its place; what is sent becomes a case."""
    ctx = system_context("form")
    try:
        shown = public_form(ctx, short_code=short_code)
    except PlaceUnknown as refusal:
        return quiet(render(request, "portal/form_closed.html", {"sentence": say(refusal)}, status=404))
    with timezone.override(shown.timezone), translation.override(shown.language):
        if request.method == "POST":
            return quiet(_told(request, ctx, shown))
        return quiet(_show(request, ctx, shown, TellUsForm(shown=shown, now=ctx.now)))


@require_safe
def thanks(request: HttpRequest, short_code: str) -> HttpResponse:
    """The reference and what happens next, for whoever has just sent the form; it names nobody."""
    ctx = system_context("form")
    shown = public_form(ctx, short_code=short_code)
    try:
        told = signing.loads(request.GET.get("told", ""), salt=_SALT, max_age=_THANKS_SECONDS)
    except signing.BadSignature:
        return redirect("portal:tell-us", shown.short_code)
    with timezone.override(shown.timezone), translation.override(shown.language):
        page = {
            **_frame(shown),
            "ref": told["ref"],
            "by_mail": told["by_mail"],
            "hear_by_at": parse_datetime(told["hear_by"]) if told["hear_by"] else None,
            "now": ctx.now,
        }
        return quiet(render(request, "portal/thanks.html", page))


def _told(request: HttpRequest, ctx: Context, shown: PublicForm) -> HttpResponse:
    form = TellUsForm(request.POST, shown=shown, now=ctx.now)
    try:
        _count(request, ctx, shown)
    except TooManyAttempts as refusal:
        form.is_valid()
        words = _(
            "Many have written from here just now. Nothing you typed is lost: send it again in a few minutes."
        )
        form.add_error(None, words)
        answer = _show(request, ctx, shown, form, status=STATUS[refusal.kind])
        answer["Retry-After"] = str(refusal.params["retry_after"])
        return answer
    if not form.is_valid():
        return _show(request, ctx, shown, form, status=422)
    given = {name: value for name, value in form.cleaned_data.items() if name != "leave_empty"}
    key = screen_key(request)
    try:
        opened = receive_complaint(
            replace(ctx, idempotency_key=f"form-{key}" if key else None), place_code=shown.short_code, **given
        )
    except IdempotencyKeyReused:
        form.add_error(
            None, _("You sent this a moment ago, with other words. Send it once more if you mean to.")
        )
        return _show(request, ctx, shown, form, status=409)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _show(request, ctx, shown, form, status=422)
    return redirect(
        f"{reverse('portal:thanks', args=[shown.short_code])}?told={_slip(opened, given['email'])}"
    )


def _count(request: HttpRequest, ctx: Context, shown: PublicForm) -> None:
    """Each sending counts, for the address it comes from and for the place; raises `TooManyAttempts`."""
    who = f"{shown.short_code} {request.META.get('REMOTE_ADDR', '')}"
    take("form", who, now=ctx.now, limit=PER_ADDRESS, window_seconds=WINDOW_SECONDS)
    take("form_of", shown.short_code, now=ctx.now, limit=PER_PLACE, window_seconds=WINDOW_SECONDS)


def _slip(opened: CaseOpened, email: str) -> str:
    """What the page of thanks says, signed; nothing of it depends on whether we knew the address before."""
    hear_by = "" if opened.answer_by_at is None or not email else opened.answer_by_at.isoformat()
    return signing.dumps({"ref": opened.ref, "by_mail": bool(email), "hear_by": hear_by}, salt=_SALT)


def _show(
    request: HttpRequest, ctx: Context, shown: PublicForm, form: TellUsForm, *, status: int = 200
) -> HttpResponse:
    key = (status != 409 and screen_key(request)) or ctx.random(9).hex()
    page = {**_frame(shown), "form": form, "key": key, "shown": shown}
    return render(request, "portal/tell_us.html", page, status=status)


def _frame(shown: PublicForm) -> dict[str, Any]:
    return {"organisation": shown.site_name, "place": shown.place_name, "phone": shown.phone, "shown": shown}
