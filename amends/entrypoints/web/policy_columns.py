"""What people call the columns of sheets: the document's own words for facts, ours for lists, guard and outputs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from amends.core.policy.drafting.sheets import REMARK, Data, Sheet, entries
from amends.core.policy.model import GUARD


def column_words(sheet: Sheet, data: Data) -> Mapping[str, str]:
    """Words by the name of a column, where there are any: the document's own for facts, ours for the rest."""
    if not sheet.table:
        return _of_lists()
    titles = {
        str(fact.get("name")): str(fact.get("label") or "")
        for kind in ("facts", "derived")
        for fact in entries(data, kind)
    }
    own = {name: titles[name] for name in sheet.names if titles.get(name)}
    return _of_outputs() | (_of_guard() if sheet.table == GUARD else {}) | own | {REMARK: _("Remark")}


def _of_lists() -> dict[str, str]:
    return {
        "name": _("Name"),
        "code": _("Code"),
        "type": _("Type"),
        "label": _("What people call it"),
        "unit": _("Unit"),
        "choices": _("Choices"),
        "source": _("Who knows it"),
        "optional": _("May be missing"),
        "finding": _("A finding of ours"),
        "least": _("At least"),
        "most": _("At most"),
        "whole": _("Whole numbers"),
        "currency": _("Currency"),
        "effective_from": _("Meant from"),
        "ceiling_percent": _("Ceiling, percent"),
        "ceiling_of": _("of"),
        "ceiling_approver": _("above it, yes from"),
        "rule": _("Rule"),
        "of": _("From these facts"),
        "amount": _("Amount"),
        "title": _("Title"),
        "hit_policy": _("When several rows hit"),
        "inputs": _("Looks at"),
        "outputs": _("Gives"),
        "rises_with": _("Never falls with"),
        "form": _("Form"),
        "percent": _("Percent"),
        "points": _("Points"),
        "bands": _("Bands"),
        "applies": _("Only for"),
        "max_per_case": _("Most in a case"),
        "cooldown_days": _("Not again for days"),
        "needs_acceptance": _("Customer says yes first"),
        "promises": _("Who does what by when"),
        "unit_cost": _("What it costs us"),
        "expected_redemption": _("Share that is used"),
        "lost_resources": _("Makes good"),
        "budget": _("From a budget"),
        "valid_days": _("Valid for days"),
        "valid_from": _("Given from"),
        "valid_to": _("Given until"),
        "wording": _("How it is said"),
        "approver": _("Level"),
        "from": _("From this amount"),
        "below": _("Below this amount"),
        "steps": _("Steps"),
        "types": _("Events"),
        "sources": _("Told by"),
        "facts": _("Facts from the event"),
        "details": _("Details from the event"),
        "origin": _("Origin"),
        "owed": _("Gives what is owed"),
        "letter": _("Letter"),
        "grant": _("May give alone"),
        "table": _("Its table"),
    }


def _of_guard() -> dict[str, str]:
    return {
        "gesture": _("Gesture"),
        "gesture_type": _("Type of gesture"),
        "gesture_form": _("Form of gesture"),
        "gesture_band": _("Lowest band of it"),
        "amount": _("Worth of this one"),
        "true_cost": _("Cost of this one"),
        "case_total": _("Given in this case"),
        "percent_of_price": _("Percent of the price"),
        "given_this_case": _("Given before in this case"),
        "given_90_days": _("Given in 90 days"),
        "given_365_days": _("Given in a year"),
        "count_90_days": _("Gestures in 90 days"),
        "actor_role": _("Role of who gives"),
        "actor_level": _("Level of who gives"),
        "budget_left": _("Left in the budget"),
        "budget_used_percent": _("Budget used, percent"),
        "signals": _("Signals"),
        "signal_count": _("Number of signals"),
    }


def _of_outputs() -> dict[str, str]:
    return {
        "severity": _("Severity"),
        "reason": _("Reason"),
        "remedy": _("What fits"),
        "band": _("Band"),
        "decision": _("Decision"),
        "code": _("Code"),
        "next": _("What helps"),
        "label": _("What is owed"),
        "amount": _("Amount"),
        "currency": _("Currency"),
        "form": _("Form"),
        "deadline_days": _("Within days"),
    }
