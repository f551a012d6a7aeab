"""A case is assessed: how bad it is by the policy, which flags hold, how much the moment mattered."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.commands.judging import judge
from amends.core.case.hearing import known_flags
from amends.core.case.standing import Flag
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

CRITICALITIES = ("low", "medium", "high")

_OURS = frozenset({Flag.DOUBLE_DEVIATION, Flag.REPEAT_FAILURE, Flag.PUBLIC_CHANNEL, Flag.REVIEW_DUE})
"""Flags that follow from what happened; nobody sets or clears them by hand."""


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
    marked = None if flags is None else known_flags(flags, field="flags") | case.flags & _OURS
    weight = case.criticality if criticality is None else criticality
    if weight not in CRITICALITIES:
        raise CriticalityUnknown(field="criticality")
    if weight != case.criticality:
        case = cases.change(ctx, case, "case.weighed", criticality=weight)
    case = judge(ctx, case, marked)
    return CaseAssessed(case.ref, case.state.value, case.severity or 1, case.band, tuple(sorted(case.flags)))
