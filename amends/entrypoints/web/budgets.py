"""Budgets: what is left and what became of the rest, down to the cases; caps for those who manage them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amends.commands.budget.open_budget import open_budget
from amends.commands.budget.set_cap import set_cap
from amends.core.ledger.transfer import TransferKind
from amends.core.money import Money
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import once, show_refusal
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.common.wording import when_words
from amends.entrypoints.web.budget_words import evenness_words, forecast_words, parts_shown
from amends.entrypoints.web.give import case_address
from amends.entrypoints.web.links import option, with_changed
from amends.kernel.context import Context
from amends.queries.budget_outlook import budget_outlook
from amends.queries.budgets import BudgetPage, BudgetsShown, budget_page, budget_units, budgets


class BudgetForm(forms.Form):
    """A new budget: for whom, how much, how often, inside which other one. People's own come with their team."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    unit = forms.ChoiceField(label=gettext_lazy("Where"))
    level = forms.ChoiceField(label=gettext_lazy("What it stands for"))
    cap = forms.CharField(
        label=gettext_lazy("Cap, by face value"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    period = forms.ChoiceField(label=gettext_lazy("Begins anew"))
    parent = forms.TypedChoiceField(
        label=gettext_lazy("Inside of"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, units: tuple[tuple[str, str], ...], shown: BudgetsShown, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        levels = [("team", _("a team")), ("site", _("a site")), ("brand", _("a brand"))]
        spans = [("month", _("every month")), ("week", _("every week")), ("day", _("every day"))]
        _choices(self, "unit", units)
        _choices(self, "level", [*levels, ("campaign", _("a campaign"))])
        _choices(self, "period", [*spans, ("none", _("never"))])
        _choices(self, "parent", [("", _("no other")), *((row.id, row.name) for row in shown.budgets)])


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


@require_http_methods(["GET", "POST"])
def all_budgets(request: HttpRequest) -> HttpResponse:
    """Every budget one sees, as they nest; opening one."""
    ctx = context_of(request)
    shown = budgets(ctx)
    if request.method == "POST":
        ctx.require(Permission.MANAGE_BUDGETS)
    if not ctx.may(Permission.MANAGE_BUDGETS):
        return render(request, "web/budgets/list.html", {"shown": shown})
    form = BudgetForm(request.POST or None, units=budget_units(ctx), shown=shown)
    if request.method == "POST" and form.is_valid():
        try:
            _open(once(request, ctx, "budget"), form.cleaned_data, shown)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Open. Every gesture there is charged to it from now on."))
            return redirect("web:budgets")
    page = {"shown": shown, "form": form}
    return render(request, "web/budgets/list.html", page, status=422 if form.errors else 200)


def _open(ctx: Context, entered: Mapping[str, Any], shown: BudgetsShown) -> None:
    above = next((row for row in shown.budgets if row.id == entered["parent"]), None)
    currency = above.cap.currency if above else shown.currency
    open_budget(
        ctx,
        unit_code=entered["unit"],
        level=entered["level"],
        name=entered["name"],
        cap=Money.parse(entered["cap"], currency, field="cap"),
        period=entered["period"],
        parent_id=entered["parent"],
    )


@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """One budget: its periods and its movements; another cap."""
    ctx = context_of(request)
    given = request.GET
    period = given.get("period", "")
    page = budget_page(
        ctx,
        budget_id=budget_id,
        kind=given.get("kind", ""),
        period_id=int(period) if period.isdecimal() and len(period) < 16 else None,
        after=given.get("after", ""),
    )
    outlook = budget_outlook(ctx, budget_id=budget_id)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            cap = Money.parse(request.POST.get("cap", ""), page.budget.cap.currency, field="cap")
            set_cap(ctx, budget_id=budget_id, cap_minor=cap.minor)
        except Refusal as refusal:
            problems = tuple(say(single) for single in flatten(refusal))
        else:
            messages.success(request, _("The cap holds from now on."))
            return redirect("web:budget", budget_id)
    shown = {
        "page": page,
        "outlook": outlook,
        "ends": forecast_words(outlook.forecast, timezone.localtime(ctx.now)),
        "even": "" if outlook.evenness is None else evenness_words(outlook.evenness),
        "parts": () if outlook.evenness is None else parts_shown(outlook.evenness, outlook.issued.currency),
        "groups": _narrowed(request, ctx, page),
        "next_url": with_changed(request, after=page.after) if page.after else "",
        "rows": [
            (move, kind_words(TransferKind(move.kind)), case_address(move.case_ref) if move.case_ref else "")
            for move in page.movements
        ],
        "problems": problems,
        "typed_cap": request.POST.get("cap", ""),
        "may_manage": ctx.may(Permission.MANAGE_BUDGETS),
        "sees_cases": ctx.may(Permission.SEE_CASES),
    }
    return render(request, "web/budgets/page.html", shown, status=422 if problems else 200)


def _narrowed(request: HttpRequest, ctx: Context, page: BudgetPage) -> list[dict[str, Any]]:
    """The chips above the movements: which, and of which period."""
    whens = [
        option(
            request,
            when_words(timezone.localtime(past.period.starts_at).date(), now=ctx.now),
            period=past.period_id,
        )
        for past in page.history
    ]
    kinds = [option(request, capfirst(kind_words(kind)), kind=kind.value) for kind in TransferKind]
    of_kind = {"label": _("What"), "options": [option(request, _("Everything"), kind=""), *kinds]}
    if len(whens) < 2:
        return [of_kind]
    return [of_kind, {"label": _("Since"), "options": [option(request, _("All periods"), period=""), *whens]}]


def kind_words(kind: TransferKind) -> str:
    """A movement in one word or two."""
    return {
        TransferKind.RESERVE: _("held"),
        TransferKind.POST: _("given"),
        TransferKind.VOID: _("let go"),
        TransferKind.REDEEM: _("used"),
        TransferKind.ROLLBACK: _("use taken back"),
        TransferKind.EXPIRE: _("ran out"),
    }[kind]
