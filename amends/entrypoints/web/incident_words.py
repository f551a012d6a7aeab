"""An incident in words: its state, why people are held back, how far giving has come."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from amends.core.incident.lifecycle import INCIDENT_LABELS, IncidentState, PersonState
from amends.core.incident.reasons import REASON_LABELS, Reason
from amends.entrypoints.common.fact_words import fact_words
from amends.entrypoints.common.terms import role_words
from amends.queries.incidents import IncidentPage

_LEVELS = {1: "lead", 2: "cx_manager", 3: "finance"}
_LIVE = ("sending",)


def state_words(state: str) -> str:
    """The state of an incident as people say it."""
    return _(INCIDENT_LABELS[IncidentState(state)])


def reason_words(reason: str) -> str:
    """Why somebody is held back or gets nothing here."""
    return _(REASON_LABELS[Reason(reason)]) if reason else ""


def page_of(page: IncidentPage) -> dict[str, Any]:
    """What the page of one incident shows beside the query's answer."""
    given, waiting = page.people(PersonState.GIVEN), page.people(PersonState.RESERVED)
    return {
        "page": page,
        "state_words": state_words(page.state),
        "level_words": role_words(_LEVELS[page.level]) if page.level else "",
        "waits_for": ", ".join(role_words(role) for role in page.question.waits_for) if page.question else "",
        "all_people": page.people(),
        "decided": page.people(PersonState.DECIDED, PersonState.RESERVED, PersonState.GIVEN),
        "given": given,
        "to_give": given + waiting,
        "is_live": page.state in _LIVE,
        "is_open": page.state in ("drafted", "decided"),
        "may_stop": page.state in ("reserved", "sending", "paused"),
        "held_back": [
            (reason_words(one.reason), one.people)
            for one in page.counts
            if one.state == PersonState.HELD_BACK
        ],
        "skipped": [
            (reason_words(one.reason), one.people) for one in page.counts if one.state == PersonState.SKIPPED
        ],
        "released": page.people(PersonState.RELEASED),
        "verdicts": [
            (
                line,
                ", ".join(
                    f"{name.replace('_', ' ')}: {fact_words(name, value)}" for name, value in line.facts
                ),
            )
            for line in page.verdicts
        ],
        "worst": [(one, reason_words(one.reason)) for one in page.worst],
    }
