"""Races that must have one winner, and what is taken away from them: a test that cannot fail proves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from givens.house import system
from givens.mutants import Rewritten, mutated
from givens.together import together

from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.kernel.models import JournalEntry

THREADS = 8
Rewrites = tuple[Rewritten, ...]


def race(act: Callable[[int], object], rewrites: Rewrites) -> Counter[str]:
    """`act(thread)` in every thread at once, each with its statements rewritten."""

    def run(thread: int, _turn: int) -> object:
        with mutated(*rewrites):
            return act(thread)

    return together(run, threads=THREADS)


def events(event: str) -> int:
    """How often that was journalled."""
    return JournalEntry.objects.filter(event=event).count()


def customer(customer_id: int, unit_id: int) -> Context:
    """The customer behind their own link."""
    role = placed(Role.CUSTOMER, frozenset({unit_id}))
    return replace(system(), actor=Actor(ActorKind.CUSTOMER, customer_id), placements=(role,))


@dataclass(frozen=True, slots=True)
class Mutation:
    """One race without one thing that it needs."""

    race: Callable[[Rewrites], None]
    without: str
    rewrites: Rewrites = ()
    gone: Callable[[], AbstractContextManager[None]] = nullcontext


LOCK, SKIP = " FOR NO KEY UPDATE", " SKIP LOCKED"
CASE = Rewritten("cases_case", LOCK + SKIP), Rewritten("cases_case", LOCK)


def still(table: str) -> Rewritten:
    """A change that no longer asks whether the row is in the state it was read in."""
    return Rewritten(table, f'"{table}"."state" = %s', "%s <> ''")


CUSTOMER = Rewritten("customers_customer", LOCK + " OF t")
OFFER = Rewritten("offers_offer", LOCK), still("offers_offer")
QUESTION = Rewritten("approvals_approval", LOCK), still("approvals_approval")
