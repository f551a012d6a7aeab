"""What the frame of every staff page needs: where this person may go, and where the two shortcuts lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from amends.core.roles import Permission
from amends.entrypoints.web.nav import Nav, NavLink, arrange_nav
from amends.kernel.context import Context
from amends.queries.approvals import waiting_for_me

# In order of worth; a place shows only to those who may open it. The words are marked in `_words`.
_PLACES: tuple[tuple[str, str, Permission], ...] = (
    ("worklist", "list", Permission.SEE_CASES),
    ("approvals", "check", Permission.APPROVE),
    ("promises", "promise", Permission.KEEP_PROMISES),
    ("till", "scan", Permission.CHECK_VOUCHER),
    ("incidents", "alert", Permission.SEE_INCIDENTS),
    ("budgets", "coin", Permission.SEE_BUDGETS),
    ("closing-tasks", "book", Permission.WORK_CASES),
    ("policy", "settings", Permission.SEE_POLICY),
    ("signals", "bell", Permission.REVIEW_SIGNALS),
    ("consistency", "chart", Permission.SEE_CONSISTENCY),
    ("back-tests", "undo", Permission.SEE_BACK_TESTS),
    ("events", "bell", Permission.SEE_EVENTS),
    ("places", "place", Permission.MANAGE_FORMS),
    ("staff", "people", Permission.MANAGE_STAFF),
    ("tokens", "key", Permission.MANAGE_TOKENS),
    ("journal", "clock", Permission.READ_JOURNAL),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `log_url`, `search_url` and `q` for a signed-in colleague, nothing for others."""
    ctx: Context | None = getattr(request, "ctx", None)
    if ctx is None or ctx.user_id is None:
        return {}
    return {
        # Asked for by whole pages alone, so that a part of one reads nothing for it.
        "nav": SimpleLazyObject(lambda: _nav(ctx, request.path)),
        "log_url": address("log") if ctx.may(Permission.LOG_FAILURE) else None,
        "search_url": address("search") if ctx.may(Permission.SEE_CASES) else None,
        "now": ctx.now,
    }


def _nav(ctx: Context, path: str) -> Nav:
    words = _words()
    places = [
        NavLink(url, words[name], icon, count=waiting_for_me(ctx) if name == "approvals" else None)
        for name, icon, permission in _PLACES
        if ctx.may(permission) and (url := address(name)) is not None
    ]
    return arrange_nav(places, path=path)


def first_place(ctx: Context) -> str | None:
    """Where somebody begins who may not open the first page: a cashier at the till, an operator at the colleagues."""
    return next(
        (url for name, _icon, permission in _PLACES if ctx.may(permission) and (url := address(name))), None
    )


def address(name: str) -> str | None:
    """The address of a screen without arguments, or None where this installation does not have it."""
    try:
        return reverse(f"web:{name}")
    except NoReverseMatch:
        return None


def _words() -> dict[str, str]:
    return {
        "worklist": _("Work list"),
        "approvals": _("Approvals"),
        "promises": _("Promises"),
        "till": _("Till"),
        "incidents": _("Incidents"),
        "budgets": _("Budgets"),
        "closing-tasks": _("Closing"),
        "policy": _("Policy"),
        "signals": _("Signals"),
        "consistency": _("Consistency"),
        "back-tests": _("Back-tests"),
        "events": _("Events"),
        "places": _("Forms and places"),
        "staff": _("Colleagues"),
        "tokens": _("Programs"),
        "journal": _("Journal"),
    }
