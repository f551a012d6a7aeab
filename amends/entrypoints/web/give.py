"""The give panel of a case: what is owed, what one may give, what needs a yes; and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.commands.decision.decide_case import decide_case
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.decline_offer import decline_offer
from amends.commands.offer.make_offer import EnvelopeChanged, OfferMade, make_offer
from amends.commands.offer.record_payment import record_payment
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.core.case.evidence import FACT_LABELS
from amends.core.case.hearing import Channel
from amends.core.case.lifecycle import ENDS, GIVES, State
from amends.core.money import Money
from amends.core.offer.arguments import Choice
from amends.core.offer.lifecycle import OfferState
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.forms import once
from amends.entrypoints.common.problems import flatten, say
from amends.entrypoints.web.give_words import groups_of, remembered, typed_amounts, what_changed
from amends.kernel.context import Context
from amends.queries.envelope import EnvelopeView, envelope
from amends.queries.given import given

SPOKEN = frozenset({"desk", "phone"})
"""Channels in which whoever gives is most likely telling the customer at this moment."""


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, ref: str) -> HttpResponse:
    """The panel, on the case page or as a page of its own; giving from it."""
    ctx = context_of(request)
    view = envelope(ctx, case_ref=ref)
    if request.method == "GET":
        return _panel(request, view)
    try:
        made = _give(ctx, view, request)
    except EnvelopeChanged as changed:
        now = envelope(ctx, case_ref=ref)
        words = what_changed(request.POST.get("shown", ""), changed.envelope)
        return _panel(request, now, changed=words, status=409)
    except Refusal as refusal:
        return _panel(request, view, problems=tuple(say(single) for single in flatten(refusal)), status=422)
    messages.success(request, _what_was_done(made))
    if made.voucher_ids and request.POST.get("spoken") == "yes":
        return _on_to(request, ctx, view.case_ref)
    panel = "say" if made.case_state == State.DECIDED else "give"
    waits_here = f"?offer={made.offer_id}#panel-{panel}" if made.state == "offered" else ""
    return back_to_case(request, view.case_ref, at=waits_here)


def _give(ctx: Context, view: EnvelopeView, request: HttpRequest) -> OfferMade:
    """The command for the button that was pressed: one gesture, the ticked alternatives, or only what is owed."""
    post = request.POST
    codes = tuple(post.getlist("choice")) if "offer" in post else (post.get("give"),)
    in_danger = post.get("emergency") == "yes"
    gestures = tuple(code for code in codes if code) if "owed_alone" not in post else ()
    return make_offer(
        once(request, ctx, "give"),
        case_ref=view.case_ref,
        envelope_digest=post.get("digest", ""),
        choices=tuple(Choice(code, _amount(view, code, post)) for code in gestures),
        owed=tuple(post.getlist("owed")),
        override_reason=post.get("override_reason", ""),
        spoken=post.get("spoken") == "yes",
        note=post.get("danger" if in_danger else "note", ""),
        emergency=in_danger,
        unknown_because=post.get("unknown_because", ""),
    )


def _amount(view: EnvelopeView, code: str, post: Mapping[str, Any]) -> int | None:
    text = post.get(f"amount_{code}", "").strip()
    return Money.parse(text, view.currency, field=f"amount_{code}").minor if text else None


def _what_was_done(made: OfferMade) -> str:
    if made.approval_id is not None and made.state != OfferState.AWAITING_APPROVAL:
        return _(
            "Given, because somebody is in danger. Whoever would have been asked looks at it afterwards."
        )
    if made.approval_id is not None:
        return _("Asked. It runs by itself with the yes; the money is held meanwhile.")
    if made.state == "offered" and made.case_state == "decided":
        return _("Offered. Tell them, and they choose.")
    if made.state == "offered":
        return _("Offered, and told. Note here what they choose.")
    if made.promise_ids and not made.voucher_ids:
        return _("Given. Each promise has an owner and a time now.")
    return _("Given.")


def _panel(
    request: HttpRequest,
    view: EnvelopeView,
    *,
    changed: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    ctx = context_of(request)
    case = given(ctx, case_ref=view.case_ref)
    shown, state = view.envelope, State(case.state)
    typed = typed_amounts(request.POST, [line.gesture_code for line in shown.lines]) if shown else {}
    page = {
        "view": view,
        "case": case,
        "groups": groups_of(shown, owed_given=case.owed_codes, typed=typed, asked=view.asked)
        if shown
        else None,
        "shown": remembered(shown) if shown else "",
        "ticked": request.POST.getlist("choice"),
        "note": request.POST.get("note", ""),
        "emergency": request.POST.get("emergency") == "yes",
        "danger": request.POST.get("danger", ""),
        "unknown_because": request.POST.get("unknown_because", ""),
        "unproven": ", ".join(_(FACT_LABELS[fact]) for fact in view.unproven),
        "spoken": request.POST.get("spoken") == "yes" if request.method == "POST" else case.channel in SPOKEN,
        "changed": changed,
        "problems": problems,
        "may_give": ctx.may(Permission.GIVE, view.unit_id) and state in GIVES,
        "not_now": "" if state in GIVES or state in ENDS else _not_now(state),
        "first": tuple(say(each) for each in view.first),
        "may_give_now": ctx.may(Permission.GIVE, view.unit_id)
        and state in GIVES
        and (view.is_danger or not view.first),
        "may_decide": ctx.may(Permission.WORK_CASES, view.unit_id)
        and case.state in ("assessed", "investigating"),
        "key": ctx.random(12).hex(),
        "case_url": case_address(view.case_ref),
    }
    inside = bool(request.headers.get("HX-Request"))
    return render(request, "web/give/_panel.html" if inside else "web/give/page.html", page, status=status)


def _not_now(state: State) -> str:
    """Why nothing can be given at this moment, and what opens it."""
    if state in (State.RECEIVED, State.ACKNOWLEDGED):
        return _("This is what can be given once the case is assessed.")
    if state is State.EXTERNAL_REVIEW:
        return _("A body outside decides this now. What it rules is given then.")
    return _("Everything is carried out. If it is not right, note their answer: then more can be given.")


@require_POST
def answer(request: HttpRequest, ref: str, offer_id: int) -> HttpResponse:
    """What the customer said to an offer, or that it is taken back."""
    ctx = context_of(request)
    act, words = request.POST.get("act", ""), request.POST.get("words", "")
    if act.startswith("choose:"):
        position = act.removeprefix("choose:")
        chosen = int(position) if position.isdecimal() and len(position) < 4 else -1
        made = accept_offer(ctx, offer_id=offer_id, option_position=chosen)
        messages.success(request, _("Chosen. It is on its way."))
        if made.voucher_ids:
            return _on_to(request, ctx, ref)
    elif act == "withdraw":
        withdraw_offer(ctx, offer_id=offer_id, reason=words)
        messages.success(request, _("Taken back. The money it held is free again."))
    else:
        decline_offer(ctx, offer_id=offer_id, words=words)
        messages.success(request, _("Noted. What is owed is carried out all the same."))
    return back_to_case(request, ref)


@require_POST
def payment(request: HttpRequest, ref: str, fulfilment_id: int) -> HttpResponse:
    """The reference of a payment that was made."""
    ctx = context_of(request)
    record_payment(ctx, fulfilment_id=fulfilment_id, payment_ref=request.POST.get("payment_ref", ""))
    messages.success(request, _("Kept with its reference."))
    return back_to_case(request, ref)


@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Nothing is given, and why."""
    ctx = context_of(request)
    decide_case(
        ctx,
        case_ref=ref,
        finding=request.POST.get("finding", ""),
        reason=request.POST.get("reason", ""),
        spoken=request.POST.get("spoken") == "yes",
    )
    messages.success(request, _("Decided. Tell them why, if you have not yet."))
    return back_to_case(request, ref)


def case_address(ref: str) -> str:
    """The page of a case."""
    try:
        return reverse("web:case", args=[ref])
    except NoReverseMatch:
        return reverse("web:give", args=[ref])


def back_to_case(request: HttpRequest, ref: str, *, at: str = "") -> HttpResponse:
    """To the case page, whole, because more than the panel has changed; `at`: a query and a place on it.

    A place alone would not load the page anew where one is on it already.
    """
    return _go(request, case_address(ref) + at)


def _on_to(request: HttpRequest, ctx: Context, ref: str) -> HttpResponse:
    """To the vouchers where the customer stands at the desk, one tap from the code; else back to the case."""
    if given(ctx, case_ref=ref).channel == Channel.DESK:
        return _go(request, reverse("web:case-vouchers", args=[ref]))
    return back_to_case(request, ref)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)
