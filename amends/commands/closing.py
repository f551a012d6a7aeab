"""One step that several commands take: a case closes, and we ask ourselves what there is to learn from it.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of customer and case.
"""

from __future__ import annotations

from datetime import timedelta

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.tasks import store as tasks
from amends.commands.giving_in_danger import CLOCK
from amends.core.case.lifecycle import Event
from amends.core.case.standing import CaseStanding
from amends.kernel.context import Context

CLOSING_QUESTIONS_WITHIN = timedelta(days=7)


def close(ctx: Context, case: cases.CaseRecord, event: Event, standing: CaseStanding) -> cases.CaseRecord:
    """Move a locked case to its end by `event`, stop its clocks and lay the closing questions before its owner.

    What was given in danger is still looked at: the clock of that runs on, and it is what is wanted next.
    """
    clocks.stop_at_end(ctx, case.id)
    questions_due = ctx.now + CLOSING_QUESTIONS_WITHIN
    tasks.open_closing_task(ctx, case_id=case.id, owner_id=case.owner_id, due_at=questions_due)
    due_at = clocks.due_of(case.id, CLOCK) or questions_due
    return cases.apply_event(ctx, case, event, standing, wanted_by_at=due_at, closing_questions_open=True)
