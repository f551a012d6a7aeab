"""The errand that tries policies on the past: claim one, read and think outside any transaction, write down as it goes.

A worker that dies leaves a claim that runs out after a minute; then the next one begins that back-test again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amends.apps.backtests import store as back_tests
from amends.apps.policies import store as policies
from amends.core.backtest.sweep import Change, Sweep
from amends.core.policy.parse import load_document
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand

WRITE_EVERY = 1_000
"""So many decisions at most are thought about between two words of progress."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackTestsRun:
    """What became of the back-tests that waited."""

    done: int = 0
    failed: int = 0
    stopped: int = 0


@errand(Permission.SWEEP)
def run_back_tests(ctx: Context, *, worker: str, clock: Callable[[], datetime]) -> BackTestsRun:
    """Run every back-test that waits, oldest first. `worker` names whoever claims; `clock` is read as it goes on."""
    counts = {"done": 0, "failed": 0, "stopped": 0}
    while True:
        claim = f"{worker}/{ctx.random(6).hex()}"[:80]
        with transaction.atomic():
            mine = back_tests.claim_back_test(claim, clock())
        if mine is None:
            return BackTestsRun(**counts)
        try:
            counts[_run(mine, claim, clock)] += 1
        except Refusal as refusal:
            counts["failed"] += back_tests.end_back_test(
                mine.id, claim, clock(), result=None, problem=str(refusal)
            )
        except Exception:  # a defect in one must not hold up the others, nor be tried for ever
            logger.exception("a back-test could not be run", extra={"back_test": mine.id})
            counts["failed"] += back_tests.end_back_test(mine.id, claim, clock(), result=None)


def _run(mine: back_tests.BackTestRecord, claim: str, clock: Callable[[], datetime]) -> str:
    """One of them from the first decision to the last; "done" or "stopped"."""
    sweep = Sweep(
        load_document(mine.document),
        policies=lambda policy_id: policies.numbered(policy_id).document,
        budgets=back_tests.budget_terms(),
    )
    whole, seen, changes = back_tests.past_count(mine.since, mine.until), 0, list[Change]()

    def keep() -> bool:
        with transaction.atomic():
            return back_tests.keep_changes(mine.id, claim, clock(), seen=seen, whole=whole, changes=changes)

    if not keep():
        return "stopped"
    for past in back_tests.past_decisions(mine.since, mine.until):
        change = sweep.step(past)
        if change is not None:
            changes.append(change)
        seen += 1
        if seen % WRITE_EVERY == 0:
            if not keep():
                return "stopped"
            changes.clear()
    kept = keep() and back_tests.end_back_test(mine.id, claim, clock(), result=sweep.result())
    return "done" if kept else "stopped"
