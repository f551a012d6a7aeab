"""The closing questions that are open: what we have not learned yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from amends.apps.cases.models import Case
from amends.apps.tasks.models import ClosingTask
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_moment, cursor_text
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 50


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """One case whose closing questions wait."""

    ref: str
    customer_name: str
    failure_name: str
    place: str
    outcome: str
    owner_name: str
    closed_at: datetime | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """One page of them; `after` leads to the next, None at the end."""

    rows: tuple[ClosingLine, ...]
    after: str | None


@query(Permission.WORK_CASES)
def closing_tasks(
    ctx: Context, *, mine: bool = False, late: bool = False, q: str = "", after: str = "", limit: int = PAGE
) -> ClosingPage:
    """The open closing questions in the actor's scope, the ones due first first; `late` ones alone, and of cases that
    match `q` as on the work list. Raises `CursorInvalid`.
    """
    scope = ctx.scope(Permission.WORK_CASES)
    seen = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    if q.strip():
        seen = seen.matching(q, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS))
    tasks = ClosingTask.objects.filter(done_at=None, case_id__in=seen.values("id"))
    if mine:
        tasks = tasks.filter(owner_id=ctx.user_id or 0)
    if late:
        tasks = tasks.filter(due_at__lt=ctx.now)
    if after:
        tasks = _behind(tasks, after)
    along = tasks.select_related("case__customer", "case__failure_type", "owner")
    rows = list(along.order_by("due_at", "id")[: limit + 1])
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    lines = tuple(
        ClosingLine(
            ref=row.case.ref,
            customer_name=row.case.customer.display_name,
            failure_name=row.case.failure_type.name,
            place=row.case.place_text,
            outcome=row.case.outcome,
            owner_name="" if row.owner is None else row.owner.display_name,
            closed_at=row.case.closed_at,
            due_at=row.due_at,
        )
        for row in page
    )
    return ClosingPage(lines, None if last is None else cursor_text(last.due_at.isoformat(), last.id))


def _behind(tasks: QuerySet[ClosingTask], after: str) -> QuerySet[ClosingTask]:
    """Those behind the last line of the page before."""
    at_text, last_id = cursor_keys(after, 2)
    at = cursor_moment(at_text)
    if not isinstance(last_id, int):
        raise CursorInvalid(field="after")
    return tasks.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=last_id))
