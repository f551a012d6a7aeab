"""The till: one field, one answer that is half the screen, and what was taken lately.

Typing is by hand, by a scanner that types, or by any camera: a voucher's QR opens `/r#CODE`, and the code
stays in the fragment, out of logs. Every form carries the number of a sale, so that a repeated click or a
lost line spends once.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.commands.voucher.redeem_voucher import LONGEST_TILL_REF, redeem_voucher
from amends.commands.voucher.roll_back_redemption import LONGEST_REASON, roll_back_redemption
from amends.core.money import Money
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.core.voucher.lifecycle import VoucherNotAccepted
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import show_refusal
from amends.entrypoints.common.wrong_codes import count_wrong, require_unblocked
from amends.entrypoints.web.till_words import Answer, checked, given_back, refused, taken, waiting
from amends.kernel.context import Context
from amends.queries.till import (
    TillPlace,
    TillPlaceUnknown,
    VoucherChecked,
    taken_lately,
    till_places,
    voucher_check,
)

_PLACE = "till_place"


class TakeForm(forms.Form):
    """How much of a good voucher to take, and for which sale."""

    FIELDS: ClassVar[dict[str, str]] = {"amount_minor": "amount"}

    code = forms.CharField(widget=forms.HiddenInput)
    sale = forms.CharField(widget=forms.HiddenInput, required=False)
    amount = forms.CharField(
        label=gettext_lazy("Only a part"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    till_ref = forms.CharField(
        label=gettext_lazy("Number of the sale"),
        help_text=gettext_lazy("From your till, if it has one: the same number takes once"),
        required=False,
        max_length=LONGEST_TILL_REF,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def till(request: HttpRequest) -> HttpResponse:
    """Check a code; take all or a part of it."""
    ctx = context_of(request)
    place = _place(request, ctx)
    with timezone.override(place.timezone):
        if request.method == "GET":
            return _show(request, ctx, place, waiting())
        act, code = request.POST.get("act", "check"), request.POST.get("code", "")
        try:
            require_unblocked(ctx)
            seen = voucher_check(ctx, code=code, unit_id=place.id)
        except VoucherNotAccepted as refusal:
            return _not_ours(request, ctx, place, refusal)
        except Refusal as refusal:
            return _show(request, ctx, place, refused(refusal, now=ctx.now))
        if act == "take" and ctx.may(Permission.REDEEM, place.id):
            return _take(request, ctx, place, seen)
        form = None if seen.why_not else TakeForm(initial={"code": code, "sale": _new_sale(ctx)})
        return _show(request, ctx, place, checked(seen, now=ctx.now), form=form, seen=seen)


@never_cache
@require_POST
def rollback(request: HttpRequest, redemption_id: int) -> HttpResponse:
    """Take a redemption back."""
    ctx = context_of(request)
    place = _place(request, ctx)
    with timezone.override(place.timezone):
        try:
            done = roll_back_redemption(
                ctx, redemption_id=redemption_id, reason=request.POST.get("reason", "")
            )
        except Refusal as refusal:
            return _show(request, ctx, place, refused(refusal, now=ctx.now))
        return _show(request, ctx, place, given_back(done))


@require_POST
def till_place(request: HttpRequest) -> HttpResponse:
    """Stand at another place."""
    ctx = context_of(request)
    code = request.POST.get("place", "")
    if not any(place.code == code for place in till_places(ctx)):
        raise TillPlaceUnknown(field="place")
    request.session[_PLACE] = code
    return redirect("web:till")


@never_cache
@require_GET
def voucher_landing(request: HttpRequest) -> HttpResponse:
    """Where a voucher's QR leads: to the till for those who have one (browsers carry the fragment along), to
    a word for everybody else.
    """
    ctx = context_of(request)
    if ctx.may(Permission.CHECK_VOUCHER):
        return redirect("web:till")
    sign_in = f"{reverse('account_login')}?next={reverse('web:till')}"
    return render(request, "web/till/landing.html", {"sign_in": sign_in})


def _take(request: HttpRequest, ctx: Context, place: TillPlace, seen: VoucherChecked) -> HttpResponse:
    form = TakeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            part = (
                Money.parse(given["amount"], seen.left.currency, field="amount") if given["amount"] else None
            )
            done = redeem_voucher(
                ctx,
                code=given["code"],
                unit_id=place.id,
                amount_minor=None if part is None else part.minor,
                till_ref=given["till_ref"].strip() or given["sale"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal, fields=TakeForm.FIELDS)
            answer = refused(refusal, now=ctx.now)
            again = form if form.errors.keys() & {"amount", "till_ref"} else None
            return _show(request, ctx, place, answer, form=again, seen=seen)
        return _show(request, ctx, place, taken(done, now=ctx.now))
    return _show(request, ctx, place, checked(seen, now=ctx.now), form=form, seen=seen)


def _not_ours(
    request: HttpRequest, ctx: Context, place: TillPlace, refusal: VoucherNotAccepted
) -> HttpResponse:
    try:
        count_wrong(ctx)
    except Refusal as blocked:
        return _show(request, ctx, place, refused(blocked, now=ctx.now))
    typed = request.POST.get("code", "")[:40]
    return _show(request, ctx, place, refused(refusal, now=ctx.now), typed=typed)


def _show(request: HttpRequest, ctx: Context, place: TillPlace, answer: Answer, **more: Any) -> HttpResponse:
    """The whole page, or the till alone for htmx. A no is an answer, not an error: 200, and the sound plays."""
    redeems = ctx.may(Permission.REDEEM, place.id)
    page = {
        "answer": answer,
        "place": place.name,
        "here": place,
        "places": till_places(ctx),
        "redeems": redeems,
        "lately": taken_lately(ctx, unit_id=place.id) if redeems else (),
        "longest_reason": LONGEST_REASON,
        "now": ctx.now,
        **more,
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "web/till/_till.html" if partial else "web/till/page.html", page)


def _place(request: HttpRequest, ctx: Context) -> TillPlace:
    """The place chosen before, else the first site of the actor's, else the first of all."""
    places = till_places(ctx)
    if not places:
        raise TillPlaceUnknown(field="place")
    chosen = request.session.get(_PLACE)
    by_code = {place.code: place for place in places}
    if chosen in by_code:
        return by_code[chosen]
    return next((place for place in places if place.level == "site"), places[0])


def _new_sale(ctx: Context) -> str:
    return f"web-{ctx.random(9).hex()}"
