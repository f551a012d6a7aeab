"""Several people and the sweep at one question in the same moment, as it is and with what guards it taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from givens.approvals import LEAD_THEN_BOTH, answer, asked_in_steps
from givens.database import without_constraint
from givens.house import NIGHT, system
from givens.ledger_view import columns
from givens.mutants import Rewritten
from givens.races import (
    CASE,
    CUSTOMER,
    LOCK,
    OFFER,
    QUESTION,
    SKIP,
    THREADS,
    Mutation,
    Rewrites,
    events,
    race,
)

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.conversations.models import Message
from amends.apps.offers.models import Offer
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.remind_approvers import remind_approvers
from amends.commands.offer.withdraw_offer import withdraw_offer

pytestmark = pytest.mark.usefixtures("committed_db")

HOUR = timedelta(minutes=60)
HELD, LET_GO = {(12_000, 0, 0, 0, 0)}, {(0, 0, 0, 0, 12_000)}


def silence_or_yes(rewrites: Rewrites) -> None:
    """Its time passes in the very moment in which two managers say yes to it: one of the three things happens."""
    desk, question = asked_in_steps({"roles": ["lead"]})

    def act(thread: int) -> None:
        if thread % 2:
            expire_approvals(system(NIGHT + HOUR))
        else:
            answer(
                desk.house.ctx("leo" if thread % 4 else "dana", now=NIGHT + HOUR - timedelta(seconds=1)),
                question,
            )

    ended = race(act, rewrites)
    kept = Approval.objects.get()
    approved = kept.state == "approved"
    assert set(ended) <= {"done", "approval_decided_before"}
    assert kept.state in ("approved", "expired")
    assert (events("approval.granted"), events("approval.expired")) == ((1, 0) if approved else (0, 1))
    assert ApprovalVoice.objects.count() == approved
    assert columns(desk) == (HELD if approved else LET_GO)
    assert Offer.objects.get().state == ("offered" if approved else "withdrawn")


def back_or_yes(rewrites: Rewrites) -> None:
    """Nora takes it back while Dana says yes: a yes that came first stands until it is taken back as an offer."""
    desk, question = asked_in_steps({"roles": ["lead"]})

    def act(thread: int) -> None:
        if thread % 2:
            withdraw_offer(desk.nora(), offer_id=question.offer_id, reason="she sleeps")
        else:
            answer(desk.house.ctx("dana"), question)

    ended = race(act, rewrites)
    state = Approval.objects.get().state
    assert set(ended) <= {"done", "approval_decided_before", "offer_step_not_allowed"}
    assert state in ("approved", "withdrawn")
    assert ended["done"] == 1 + (state == "approved")
    assert events("offer.withdrawn") == 1
    assert events("approval.granted") == (state == "approved")
    assert Offer.objects.get().state == "withdrawn"
    assert columns(desk) == LET_GO


def both_yeses(rewrites: Rewrites) -> None:
    """Carla and Fin, four times each at once: both are heard once, and what was asked runs once."""
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    answer(desk.house.ctx("dana"), question)

    ended = race(lambda thread: answer(desk.house.ctx("fin" if thread % 2 else "carla"), question), rewrites)
    assert ended["done"] == 2
    assert set(ended) <= {"done", "approver_heard_before", "approval_decided_before"}
    assert (ApprovalVoice.objects.count(), events("approval.granted")) == (3, 1)
    assert Approval.objects.get().state == "approved"
    assert columns(desk) == HELD


def one_reminder(rewrites: Rewrites) -> None:
    """Eight sweeps at once write one more mail to each of the two who are asked."""
    asked_in_steps({"roles": ["lead"]})
    soon = system(NIGHT + timedelta(minutes=50))
    assert race(lambda thread: remind_approvers(soon), rewrites) == {"done": THREADS}
    remind_approvers(soon)
    assert Message.objects.filter(template_code="approval_soon").count() == 2


LOCKS = (CUSTOMER, *CASE, OFFER[0], QUESTION[0])
STATES = (OFFER[1], QUESTION[1])
RACES = (silence_or_yes, back_or_yes, both_yeses, one_reminder)
MUTATIONS = (
    Mutation(silence_or_yes, "its locks and the look at the states", (*LOCKS, *STATES)),
    Mutation(back_or_yes, "its locks and the look at the states", (*LOCKS, *STATES)),
    Mutation(
        both_yeses,
        "its locks and the one voice per seat",
        LOCKS,
        gone=lambda: without_constraint("approvals_approvalvoice", "one_voice_per_seat"),
    ),
    Mutation(one_reminder, "its claim", (Rewritten("approvals_approval", LOCK + SKIP),)),
)


@pytest.mark.parametrize("held", RACES, ids=lambda held: held.__name__)
def test_the_race_has_one_winner(held: Callable[[Rewrites], None]) -> None:
    held(())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.race.__name__} without {one.without}")
def test_without_its_guard_the_race_is_lost(mutation: Mutation) -> None:
    with mutation.gone(), pytest.raises(AssertionError):
        mutation.race(mutation.rewrites)


def test_every_race_has_lost_something_it_needs() -> None:
    assert {mutation.race for mutation in MUTATIONS} == set(RACES)
