"""Try a case: facts in, and line by line what a version or a draft of the policy says of them, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, NEEDS_APPROVAL
from amends.core.policy.model import FactDeclaration, PolicyDocument
from amends.core.policy.objections import Reason
from amends.core.policy.values import ValueType
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.entrypoints.common.context import context_of
from amends.entrypoints.common.problems import filled, flatten, say
from amends.queries.policies import policy_version
from amends.queries.policy_draft import policy_draft
from amends.queries.policy_trial import facts_of_case, policy_trial

_FIELD = "fact-"


@require_GET
def of_version(request: HttpRequest, number: int) -> HttpResponse:
    """A case under a published version."""
    ctx = context_of(request)
    page = policy_version(ctx, number=number)
    title = _("Policy %(number)s") % {"number": number}
    return _tried(request, page.document, title, reverse("web:policy-version", args=[number]))


@require_GET
def of_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A case under a draft, once it can be read."""
    ctx = context_of(request)
    page = policy_draft(ctx, draft_id=draft_id)
    back = reverse("web:policy-draft", args=[draft_id])
    return _tried(request, page.checked.document, page.head.name, back)


def _tried(request: HttpRequest, document: PolicyDocument | None, title: str, back: str) -> HttpResponse:
    ctx = context_of(request)
    problems: list[str] = []
    given = request.GET
    facts = {name.removeprefix(_FIELD): str(given[name]) for name in given if name.startswith(_FIELD)}
    if given.get("case") and ctx.may(Permission.SEE_CASES):
        try:
            facts = facts_of_case(ctx, ref=given["case"]) | {
                name: text for name, text in facts.items() if text
            }
        except Refusal as refusal:
            problems = [say(single) for single in flatten(refusal)]
    level = int(given["level"]) if given.get("level") in {"0", "1", "2", "3"} else 0
    page: dict[str, Any] = {
        "title": title,
        "back": back,
        "document": document,
        "level": str(level),
        "given": given.get("given", ""),
        "case": given.get("case", ""),
        "sees_cases": ctx.may(Permission.SEE_CASES),
        "problems": problems,
        "levels": [
            ("0", _("the front line")),
            ("1", _("a lead")),
            ("2", _("the CX manager")),
            ("3", _("finance")),
        ],
    }
    if document is not None:
        page["fields"] = [_field(fact, facts.get(fact.name, "")) for fact in document.facts]
    if document is not None and any(facts.values()):
        trial = policy_trial(ctx, document=document, facts=facts, level=level, given=given.get("given", ""))
        page["problems"] = [*problems, *(say(each) for found in trial.problems for each in flatten(found))]
        page["verdict"] = [(_table(each), _said(each)) for each in trial.verdict]
        page["gestures"] = [
            (gesture, _status(gesture.status), [_said(each) for each in gesture.reasons])
            for gesture in sorted(trial.gestures, key=lambda each: _ORDER.index(each.status))
        ]
    return render(request, "web/policy/trial.html", page)


_ORDER = (ALLOWED, NEEDS_APPROVAL, BLOCKED_STATUS)


def _field(fact: FactDeclaration, text: str) -> dict[str, Any]:
    """One fact as a field: few choices as a list, the rest as typed."""
    choices: list[tuple[str, str]] = []
    if fact.type is ValueType.BOOLEAN:
        choices = [("true", _("yes")), ("false", _("no"))]
    elif fact.choices and fact.type is not ValueType.LIST:
        choices = [(str(choice), str(choice).replace("_", " ")) for choice in fact.choices]
    return {
        "name": f"{_FIELD}{fact.name}",
        "title": fact.title,
        "unit": fact.unit,
        "optional": fact.optional,
        "choices": choices,
        "text": text,
    }


def _said(reason: Reason) -> str:
    return filled(reason.message, reason.params)


def _table(reason: Reason) -> str:
    return reason.code


def _status(status: str) -> tuple[str, str]:
    """A word for it, and the kind of its badge."""
    return {
        ALLOWED: (_("may be given"), "good"),
        NEEDS_APPROVAL: (_("needs a yes"), "soon"),
        BLOCKED_STATUS: (_("not now"), ""),
    }[status]
