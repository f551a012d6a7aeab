"""The vouchers of a case on the desk: handed over in person, replaced when they were lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from amends.commands.delivery.record_delivery import record_delivery
from amends.commands.voucher.replace_voucher import LONGEST_REASON, replace_voucher
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import say
from amends.entrypoints.common.qr import qr_svg
from amends.entrypoints.common.voucher_words import voucher_address, worth_words
from amends.kernel.context import NotPermitted
from amends.queries.case_page import visible_case
from amends.queries.case_vouchers import case_vouchers
from amends.queries.voucher_in_hand import voucher_in_hand


@require_GET
def panel(request: HttpRequest, ref: str) -> HttpResponse:
    """All vouchers of the case by their last four characters, on the case page or as a page of its own."""
    ctx = context_of(request)
    shown = {
        "vouchers": case_vouchers(ctx, ref=ref),
        "may_give": ctx.may(Permission.GIVE, visible_case(ctx, ref).unit_id),
        "ref": ref,
        "longest_reason": LONGEST_REASON,
        "now": ctx.now,
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "web/vouchers/_panel.html" if partial else "web/vouchers/page.html", shown)


@require_POST
def hand_over(request: HttpRequest, ref: str, serial: str) -> HttpResponse:
    """Note that the voucher is put into the customer's hand now, and show its code for that."""
    ctx = context_of(request)
    try:
        record_delivery(ctx, case_ref=ref, serial=serial)
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("web:case", ref)
    return redirect("web:voucher-in-hand", ref, serial)


@never_cache
@require_GET
def in_hand(request: HttpRequest, ref: str, serial: str) -> HttpResponse:
    """The voucher with its code, for the colleague who has just handed it over: to be scanned, said or
    printed.
    """
    ctx = context_of(request)
    voucher = voucher_in_hand(ctx, ref=ref, serial=serial)
    shown = {
        "voucher": voucher,
        "worth": worth_words(voucher.name, voucher.form, voucher.left, voucher.percent),
        "qr": qr_svg(voucher_address(voucher.plain_code)),
        "now": ctx.now,
    }
    return render(request, "web/vouchers/in_hand.html", shown)


@require_POST
def replacement(request: HttpRequest, ref: str, serial: str) -> HttpResponse:
    """Issue another one over what is left, and end the lost one."""
    ctx = context_of(request)
    try:
        done = replace_voucher(ctx, case_ref=ref, serial=serial, reason=request.POST.get("reason", ""))
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        words = (
            _("A new voucher …%(last_four)s takes its place; it is on its way by mail.")
            if done.is_mailed
            else _("A new voucher …%(last_four)s takes its place. Hand it over.")
        )
        messages.success(request, words % {"last_four": done.last_four})
    return redirect("web:case", ref)
