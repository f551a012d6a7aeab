"""Lives through three months: threads act in the order of their moments, and the sweeps run between them."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from amends.commands.casework.ring_deadlines import ring_deadlines
from amends.commands.followup.ask_followups import ask_followups
from amends.commands.followup.break_promises import break_promises
from amends.commands.followup.close_silent import close_silent
from amends.commands.offer.lapse_offers import lapse_offers
from amends.commands.voucher.expire_vouchers import expire_vouchers
from amends.core.refusal import Refusal
from amends.entrypoints.cli.demonstration.house import ZONE
from amends.entrypoints.cli.demonstration.threads import Thread
from amends.entrypoints.cli.demonstration.world import World

SWEEPS = (ring_deadlines, break_promises, lapse_offers, ask_followups, close_silent, expire_vouchers)

logger = logging.getLogger(__name__)


class History:
    """Runs threads up to `until`."""

    def __init__(self, world: World, until: datetime, tell: Callable[[float], None]) -> None:
        self._world = world
        self._tell = tell
        self._until = until
        self._waiting: list[tuple[datetime, int, Thread]] = []
        self._begun = 0
        self.cut_short: list[str] = []  # the codes of refusals that ended a thread before its end

    def begin(self, at: datetime, thread: Thread) -> None:
        """Let a thread begin at `at`."""
        self._begun += 1
        heapq.heappush(self._waiting, (at, self._begun, thread))

    def live(self, since: datetime) -> None:
        """Everything from `since` to the present."""
        self.begin(since, self._sweep(since))
        started: set[int] = set()
        while self._waiting and self._waiting[0][0] <= self._until:
            at, number, thread = heapq.heappop(self._waiting)
            try:
                again_at = thread.send(at) if number in started else next(thread)
            except StopIteration:
                continue
            except Refusal as refusal:  # what somebody meant to do was not possible: their story ends here
                logger.warning("a thread of the demonstration was cut short at %s: %s", at, refusal)
                self.cut_short.append(refusal.code)
                continue
            started.add(number)
            heapq.heappush(self._waiting, (max(again_at, at), number, thread))

    def _sweep(self, at: datetime) -> Thread:
        """Every morning; on the last day every hour."""
        since = at
        while True:
            self._tell(1 - (self._until - at) / (self._until - since))
            ctx = self._world.cast.house(at)
            for sweep in SWEEPS:
                sweep(ctx)
            self._world.deliver(at)
            at = yield self._next(at)

    def _next(self, at: datetime) -> datetime:
        if at > self._until - timedelta(days=1):
            return at + timedelta(hours=1)
        morning = at.astimezone(ZONE).replace(hour=9, minute=35, second=0, microsecond=0)
        return (morning + timedelta(days=1)).astimezone(at.tzinfo)
