"""Cases brought along the lifecycle as far as a test about saying and following up needs them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from givens.cases import a_case
from givens.house import NIGHT, House, system

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.followups import store as followups
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import Finding
from amends.core.clock.turns import first_ask_at, plan_for

_PATH: tuple[tuple[Event, dict[str, Any], dict[str, Any]], ...] = (
    (Event.ACKNOWLEDGE, {"acknowledged_spoken": True}, {}),
    (Event.ASSESS, {"severity": 2, "flags_set": True, "preset_chosen": True}, {"severity": 2}),
    (
        Event.FAST_TRACK,
        {"cause_plain": True, "within_authority": True},
        {"finding": Finding.UPHELD},
    ),
    (Event.COMMUNICATE, {"told_spoken": True}, {}),
    (Event.EXECUTE_UNCONDITIONAL, {"unconditional": True}, {}),
    (Event.FULFIL, {"remedies_proven": True}, {}),
    (Event.FOLLOW_UP, {"follow_up_made": True}, {}),
)


@transaction.atomic
def case_at(
    house: House, state: State, *, now: datetime = NIGHT, severity: int = 2, **columns: Any
) -> CaseRecord:
    """A case of Nora's that has come as far as `state` on the shortest way, with its follow-up scheduled."""
    ctx = system(now)
    case = a_case(house, **columns)
    for event, known, changes in _PATH:
        if case.state is state:
            break
        standing = cases.standing_of(ctx, case, **known)
        case = cases.apply_event(ctx, case, event, standing, **changes)
        if event is Event.FULFIL:
            post = cases.correspondence(case.id)
            plan = plan_for(severity, post.routes)
            followups.schedule(
                ctx,
                case_id=case.id,
                round_number=case.round,
                ask_at=first_ask_at("hotel", severity, now, "Europe/Vienna"),
                attempts_required=plan.attempts,
            )
    assert case.state is state
    if severity != 2:
        case = cases.change(ctx, case, "case.assessed", severity=severity)
    return case
