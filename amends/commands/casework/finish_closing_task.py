"""The closing questions are answered: cause, system, colleague."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.tasks import store as tasks
from amends.core.case.cause import known_cause
from amends.core.case.hearing import within
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class ActionMissing(Refusal):
    """A cause that will come again, and nothing is done about it, without saying why."""

    code = "action_missing"
    kind = Kind.INVALID
    message = gettext_noop("It will come again, so say what is done about it, or why nothing is.")


@dataclass(frozen=True, slots=True)
class ClosingTaskFinished:
    """The case is learned from."""

    ref: str
    root_cause: str


@command(Permission.WORK_CASES)
def finish_closing_task(
    ctx: Context,
    *,
    case_ref: str,
    root_cause: str,
    is_systemic: bool,
    action_note: str = "",
    was_authority_adequate: bool = True,
    colleague_note: str = "",
) -> ClosingTaskFinished:
    """Answer what is asked of every closed case: the class of the root cause, whether it will come again and what is
    done about it, whether the authority was enough, and how the colleague was supported.

    Raises `CaseUnknown`, `NothingToAnswer`, `CauseUnknown`, `ActionMissing`, `TooLong`.
    """
    case = cases.lock_case(cases.find_case(ctx, case_ref, Permission.WORK_CASES).id)
    tasks.closing_task(case.id)
    cause = known_cause(root_cause, field="root_cause")
    action = within(action_note, 300, field="action_note")
    if is_systemic and not action:
        raise ActionMissing(field="action_note")
    tasks.finish_closing_task(
        ctx,
        case_id=case.id,
        root_cause=cause.value,
        is_systemic=is_systemic,
        action_note=action,
        was_authority_adequate=was_authority_adequate,
        colleague_note=within(colleague_note, 300, field="colleague_note"),
    )
    case = cases.change(ctx, case, "case.learned", root_cause=cause.value)
    case = cases.look_again(ctx, case, wanted_by_at=None)
    body = {"is_systemic": is_systemic, "was_authority_adequate": was_authority_adequate}
    record(ctx, f"case:{case.id}", "closing_task.finished", body)
    return ClosingTaskFinished(case.ref, cause.value)
