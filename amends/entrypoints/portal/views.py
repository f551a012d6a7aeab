"""The customer's pages: a letter with one thing to do. A GET changes nothing; mail scanners follow links too."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from amends.commands.delivery.renew_link import renew_link
from amends.commands.followup.answer_followup import answer_followup
from amends.commands.followup.confirm_answer import confirm_answer
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.decline_offer import decline_offer
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import read_clock, system_context
from amends.entrypoints.common.problems import STATUS, flatten, say
from amends.entrypoints.common.qr import qr_svg
from amends.entrypoints.common.signal_words import noticed_words
from amends.entrypoints.common.voucher_words import voucher_address
from amends.entrypoints.portal.door import CONFIRM_YES, PORTAL, Visit, opens, quiet
from amends.entrypoints.portal.words import card_of, what_failed
from amends.kernel.throttle import TooManyAttempts, take
from amends.queries.portal_page import PortalPage, portal_page
from amends.queries.signals import noticed_about_me

NEW_LINKS_PER_ADDRESS, NEW_LINKS_PER_TOKEN, AN_HOUR = 20, 2, 3600
_DONE = frozenset({"chosen", "declined", "told"})


@require_safe
@opens(PORTAL, CONFIRM_YES)
def letter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The customer's page, or the question that a confirmation link is for."""
    return _letter(request, visit)


@require_POST
@opens(PORTAL)
def choice(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose one option of an offer, or say no to it."""
    chosen, offer_id = request.POST.get("choice", ""), _number(request.POST.get("offer"))
    try:
        if chosen == "no":
            decline_offer(visit.ctx, offer_id=offer_id, words=request.POST.get("words", ""), source="link")
            return _back(visit, "declined")
        accept_offer(visit.ctx, offer_id=offer_id, option_position=_number(chosen), source="link")
    except Refusal as refusal:
        return _letter(request, visit, refusal)
    return _back(visit, "chosen")


@require_POST
@opens(PORTAL, CONFIRM_YES)
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Is it right now? Yes, partly or no, in their own words."""
    rating = request.POST.get("satisfaction", "")
    try:
        answer_followup(
            visit.ctx,
            case_ref=visit.link.case_ref,
            answer=request.POST.get("answer", ""),
            source="link",
            words=request.POST.get("words", ""),
            satisfaction=_number(rating) if rating else None,
        )
    except Refusal as refusal:
        return _letter(request, visit, refusal)
    return _back(visit, "told")


@require_POST
@opens(CONFIRM_YES)
def confirm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Confirm a yes that somebody noted."""
    try:
        confirm_answer(visit.ctx, answer_id=visit.link.subject_id or 0)
    except Refusal as refusal:
        return _letter(request, visit, refusal)
    return _back(visit, "told")


@require_safe
@opens(PORTAL)
def voucher(request: HttpRequest, visit: Visit, serial: str) -> HttpResponse:
    """One voucher alone, large enough to be scanned and to be printed."""
    page = portal_page(visit.ctx, case_ref=visit.link.case_ref)
    shown = next((each for each in page.vouchers if each.serial == serial), None)
    if shown is None:
        raise Http404
    card = card_of(shown, qr_svg(voucher_address(shown.plain_code)))
    return render(request, "portal/voucher.html", _frame(visit, page) | {"card": card})


@require_safe
@opens(PORTAL)
def noted(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What we have noted about how often and how they told us of something; whoever asks is told."""
    page = portal_page(visit.ctx, case_ref=visit.link.case_ref)
    lines = [
        (noticed_words(line.kind, line.visits, line.days, line.occasions), line)
        for line in noticed_about_me(visit.ctx)
    ]
    return render(request, "portal/noted.html", _frame(visit, page) | {"noted": lines})


@csrf_exempt
@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a new link to the address on file; says the same whatever the old one was."""
    now = read_clock()
    try:
        take(
            "new_link",
            request.META.get("REMOTE_ADDR", ""),
            now=now,
            limit=NEW_LINKS_PER_ADDRESS,
            window_seconds=AN_HOUR,
        )
    except TooManyAttempts as refusal:
        return quiet(
            render(request, "portal/ended.html", {"token": token, "problem": say(refusal)}, status=429)
        )
    try:
        take("new_link_of", token, now=now, limit=NEW_LINKS_PER_TOKEN, window_seconds=AN_HOUR)
    except TooManyAttempts:
        pass  # it is on its way already, and whoever asks need not know
    else:
        renew_link(system_context("portal"), token=token)
    return quiet(render(request, "portal/ended.html", {"token": token, "is_sent": True}))


def _letter(request: HttpRequest, visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    page = portal_page(visit.ctx, case_ref=visit.link.case_ref)
    done = request.GET.get("done", "")
    shown: dict[str, Any] = _frame(visit, page) | {
        "cards": [
            card_of(each, qr_svg(voucher_address(each.plain_code)) if each.is_good else None)
            for each in page.vouchers
        ],
        "done": done if done in _DONE else "",
        "problems": [] if refusal is None else [say(single) for single in flatten(refusal)],
        "typed": request.POST.get("words", ""),
        "picked": request.POST.get("choice", ""),
    }
    template = "portal/confirm.html" if visit.link.purpose == CONFIRM_YES else "portal/letter.html"
    return render(request, template, shown, status=200 if refusal is None else STATUS[refusal.kind])


def _frame(visit: Visit, page: PortalPage) -> dict[str, Any]:
    return {
        "page": page,
        "letter": page.letter,
        "what_failed": what_failed(page.letter),
        "organisation": page.organisation,
        "place": "" if page.letter.unit == page.organisation else page.letter.unit,
        "token": visit.token,
        "now": visit.ctx.now,
    }


def _back(visit: Visit, done: str) -> HttpResponse:
    return redirect(f"{reverse('portal:letter', args=[visit.token])}?done={done}")


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 19 else -1
