"""The case page: the story, what we know, what happened before, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from amends.core.case.lifecycle import ENDS, State
from amends.core.case.wanted import Wanted
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.fact_words import fact_words
from amends.entrypoints.common.signal_words import in_words
from amends.entrypoints.web.case_forms import EvidenceForm, FactsForm
from amends.entrypoints.web.case_steps import steps_of
from amends.entrypoints.web.case_words import (
    answer_words,
    cause_words,
    channel_words,
    clock_words,
    finding_words,
    flag_badges,
    next_words,
    outcome_words,
    sentence,
    source_badge,
    state_words,
)
from amends.entrypoints.web.story_words import story_line
from amends.kernel.context import Context
from amends.queries.case_page import CasePage, case_page
from amends.queries.case_parts import CaseHead, CoreLine
from amends.queries.history import PastCase
from amends.queries.signals import signals_about

_P = Permission
_DONE = (State.FULFILLED, State.VERIFYING, State.CLOSED)
_WHERE = {
    Wanted.TELL: "say",
    Wanted.CALL_BACK: "say",
    Wanted.CARRY_OUT: "promise",
    Wanted.ASK: "followup",
    Wanted.ASK_AGAIN: "followup",
    Wanted.WAIT_TAP: "followup",
}
"""The panel in which the next act is done, where that is not giving: it comes first."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing that can be done now: a page of its own, which the case page asks for as a piece."""

    name: str
    word: str
    icon: str
    url: str
    key: str
    trigger: str = "load"


@require_GET
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one case."""
    return show_case(request, ref)


def show_case(
    request: HttpRequest, ref: str, *, bound: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page of one case; `bound` are forms that came back with a problem, by the name of their step."""
    ctx = context_of(request)
    asked = request.GET.get("open", "")
    page = case_page(ctx, ref=ref, with_journal=asked == "journal")
    back = dict(bound or {})
    head = page.head
    may_work = ctx.may(Permission.WORK_CASES, head.unit_id) and State(head.state) not in ENDS
    panels = _panels(ctx, head)
    shown = {
        "head": head,
        "reviews": page.reviews,
        "review_next": next((each for each in page.reviews if each.was_right is None), None),
        "me": ctx.user_id,
        "sees_approvals": ctx.may(Permission.APPROVE),
        "incident": page.incident,
        "sees_incidents": ctx.may(Permission.SEE_INCIDENTS),
        "failure": sentence(head.failure_name),
        "state": state_words(head.state),
        "outcome": outcome_words(head.outcome),
        "mended": head.outcome == "recovered",
        "wanted": next_words(head.wanted, _due_first(page)),
        "channel": channel_words(head.channel),
        "badges": flag_badges(head.flags, head.severity),
        "finding": finding_words(head.finding),
        "cause": cause_words(head.cause_class),
        "story": [story_line(entry, ctx.now) for entry in page.story],
        "core": [_core(line, head.ref, back, asked, may_work=may_work) for line in page.core],
        "known": [_fact(line) for line in page.facts if line.value is not None],
        "facts_form": back.get("facts") or _facts_form(request, page),
        "facts_url": reverse("web:facts", args=[head.ref]) if may_work and page.facts else "",
        "earlier": [past_line(line) for line in page.earlier],
        "signals": [in_words(line) for line in signals_about(ctx, customer_ref=head.customer_ref)]
        if head.customer_ref
        else [],
        "clocks": [
            {"word": clock_words(clock.kind), "clock": clock}
            for clock in page.clocks
            if clock.kind != "retention"
        ],
        "journal": page.journal,
        "steps": steps_of(ctx, page, back, asked),
        "panels": panels,
        "at_thumb": _at_thumb(panels, State(head.state)),
        "can_take": head.owner_id is None and may_work,
        "may_work": may_work,
        "here": reverse("web:case", args=[head.ref]),
        "now": ctx.now,
    }
    return render(request, "web/case/page.html", shown, status=status)


def _at_thumb(panels: list[Panel], state: State) -> list[Panel]:
    """What stands at the thumb on a phone: give, say and promise; once all is carried out, their answer for giving."""
    names = ("followup", "say", "promise") if state in _DONE else ("give", "say", "promise")
    by_name = {panel.name: panel for panel in panels}
    return [by_name[name] for name in names if name in by_name]


def _due_first(page: CasePage) -> str:
    """The kind of the clock that says when the next act is due; "" where a promise or nothing does."""
    running = (clock for clock in page.clocks if clock.met_at is None)
    return next((clock.kind for clock in running if clock.due_at == page.head.wanted_by_at), "")


def _facts_form(request: HttpRequest, page: CasePage) -> FactsForm | None:
    """The policy's facts to be changed, where they were asked for: they are many, so they come when they are opened."""
    return FactsForm(lines=page.facts) if request.GET.get("open") == "facts" and page.facts else None


def past_line(line: PastCase) -> dict[str, Any]:
    """One earlier case in words: what failed, how it ended, what was given and what they said."""
    return {
        "url": reverse("web:case", args=[line.ref]),
        "ref": line.ref,
        "failure": line.failure_name,
        "place": line.place or line.unit_name,
        "at": line.received_at,
        "mended": line.outcome == "recovered",
        "ended": outcome_words(line.outcome) or state_words(line.state),
        "is_open": line.closed_at is None,
        "failed_again": line.failed_again,
        "given": line.given,
        "said": line.said,
        "answer": answer_words(line.said.answer) if line.said else "",
    }


def _core(
    line: CoreLine, ref: str, back: Mapping[str, forms.Form], asked: str, *, may_work: bool
) -> dict[str, Any]:
    form = back.get(line.name) or (EvidenceForm(name=line.name, ref=ref) if asked == line.name else None)
    return {
        "may_add": may_work,
        "line": line,
        "label": gettext(line.label),
        "value": gettext(line.shown.value) if line.shown and line.shown.value else "",
        "badge": source_badge(line.shown.source if line.shown else ""),
        "form": form if may_work else None,
    }


def _fact(line: Any) -> dict[str, Any]:
    value = fact_words(line.name, line.value)
    return {"label": line.label, "value": value, "unit": line.unit, "badge": source_badge(line.source)}


def _panels(ctx: Context, head: CaseHead) -> list[Panel]:
    """The pieces that fit the actor and the state, as far as this installation has them; the wanted one first."""
    state = State(head.state)
    is_open = state not in ENDS
    given = state in (State.COMMUNICATED, State.FULFILLING, *_DONE)  # earlier nobody has a voucher
    wished = (
        ("give", gettext("What you can give"), "gift", "web:give", "g", "load", _P.GIVE, is_open),
        ("say", gettext("Say it"), "say", "web:say", "s", "revealed", _P.SAY, is_open),
        ("promise", gettext("Promises"), "promise", "web:case-promises", "p", "load", _P.SEE_CASES, True),
        ("vouchers", gettext("Vouchers"), "voucher", "web:case-vouchers", "", "load", _P.SEE_CASES, given),
        (
            "followup",
            gettext("Is it right now?"),
            "bowl",
            "web:follow-up",
            "",
            "load",
            _P.SAY,
            state in _DONE,
        ),
    )
    found = []
    for name, word, icon, address, key, trigger, permission, fits in wished:
        if fits and ctx.may(permission, head.unit_id):
            with suppress(NoReverseMatch):
                found.append(Panel(name, word, icon, reverse(address, args=[head.ref]), key, trigger))
    first = (
        "followup" if state in (State.FULFILLED, State.VERIFYING) else _WHERE.get(Wanted(head.wanted), "give")
    )
    return sorted(found, key=lambda panel: panel.name != first)
