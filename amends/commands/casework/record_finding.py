"""What the review found: whether it was our failure, and what kind of cause it had."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.core.case.cause import known_cause
from amends.core.case.standing import Finding
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class FindingUnknown(Refusal):
    """Not one of the four findings."""

    code = "finding_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Say what you found: upheld, partly, not upheld, or no fault but sympathy.")


@dataclass(frozen=True, slots=True)
class FindingRecorded:
    """What is held now."""

    ref: str
    finding: str
    cause_class: str
    root_cause: str


@command(Permission.WORK_CASES)
def record_finding(
    ctx: Context, *, case_ref: str, finding: str, cause_class: str, root_cause: str = ""
) -> FindingRecorded:
    """Record the finding (core.case.standing.Finding) and the class of the cause (core.case.cause.Cause); after a
    failed recovery also what lies behind it (`root_cause`, of the same classes).

    Raises `CaseUnknown`, `CaseEnded`, `FindingUnknown`, `CauseUnknown`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    if finding not in Finding._value2member_map_:
        raise FindingUnknown(field="finding")
    behind = known_cause(root_cause, field="root_cause").value if root_cause else case.root_cause
    case = cases.change(
        ctx,
        case,
        "case.found",
        finding=Finding(finding),
        cause_class=known_cause(cause_class, field="cause_class").value,
        root_cause=behind,
    )
    case = cases.look_again(ctx, case, wanted_by_at=clocks.next_due(case.id))
    return FindingRecorded(case.ref, finding, case.cause_class, case.root_cause)
