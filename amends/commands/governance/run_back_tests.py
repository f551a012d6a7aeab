"""The errand that tries policies on the past: claim one, read and think outside any transaction, write down as it goes.

A worker that dies leaves a claim that runs out after a minute; then the next one goes on from the last word of
progress, which was written together with what had changed up to then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amends.apps.backtests import store as back_tests
from amends.apps.policies import store as policies
from amends.core.backtest.past import PastDecision
from amends.core.backtest.sharing import steps
from amends.core.backtest.sweep import Change, Sweep
from amends.core.backtest.trail import Trail, go_on, place_of
from amends.core.policy.parse import load_document
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.kernel import crew
from amends.kernel.context import Context
from amends.kernel.errand import errand

WRITE_EVERY = 5_000
"""So many decisions at most are thought about between two words of progress."""

HOLD_EVERY = 4
"""After reading so many stretches that another worker left behind, we say that we are still at it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackTestsRun:
    """What became of the back-tests that waited."""

    done: int = 0
    failed: int = 0
    stopped: int = 0


@errand(Permission.SWEEP)
def run_back_tests(
    ctx: Context, *, worker: str, clock: Callable[[], datetime], write_every: int = WRITE_EVERY
) -> BackTestsRun:
    """Run every back-test that waits, oldest first. `worker` names whoever claims; `clock` is read as it goes on."""
    counts = {"done": 0, "failed": 0, "stopped": 0}
    while True:
        claim = f"{worker}/{ctx.random(6).hex()}"[:80]
        with transaction.atomic():
            mine = back_tests.claim_back_test(claim, clock())
        if mine is None:
            return BackTestsRun(**counts)
        try:
            counts[_Run(mine, claim, clock, write_every).run()] += 1
        except Refusal as refusal:
            counts["failed"] += back_tests.end_back_test(
                mine.id, claim, clock(), result=None, problem=str(refusal)
            )
        except Exception:  # a defect in one must not hold up the others, nor be tried for ever
            logger.exception("a back-test could not be run", extra={"back_test": mine.id})
            counts["failed"] += back_tests.end_back_test(mine.id, claim, clock(), result=None)


class _Run:
    """One back-test in hand."""

    def __init__(
        self, mine: back_tests.BackTestRecord, claim: str, clock: Callable[[], datetime], write_every: int
    ) -> None:
        self.mine, self.claim, self.clock, self.write_every = mine, claim, clock, write_every
        self.sweep = Sweep(
            load_document(mine.document),
            policies=lambda policy_id: policies.numbered(policy_id).document,
            budgets=back_tests.budget_terms(),
        )
        self.seen = mine.seen
        self.whole = mine.whole or back_tests.past_count(mine.since, mine.until)
        self.last: PastDecision | None = None
        self.changes: list[Change] = []

    def run(self) -> str:
        """From where it is to the last decision; "done" or "stopped"."""
        mine, sweep, after = self.mine, self.sweep, None
        if mine.checkpoint is not None:
            go_on(sweep, mine.checkpoint, self._stretches_left())
            after = place_of(mine.checkpoint)
        trail = Trail(sweep)
        if not self._keep(trail):
            return "stopped"
        past = back_tests.past_decisions(mine.since, mine.until, after)
        with closing(steps(sweep, past, whole=self.whole - self.seen, share=crew.share)) as stepped:
            for self.last, change in stepped:
                if change is not None:
                    self.changes.append(change)
                self.seen += 1
                if self.seen % self.write_every == 0 and not self._keep(trail):
                    return "stopped"
        kept = self._keep(trail)
        kept = kept and back_tests.end_back_test(mine.id, self.claim, self.clock(), result=sweep.result())
        return "done" if kept else "stopped"

    def _stretches_left(self) -> Iterator[Mapping[str, Any]]:
        """What it left behind; of a long past that takes longer than a claim lasts."""
        for number, stretch in enumerate(back_tests.stretches_left(self.mine.id), 1):
            yield stretch
            if number % HOLD_EVERY == 0:
                back_tests.hold_claim(self.mine.id, self.claim, self.clock())

    def _keep(self, trail: Trail) -> bool:
        """Write down how far it is and what another worker would go on from; False when it is no longer ours."""
        left = trail.left(self.last)
        with transaction.atomic():
            kept = back_tests.keep_changes(
                self.mine.id,
                self.claim,
                self.clock(),
                seen=self.seen,
                whole=self.whole,
                changes=self.changes,
                left=left,
            )
        self.changes = []
        return kept
