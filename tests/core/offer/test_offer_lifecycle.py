"""The lifecycle of an offer: every step, every end, and what is refused when."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from amends.core.offer.lifecycle import (
    OFFER_ENDS,
    OFFER_STEPS,
    RELEASES,
    AlternativesWrong,
    ChoiceNeeded,
    OfferEnded,
    OfferEvent,
    OfferNotEnded,
    OfferStanding,
    OfferState,
    OfferStepNotAllowed,
    OptionUnknown,
    OwedCannotEnd,
    check_alternatives,
    check_option,
    next_offer_state,
)

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
CHOICE = OfferStanding(needs_acceptance=True, expires_at=NOW + timedelta(days=14), options=3)
AT_ONCE = OfferStanding(needs_acceptance=False)


def reachable(start: OfferState) -> set[OfferState]:
    seen = {start}
    while more := {target for (source, _), target in OFFER_STEPS.items() if source in seen} - seen:
        seen |= more
    return seen


def test_every_state_is_reached_and_can_end() -> None:
    assert reachable(OfferState.DRAFTED) == set(OfferState)
    assert all(reachable(state) & OFFER_ENDS for state in OfferState)
    assert all(reachable(state) == {state} for state in OFFER_ENDS)


@pytest.mark.parametrize(
    ("state", "event"),
    [pair for pair in itertools.product(OfferState, OfferEvent) if pair not in OFFER_STEPS],
)
def test_a_step_outside_the_table_is_refused(state: OfferState, event: OfferEvent) -> None:
    with pytest.raises(OfferStepNotAllowed):
        next_offer_state(state, event, CHOICE, NOW)


def test_nothing_is_offered_while_a_yes_is_awaited() -> None:
    with pytest.raises(OfferStepNotAllowed):
        next_offer_state(OfferState.AWAITING_APPROVAL, OfferEvent.OFFER, CHOICE, NOW)
    approved = next_offer_state(OfferState.AWAITING_APPROVAL, OfferEvent.APPROVE, CHOICE, NOW)
    assert approved is OfferState.OFFERED


def test_the_customer_accepts_until_the_last_moment_and_not_at_it() -> None:
    end = NOW + timedelta(days=14)
    just = end - timedelta(microseconds=1)
    assert next_offer_state(OfferState.OFFERED, OfferEvent.ACCEPT, CHOICE, just) is OfferState.ACCEPTED
    with pytest.raises(OfferEnded) as refused:
        next_offer_state(OfferState.OFFERED, OfferEvent.ACCEPT, CHOICE, end)
    assert refused.value.params == {"expires_at": end}


def test_an_offer_lapses_only_after_its_end_and_a_reminder() -> None:
    end = NOW + timedelta(days=14)
    reminded = OfferStanding(needs_acceptance=True, expires_at=end, is_reminded=True)
    with pytest.raises(OfferNotEnded):
        next_offer_state(OfferState.OFFERED, OfferEvent.LAPSE, reminded, NOW)
    with pytest.raises(OfferNotEnded):
        next_offer_state(OfferState.OFFERED, OfferEvent.LAPSE, CHOICE, end)
    assert next_offer_state(OfferState.OFFERED, OfferEvent.LAPSE, reminded, end) is OfferState.LAPSED
    with pytest.raises(OfferNotEnded):
        next_offer_state(OfferState.OFFERED, OfferEvent.LAPSE, OfferStanding(True, is_reminded=True), end)


@pytest.mark.parametrize("event", [OfferEvent.DECLINE, OfferEvent.LAPSE])
def test_what_is_owed_can_neither_be_declined_nor_lapse(event: OfferEvent) -> None:
    owed = OfferStanding(True, is_owed=True, expires_at=NOW - timedelta(days=1), is_reminded=True)
    with pytest.raises(OwedCannotEnd):
        next_offer_state(OfferState.OFFERED, event, owed, NOW)


def test_only_what_needs_no_choice_is_carried_out_at_once() -> None:
    assert next_offer_state(OfferState.OFFERED, OfferEvent.EXECUTE, AT_ONCE, NOW) is OfferState.ACCEPTED
    with pytest.raises(ChoiceNeeded):
        next_offer_state(OfferState.OFFERED, OfferEvent.EXECUTE, CHOICE, NOW)


def test_every_end_but_accepted_lets_the_money_go() -> None:
    for (_, event), target in OFFER_STEPS.items():
        assert (event in RELEASES) == (target in OFFER_ENDS and target is not OfferState.ACCEPTED)


@pytest.mark.parametrize("position", [-1, 3])
def test_a_choice_that_was_not_offered_is_refused(position: int) -> None:
    with pytest.raises(OptionUnknown) as refused:
        check_option(position, CHOICE)
    assert str(refused.value) == "Choose one of the 3 that are offered."


def test_every_offered_choice_can_be_chosen() -> None:
    for position in range(3):
        check_option(position, CHOICE)


@pytest.mark.parametrize("codes", [(), ("a", "a"), ("a", "b", "c", "d", "e")])
def test_an_offer_is_one_gesture_or_two_to_four_different_ones(codes: tuple[str, ...]) -> None:
    with pytest.raises(AlternativesWrong):
        check_alternatives(codes)


@pytest.mark.parametrize("codes", [("a",), ("a", "b"), ("a", "b", "c", "d")])
def test_one_to_four_different_gestures_are_fine(codes: tuple[str, ...]) -> None:
    check_alternatives(codes)
