"""Which job runs which command, and how often it runs by itself.

A job that other commands defer has the name they use; the same job also runs as a sweep, so that nothing waits
for longer than the sweep's interval when a wake-up is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from amends.adapters.delivery.email import Email
from amends.commands.casework.ring_deadlines import ring_deadlines
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.commands.followup.ask_followups import ask_followups
from amends.commands.followup.break_promises import break_promises
from amends.commands.followup.close_silent import close_silent
from amends.commands.followup.remind_promises import remind_promises
from amends.commands.governance.run_back_tests import run_back_tests
from amends.commands.incident.give_waves import give_waves
from amends.commands.intake.act_on_events import act_on_events
from amends.commands.intake.forget_events import forget_events
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.lapse_offers import lapse_offers
from amends.commands.offer.remind_approvers import remind_approvers
from amends.commands.signals.expire_signals import expire_signals
from amends.commands.signals.raise_signals import raise_signals
from amends.commands.voucher.expire_vouchers import expire_vouchers
from amends.entrypoints.common.context import read_clock, system_context
from amends.entrypoints.jobs.checkpoint import keep_checkpoint
from amends.entrypoints.jobs.consistency import compute_consistency
from amends.kernel.context import Context
from amends.kernel.queue import Job, take_up_again

WAYS_OUT = {"email": Email()}
"""The ways out by channel; a new one is a line here and a file in `adapters/delivery`."""

SWEEPS: tuple[tuple[Callable[[Context], object], str], ...] = (
    # the command, and when it runs: cron with seconds as the sixth field
    (break_promises, "* * * * * */10"),
    (ring_deadlines, "* * * * * */20"),
    (ask_followups, "* * * * * 5"),
    (remind_promises, "* * * * * 15"),
    (close_silent, "*/5 * * * * 25"),
    (forget_events, "40 3 * * * 10"),
    (expire_vouchers, "*/5 * * * * 35"),
    (remind_approvers, "* * * * * 30"),
    (expire_approvals, "* * * * * 40"),
    (lapse_offers, "*/5 * * * * 50"),
    (raise_signals, "* * * * * 55"),
    (expire_signals, "*/10 * * * * 30"),
)


def jobs(worker: str) -> tuple[Job, ...]:
    """Everything a worker called `worker` can run."""

    def deliver() -> None:
        deliver_messages(system_context("jobs"), transports=WAYS_OUT, worker=worker, clock=read_clock)

    def waves() -> None:
        give_waves(system_context("jobs"), clock=read_clock)

    def try_on_the_past() -> None:
        run_back_tests(system_context("jobs"), worker=worker, clock=read_clock)

    def act() -> None:
        act_on_events(system_context("jobs"), clock=read_clock)

    return (
        Job("act_on_events", act, every="* * * * * */10"),
        Job("give_waves", waves, every="* * * * * */10"),
        Job("run_back_tests", try_on_the_past, every="* * * * * */20"),
        Job("deliver_messages", deliver, every="* * * * * */5"),
        Job("take_up_again", take_up_again, every="* * * * * 45"),
        Job("compute_consistency", compute_consistency, every="*/2 * * * * 20"),
        Job("keep_checkpoint", lambda: str(keep_checkpoint()), every="10 * * * * 0"),
        *(_sweep(command, every) for command, every in SWEEPS),
    )


def _sweep(command: Callable[[Context], object], every: str) -> Job:
    """One sweep as a job: each run at its own moment, by the installation itself."""
    return Job(command.__name__, lambda: command(system_context("jobs")), every)
