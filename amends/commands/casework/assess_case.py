"""A case is assessed: how bad it is by the policy, which flags hold, how much the moment mattered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.core.case.assessment import assessed
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Start
from amends.core.decision.basis import usable_facts
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

CRITICALITIES = ("low", "medium", "high")

_OPEN = frozenset({State.ASSESSED, State.INVESTIGATING, State.AWAITING_CUSTOMER})
_OURS = frozenset({Flag.DOUBLE_DEVIATION, Flag.REPEAT_FAILURE, Flag.PUBLIC_CHANNEL})
"""Flags that follow from what happened; nobody sets or clears them by hand."""


class FlagUnknown(Refusal):
    """Not one of the flags."""

    code = "flag_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no flag %(flag)s. The flags are: %(known)s.")


class CriticalityUnknown(Refusal):
    """Not one of the three."""

    code = "criticality_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Say how much the moment mattered to them: low, medium or high.")


@dataclass(frozen=True, slots=True)
class CaseAssessed:
    """Severity 1 to 5, the band of gestures, and the flags that hold."""

    ref: str
    state: str
    severity: int
    band: str
    flags: tuple[str, ...]


@command(Permission.WORK_CASES)
def assess_case(
    ctx: Context, *, case_ref: str, flags: tuple[str, ...] | None = None, criticality: str | None = None
) -> CaseAssessed:
    """Judge the case by the policy in force, with these `flags` and this `criticality` (None: as they are).

    A case that is assessed already, and not yet decided, is judged anew. Raises `CaseUnknown`, `FlagUnknown`,
    `CriticalityUnknown`, `NoPolicyInForce`, `TransitionNotAllowed`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    marked = case.flags if flags is None else _flags(flags) | case.flags & _OURS
    weight = case.criticality if criticality is None else criticality
    if weight not in CRITICALITIES:
        raise CriticalityUnknown(field="criticality")
    if weight != case.criticality:
        case = cases.change(ctx, case, "case.weighed", criticality=weight)
    policy = policies.in_force(ctx.now)
    facts = cases.facts_of(case.id)
    values = {**facts.values, "vulnerability_need": Flag.VULNERABILITY_NEED in marked}
    found = assessed(policy.document, usable_facts(policy.document, values), marked)
    starts = {Start.RECEIVED: case.received_at, Start.UPDATED: case.acknowledged_at or case.received_at}
    place = units.unit(case.unit_id).clocks
    clocks.start_clocks(ctx, case.id, severity=found.severity, place=place, starts=starts)
    changes: dict[str, Any] = {"severity": found.severity, "band": found.band, "flags": found.flags}
    due_at = clocks.next_due(case.id)
    if case.state in _OPEN:
        case = cases.change(ctx, case, "case.reassessed", **changes)
        case = cases.look_again(ctx, case, wanted_by_at=due_at)
    else:
        standing = cases.standing_of(
            ctx, case, facts, severity=found.severity, flags_set=True, preset_chosen=True
        )
        case = cases.apply_event(ctx, case, Event.ASSESS, standing, wanted_by_at=due_at, **changes)
    return CaseAssessed(case.ref, case.state.value, found.severity, found.band, tuple(sorted(found.flags)))


def _flags(names: tuple[str, ...]) -> frozenset[Flag]:
    for name in names:
        if name not in Flag._value2member_map_:
            raise FlagUnknown(field="flags", flag=name[:30], known=", ".join(Flag))
    return frozenset(Flag(name) for name in names)
