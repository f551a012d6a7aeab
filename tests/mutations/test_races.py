"""Races that must have one winner, and the same races without their guard: a test that cannot fail proves nothing.

Each race is run as it is, and once for each guard that it needs with that guard taken away. Which other tests do the
same for follow-ups, budgets, tills, vouchers and messages is told in docs/guards.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from givens.database import without_constraint, without_index
from givens.giving import a_desk, log_alarm
from givens.house import NIGHT, make_house, system
from givens.ledger_view import columns
from givens.logged import logged
from givens.mutants import Rewritten
from givens.races import (
    CASE,
    CUSTOMER,
    OFFER,
    QUESTION,
    THREADS,
    Mutation,
    Rewrites,
    customer,
    events,
    race,
    still,
)

from amends.apps.approvals import store as approvals
from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case
from amends.apps.clocks.models import Deadline
from amends.apps.ledger.models import Transfer
from amends.apps.offers import store as offers
from amends.apps.offers.models import Offer
from amends.apps.vouchers.models import Voucher
from amends.commands.casework.ring_deadlines import ring_deadlines
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.decide_approval import decide_approval
from amends.commands.offer.lapse_offers import lapse_offers
from amends.commands.offer.make_offer import make_offer
from amends.core.offer.arguments import Choice
from amends.core.offer.lifecycle import OfferEvent
from amends.core.policy.approvals import path_for
from amends.kernel import journal
from amends.kernel.models import JournalEntry
from amends.queries.envelope import envelope

pytestmark = pytest.mark.usefixtures("committed_db")


def one_key(rewrites: Rewrites) -> None:
    """One request sent eight times under one key logs one case, and all get its reference."""
    house, told = make_house(), list[str]()

    def log(_thread: int) -> None:
        done = log_failure(
            house.ctx("nora", key="night-1"),
            unit_id=house.desk.id,
            customer=Contact("Ada Lindqvist", "ada@example.org"),
            failures=(LoggedFailure("alarm_set", words="It rang at one."),),
        )
        told.extend(done.refs)

    assert race(log, rewrites) == {"done": THREADS}
    assert set(told) == set(Case.objects.values_list("ref", flat=True))
    assert len(told) == THREADS
    assert Case.objects.count() == 1


def one_chain(rewrites: Rewrites) -> None:
    """Eight entries of one stream at once stand one behind the other."""

    def tell(thread: int) -> None:
        journal.record(system(), "staff", "tested.told", {"thread": thread})

    assert race(tell, rewrites) == {"done": THREADS}
    assert sorted(JournalEntry.objects.values_list("seq", flat=True)) == list(range(1, THREADS + 1))


def one_window(rewrites: Rewrites) -> None:
    """A breakfast once in thirty days: of two cases of one guest, eight taps at once give it in one."""
    desk = a_desk()
    desk.give(
        "chocolates"
    )  # who gives first in a month opens its budgets for all others, and they wait for it
    first, second = (log_alarm(desk.house, "Bo Kern", "bo@example.org") for _ in range(2))
    refs, nora, before = (first, second), desk.nora(), columns(desk)
    shown = {ref: envelope(nora, case_ref=ref).digest for ref in refs}

    def give(thread: int) -> None:
        ref = refs[thread % 2]
        make_offer(nora, case_ref=ref, envelope_digest=shown[ref], choices=(Choice("breakfast"),))

    assert race(give, rewrites) == {"done": 1, "envelope_changed": THREADS - 1}
    assert Offer.objects.filter(case__ref__in=refs).count() == 1
    assert {sum(row) for row in columns(desk)} == {sum(row) + 4_400 for row in before}


def one_choice(rewrites: Rewrites) -> None:
    """The customer chooses in the last second before the offer lapses: one of both, and the money agrees."""
    desk = a_desk()
    made = desk.give("late_check_out", "breakfast", spoken=True)
    lapse_offers(system(NIGHT + timedelta(days=12)))
    end = NIGHT + timedelta(days=14)
    case = Case.objects.get(ref=desk.case_ref)
    guest = customer(case.customer_id, case.unit_id)

    def answer(thread: int) -> None:
        if thread % 2:
            accept_offer(
                replace(guest, now=end - timedelta(seconds=1)), offer_id=made.offer_id or 0, option_position=1
            )
        else:
            lapse_offers(system(end))

    ended = race(answer, rewrites)
    accepted = Offer.objects.get().state == "accepted"
    assert set(ended) <= {"done", "offer_ended", "offer_step_not_allowed", "offer_not_told"}
    assert ended["done"] == THREADS // 2 + accepted
    assert Voucher.objects.count() == accepted
    assert Transfer.objects.filter(kind__in=["post", "void"]).count() == 1
    assert columns(desk) == {(0, 4_400, 0, 0, 0) if accepted else (0, 0, 0, 0, 4_400)}
    assert (events("offer.accepted"), events("offer.lapsed")) == ((1, 0) if accepted else (0, 1))


def one_move(rewrites: Rewrites) -> None:
    """Even without any lock, an offer that several have read as open leaves that state once."""
    desk = a_desk()
    made = desk.give("late_check_out", "breakfast", spoken=True)
    read = Barrier(THREADS)

    def answer(thread: int) -> None:
        offer = offers.offer(made.offer_id or 0)
        read.wait(timeout=60)
        event = OfferEvent.DECLINE if thread % 2 else OfferEvent.WITHDRAW
        offers.move(desk.nora(), offer, event)

    assert race(answer, rewrites) == {"done": 1, "offer_step_not_allowed": THREADS - 1}


def one_question(rewrites: Rewrites) -> None:
    """About one offer one yes is wanted at a time, whoever asks for it."""
    desk = a_desk()
    first = Approval.objects.get(id=desk.give("room_upgrade").approval_id)
    decide_approval(
        desk.house.ctx("dana"),
        approval_id=first.id,
        arguments_digest=first.arguments_digest,
        approve=False,
        note="not today",
    )

    def ask(_thread: int) -> None:
        approvals.ask(
            desk.nora(),
            case_id=first.case_id,
            offer_id=first.offer_id,
            incident_id=None,
            unit_id=first.unit_id,
            level=1,
            steps=path_for((), 1, Decimal(120)),
            arguments_digest=first.arguments_digest,
            reasons=(),
            note="",
            due_at=first.due_at,
        )

    assert race(ask, rewrites)["done"] == 1
    assert list(Approval.objects.order_by("id").values_list("state", flat=True)) == ["refused", "waiting"]


def one_decision(rewrites: Rewrites) -> None:
    """Two duty managers say yes and no at the same moment: one of them decides."""
    desk = a_desk()
    question = Approval.objects.get(id=desk.give("room_upgrade").approval_id)

    def decide(thread: int) -> None:
        decide_approval(
            desk.house.ctx("dana" if thread % 2 else "leo"),
            approval_id=question.id,
            arguments_digest=question.arguments_digest,
            approve=bool(thread % 2),
            note="as it stands",
        )

    assert race(decide, rewrites) == {"done": 1, "approval_decided_before": THREADS - 1}
    approved = Approval.objects.get().state == "approved"
    assert columns(desk) == {(12_000, 0, 0, 0, 0) if approved else (0, 0, 0, 0, 12_000)}
    assert Offer.objects.get().state == ("offered" if approved else "withdrawn")


def one_ring(rewrites: Rewrites) -> None:
    """Eight sweeps at once ring each clock once."""
    house = make_house()
    refs = [logged(house, customer=Contact(f"Guest {n}", f"guest{n}@example.org")) for n in range(6)]
    late = system(NIGHT + timedelta(days=5))

    assert race(lambda thread: ring_deadlines(late), rewrites) == {"done": THREADS}
    ring_deadlines(late)  # what somebody else held just then
    rung = Deadline.objects.filter(rung_at__isnull=False).count()
    assert rung >= len(refs)
    assert events("deadline.passed") == rung
    assert set(Case.objects.values_list("double_deviations", flat=True)) == {1}


RACES = (one_key, one_chain, one_window, one_choice, one_move, one_question, one_decision, one_ring)
MUTATIONS = (
    Mutation(
        one_key,
        "the unique key",
        gone=lambda: without_constraint("kernel_rememberedanswer", "one_answer_per_key"),
    ),
    Mutation(
        one_chain,
        "the one head of a stream",
        gone=lambda: without_constraint("kernel_journalhead", "kernel_journalhead_pkey"),
    ),
    Mutation(one_window, "the lock of the customer", (CUSTOMER,)),
    Mutation(one_choice, "its locks and the look at its state", (CUSTOMER, *CASE, *OFFER)),
    Mutation(one_move, "the look at its state", (still("offers_offer"),)),
    Mutation(
        one_question,
        "the one open question",
        gone=lambda: without_index("approvals_approval", "one_open_question_per_offer"),
    ),
    Mutation(one_decision, "its locks and the look at the states", (CUSTOMER, *CASE, *OFFER, *QUESTION)),
    Mutation(
        one_ring,
        "the locks of case and clock",
        (*CASE, Rewritten("clocks_deadline", " FOR UPDATE SKIP LOCKED")),
    ),
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
