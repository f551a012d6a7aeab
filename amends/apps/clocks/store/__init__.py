"""The only writer of deadlines: set, met, paused, cancelled, and rung once by the sweep."""

from amends.apps.clocks.store.clocks import (
    DeadlineRecord,
    cases_due,
    due_of,
    meet,
    next_due,
    pause_internal,
    resume_internal,
    ring,
    running,
    set_deadline,
    spoken_to,
    start_clocks,
    stop_at_end,
)
from amends.apps.clocks.store.many import ClocksInMind, clocks_in_mind, start_many, write_in_mind

__all__ = [
    "ClocksInMind",
    "DeadlineRecord",
    "cases_due",
    "clocks_in_mind",
    "due_of",
    "meet",
    "next_due",
    "pause_internal",
    "resume_internal",
    "ring",
    "running",
    "set_deadline",
    "spoken_to",
    "start_clocks",
    "start_many",
    "stop_at_end",
    "write_in_mind",
]
