"""The operator's screens: colleagues and what they hold, programs and their tokens."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from amends.commands.governance.add_colleague import add_colleague
from amends.commands.governance.change_placement import change_placement
from amends.commands.governance.create_token import create_token
from amends.commands.governance.revoke_token import revoke_token
from amends.core.money import Money
from amends.core.refusal import Refusal
from amends.core.roles import PEOPLE, SCOPES, Role
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.common.terms import role_words, scope_words
from amends.queries.governance import UnitChoice, colleagues, programs, unit_choices


class ColleagueForm(forms.Form):
    """A new colleague and their first role."""

    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("As customers read it under a letter: night desk, duty manager"),
        max_length=120,
        required=False,
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    unit = forms.ChoiceField(label=gettext_lazy("Where"))

    def __init__(self, *args: Any, units: tuple[UnitChoice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "role", [(role.value, role_words(role)) for role in PEOPLE])
        _choices(self, "unit", [(unit.code, "\u2003" * unit.depth + unit.name) for unit in units])


class TokenForm(forms.Form):
    """A new program."""

    FIELDS: ClassVar[dict[str, str]] = {"unit_code": "unit", "grant_minor": "grant"}

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("Which program, and where it runs"), max_length=120
    )
    role = forms.ChoiceField(label=gettext_lazy("Stands in the role of"))
    unit = forms.ChoiceField(label=gettext_lazy("Where"))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        help_text=gettext_lazy("Nothing chosen means: everything the role may do through the API"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    grant = forms.CharField(
        label=gettext_lazy("May give per case on its own, at most"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, units: tuple[UnitChoice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [Role.PROGRAM, Role.CASHIER, Role.FRONT_LINE, Role.LEAD, Role.CX_MANAGER, Role.FINANCE]
        _choices(self, "role", [(role.value, role_words(role)) for role in roles])
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(scope, f"{scope_words(scope)} ({scope})") for scope in SCOPES]
        self.fields["grant"].help_text = _("Like 50.00, in %(currency)s") % {
            "currency": _(" or ").join(sorted({unit.currency for unit in units}))
        }
        _choices(self, "unit", [(unit.code, "\u2003" * unit.depth + unit.name) for unit in units])


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Colleagues, searched; adding one."""
    ctx = context_of(request)
    units = unit_choices(ctx)
    form = ColleagueForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_colleague(ctx, unit_code=given.pop("unit"), **given)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            words = _("%(name)s is added. They choose a password through \u201cforgot your password\u201d.")
            messages.success(request, words % {"name": given["display_name"]})
            return redirect("web:staff")
    q = request.GET.get("q", "")[:100]
    page = {"form": form, "colleagues": colleagues(ctx, q=q), "units": units, "q": q, "roles": PEOPLE}
    page["clear_url"] = request.path
    return render(request, "web/governance/staff.html", page, status=422 if form.errors else 200)


@require_POST
def placement(request: HttpRequest) -> HttpResponse:
    """Give a colleague a role somewhere, or take it."""
    ctx = context_of(request)
    given = request.POST
    change_placement(
        ctx,
        user_id=_number(given.get("user")),
        unit_id=_number(given.get("unit")),
        role=given.get("role", ""),
        holds=given.get("holds") == "yes",
    )
    messages.success(request, _("Changed. It holds from their next page on."))
    return redirect("web:staff")


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Programs; making a token, which is shown this once."""
    ctx = context_of(request)
    listed = programs(ctx)
    units = unit_choices(ctx)
    form = TokenForm(request.POST or None, units=units)
    made = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            currency = next(unit.currency for unit in units if unit.code == given["unit"])
            cap = Money.parse(given["grant"], currency, field="grant") if given["grant"] else None
            made = create_token(
                ctx,
                name=given["name"],
                role=given["role"],
                unit_code=given["unit"],
                scopes=tuple(given["scopes"]),
                grant_minor=None if cap is None else cap.minor,
            )
        except Refusal as refusal:
            show_refusal(form, refusal, fields=TokenForm.FIELDS)
        else:
            listed, form = programs(ctx), TokenForm(units=units)
    page = {"form": form, "programs": listed, "made": made}
    return render(request, "web/governance/tokens.html", page, status=422 if form.errors else 200)


@require_POST
def token_revoked(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token."""
    ctx = context_of(request)
    revoke_token(ctx, token_id=token_id)
    messages.success(request, _("The token has ended. Programs that use it are refused within five seconds."))
    return redirect("web:tokens")


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 19 else 0
