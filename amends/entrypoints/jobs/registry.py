"""Which job runs which command, and how often it runs by itself.

A job that other commands defer has the name they use; the same job also runs as a sweep, so that nothing waits
for longer than the sweep's interval when a wake-up is lost.
"""

from __future__ import annotations

from amends.adapters.delivery.email import Email
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.entrypoints.common.context import read_clock, system_context
from amends.kernel.queue import Job, take_up_again

WAYS_OUT = {"email": Email()}
"""The ways out by channel; a new one is a line here and a file in `adapters/delivery`."""


def jobs(worker: str) -> tuple[Job, ...]:
    """Everything a worker called `worker` can run."""

    def deliver() -> None:
        deliver_messages(system_context("jobs"), transports=WAYS_OUT, worker=worker, clock=read_clock)

    return (
        Job("deliver_messages", deliver, every="* * * * * */5"),
        Job("take_up_again", take_up_again, every="* * * * * 20"),
    )
