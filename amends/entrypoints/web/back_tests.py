"""Back-tests: ask for one, watch it or leave it, read what it adds up to, open the decisions behind each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.commands.governance.request_back_test import LABEL_MAX, request_back_test
from amends.commands.governance.stop_back_test import stop_back_test
from amends.core.money import Money
from amends.core.policy.parse import document_text
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import once, show_refusal
from amends.entrypoints.common.policy_files import read_policy_text
from amends.entrypoints.web.back_test_words import approval_words, difference_words, state_words, why_words
from amends.entrypoints.web.give import case_address
from amends.kernel.context import Context
from amends.queries.back_tests import (
    BackTestShown,
    CaseWanted,
    PolicyChoice,
    back_test_cases,
    back_test_page,
    back_tests,
    chosen_policy,
    policy_choices,
)

_FILE_MAX = 2_000_000
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BackTestForm(forms.Form):
    """Which policy, on which days."""

    policy = forms.ChoiceField(label=gettext_lazy("Policy"), required=False)
    document = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("A policy as YAML or JSON, as <code>amends policy export</code> writes it"),
        required=False,
    )
    label = forms.CharField(
        label=gettext_lazy("What the list calls it"), max_length=LABEL_MAX, required=False
    )
    from_date = forms.DateField(label=gettext_lazy("From"), widget=_DATE, required=False)
    to_date = forms.DateField(label=gettext_lazy("To"), widget=_DATE, required=False)

    def __init__(self, *args: Any, choices: tuple[PolicyChoice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        assert isinstance(field, forms.ChoiceField)
        draft, published = _("draft: %(name)s"), _("number %(number)s, %(name)s")
        field.choices = [
            ("", _("the file below")),
            *(
                (
                    each.key,
                    (draft if each.number is None else published)
                    % {"number": each.number, "name": each.name},
                )
                for each in choices
            ),
        ]

    def text(self, ctx: Context) -> str:
        """The document that was chosen, as canonical text. Raises `NoPolicyFile`, `PolicyInvalid`."""
        file = self.cleaned_data["document"]
        if file is not None:
            return document_text(read_policy_text(file.read(_FILE_MAX), str(file.name)[:120]))
        return chosen_policy(ctx, key=self.cleaned_data["policy"])

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        given = super().clean() or {}
        if not given.get("policy") and not given.get("document"):
            self.add_error("document", _("Choose a policy, or a file."))
        return given


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a table of results."""

    name: str
    decisions: int
    gained: int
    lost: int
    changed: int
    before: Money
    after: Money
    more: Money
    query: str


@never_cache
@require_http_methods(["GET", "POST"])
def all_back_tests(request: HttpRequest) -> HttpResponse:
    """Every back-test; asking for one."""
    ctx = context_of(request)
    page = back_tests(ctx, after=request.GET.get("after", ""))
    if request.method == "POST":
        ctx.require(Permission.TRY_POLICY)
    shown: dict[str, Any] = {
        "rows": [(each, state_words(each.state)) for each in page.back_tests],
        "after": page.after,
    }
    if not ctx.may(Permission.TRY_POLICY):
        return render(request, "web/backtests/list.html", shown)
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BackTestForm(*typed, choices=policy_choices(ctx))
    if form.is_valid():
        given = form.cleaned_data
        try:
            asked = request_back_test(
                once(request, ctx, "back-test"),
                document=form.text(ctx),
                label=given["label"],
                from_date=given["from_date"],
                to_date=given["to_date"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("It is on its way. You can leave this page; it goes on."))
            return redirect("web:back-test", asked.back_test_id)
    return render(
        request, "web/backtests/list.html", {**shown, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_GET
def back_test(request: HttpRequest, back_test_id: int) -> HttpResponse:
    """One back-test: how far it is, or what it adds up to."""
    ctx = context_of(request)
    shown = back_test_page(ctx, back_test_id=back_test_id)
    page = {
        "back_test": shown,
        "state": state_words(shown.state),
        "may_stop": shown.is_running and ctx.may(Permission.TRY_POLICY),
        **(_result(shown) if shown.result else {}),
    }
    if getattr(request, "htmx", False):
        response = render(request, "web/backtests/_progress.html", page)
        if not shown.is_running:
            response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "web/backtests/page.html", page)


@require_POST
def stop(request: HttpRequest, back_test_id: int) -> HttpResponse:
    """Nobody needs it any more."""
    ctx = context_of(request)
    stop_back_test(ctx, back_test_id=back_test_id)
    messages.success(request, _("Stopped. What it found up to then stays."))
    return redirect("web:back-test", back_test_id)


@require_GET
def cases(request: HttpRequest, back_test_id: int) -> HttpResponse:
    """The decisions behind a number."""
    ctx = context_of(request)
    names = ("difference", "approval", "why", "side", "name")
    wanted = CaseWanted(**{name: request.GET.get(name, "")[:200] for name in names})
    after = request.GET.get("after", "")
    found = back_test_cases(ctx, back_test_id=back_test_id, wanted=wanted, after=after)
    here = reverse("web:back-test-cases", args=[back_test_id])
    kept = {name: getattr(wanted, name) for name in names if getattr(wanted, name)}
    following = f"{here}?{urlencode({**kept, 'after': found.after})}" if found.after else ""
    page = {
        "back_test": back_test_page(ctx, back_test_id=back_test_id),
        "found": found,
        "narrowed": wanted.name if wanted.side else "",
        "rows": [
            (
                each,
                case_address(each.case_ref),
                difference_words(each.difference),
                approval_words(each.approval),
                why_words(each.why),
            )
            for each in found.cases
        ],
        "groups": [_choices_of(here, kept)],
        "next_url": following,
        "sees_cases": ctx.may(Permission.SEE_CASES),
    }
    return render(request, "web/backtests/cases.html", page)


def _choices_of(here: str, kept: Mapping[str, str]) -> dict[str, Any]:
    """The chips by which the list is narrowed to what became of decisions."""
    rest = {name: value for name, value in kept.items() if name != "difference"}
    options = [
        {
            "url": f"{here}?{urlencode({**rest, **({'difference': value} if value else {})})}",
            "word": difference_words(value),
            "current": kept.get("difference", "") == value,
        }
        for value in ("", "gained", "lost", "other", "undecidable")
    ]
    return {"label": _("What became of them"), "options": options}


def _result(shown: BackTestShown) -> dict[str, Any]:
    """What it adds up to, as the page's tables want it."""
    result = shown.result or {}
    total, currency = result["total"], shown.currency

    def money(minor: int) -> Money:
        return Money(minor, currency)

    owed = sorted({*result["owed_before"], *result["owed_after"]})
    sums: list[tuple[str, Money, Money]] = [
        (_("Given, face value"), money(total["face_before"]), money(total["face_after"])),
        (_("Given, true cost"), money(total["cost_before"]), money(total["cost_after"])),
        *(
            (
                _("Owed"),
                Money(result["owed_before"].get(code, 0), code),
                Money(result["owed_after"].get(code, 0), code),
            )
            for code in owed
        ),
    ]
    sides = [
        (_("Unit"), "unit", result["by_unit"]),
        (_("What failed"), "failure", result["by_failure"]),
        (_("Loyalty tier"), "group", result["by_group"]),
    ]
    return {
        "total": total,
        "yes": (result["yes_before"], result["yes_after"]),
        "sums": [(words, before, after, after - before) for words, before, after in sums],
        "sides": [
            (words, [_line(side, name, found, currency) for name, found in by_name.items()])
            for words, side, by_name in sides
            if len(by_name) > 1 or "" not in by_name
        ],
        "ends": result["budget_ends"],
    }


def _line(side: str, name: str, found: Mapping[str, int], currency: str) -> _Line:
    before, after = Money(found["face_before"], currency), Money(found["face_after"], currency)
    return _Line(
        name or _("none"),
        found["decisions"],
        found["gained"],
        found["lost"],
        found["changed"],
        before,
        after,
        after - before,
        urlencode({"side": side, "name": name}),
    )
