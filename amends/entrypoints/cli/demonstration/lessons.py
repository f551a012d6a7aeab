"""Every third morning the leads answer the closing questions that have fallen due: a few of today's still wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from amends.commands.casework.finish_closing_task import finish_closing_task
from amends.entrypoints.cli.demonstration.house import ZONE
from amends.entrypoints.cli.demonstration.threads import Case, Thread
from amends.queries.closing_tasks import closing_tasks

EVERY = timedelta(days=3)


def lessons(cases: Sequence[Case], at: datetime) -> Thread:
    """What each of `cases` taught, told by the lead of its site when its questions are late."""
    while True:
        cast = cases[0].world.cast
        told = {case.ref: (case.plan.site.lead, *case.plan.learned) for case in cases if case.ref}
        told |= cases[0].world.learned
        for line in closing_tasks(cast.colleague("clara", at)).rows:
            if line.due_at > at:
                break
            lead, cause, action = told[line.ref]
            finish_closing_task(
                cast.colleague(lead, at),
                case_ref=line.ref,
                root_cause=cause,
                is_systemic=bool(action),
                action_note=action,
            )
        morning = (at + EVERY).astimezone(ZONE).replace(hour=10, minute=20, second=0, microsecond=0)
        at = yield morning.astimezone(at.tzinfo)
