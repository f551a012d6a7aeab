"""One step that several commands take: a case is judged by the policy in force, for the first time or anew.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the lock of the case.
"""

from __future__ import annotations

from typing import Any

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.core.case.assessment import assessed
from amends.core.case.facts import CaseFacts
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Start
from amends.core.decision.basis import usable_facts
from amends.kernel.context import Context

UNDECIDED = frozenset({State.ASSESSED, State.INVESTIGATING, State.AWAITING_CUSTOMER})
"""Where a case that was judged once may be judged again."""


def judge_if_policy(ctx: Context, case: cases.CaseRecord, held: CaseFacts | None = None) -> cases.CaseRecord:
    """Judge an acknowledged case at once; without a policy in force it waits for its assessment."""
    try:
        return judge(ctx, case, held=held)
    except policies.NoPolicyInForce:
        return case


def judge(
    ctx: Context,
    case: cases.CaseRecord,
    flags: frozenset[Flag] | None = None,
    *,
    held: CaseFacts | None = None,
) -> cases.CaseRecord:
    """Severity, band and flags of a locked case, from what is assumed and said; `flags` are set by hand (None: as they
    are), `held` its facts where they were read already. The first time it is assessed by it; later its columns change
    and the clocks of a new severity start anew.

    Raises `NoPolicyInForce`, and `TransitionNotAllowed` for a case that is neither acknowledged nor undecided.
    """
    policy = policies.in_force(ctx.now)
    facts = held or cases.facts_of(case.id)
    marked, values = case.flags, dict(facts.values)
    if flags is not None:
        marked = flags
        values["vulnerability_need"] = Flag.VULNERABILITY_NEED in flags
    found = assessed(policy.document, usable_facts(policy.document, values), marked)
    if found.severity != case.severity:
        starts = {Start.RECEIVED: case.received_at, Start.UPDATED: case.acknowledged_at or case.received_at}
        place = units.unit(case.unit_id).clocks
        clocks.start_clocks(ctx, case.id, severity=found.severity, place=place, starts=starts)
    changes: dict[str, Any] = {"severity": found.severity, "band": found.band, "flags": found.flags}
    due_at = clocks.next_due(case.id)
    if case.state not in UNDECIDED:
        standing = cases.standing_of(
            ctx, case, facts, severity=found.severity, flags_set=True, preset_chosen=True
        )
        return cases.apply_event(ctx, case, Event.ASSESS, standing, wanted_by_at=due_at, **changes)
    if (found.severity, found.band, found.flags) != (case.severity, case.band, case.flags):
        case = cases.change(ctx, case, "case.reassessed", **changes)
    return cases.look_again(ctx, case, wanted_by_at=due_at)
