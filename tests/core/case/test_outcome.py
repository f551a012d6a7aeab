"""How a case ends: only the customer's own, verified yes makes it recovered."""

from __future__ import annotations

import dataclasses
import itertools

from amends.core.case.lifecycle import (
    Event,
)
from amends.core.case.outcome import Outcome, outcome_after, outcome_when_confirmed
from amends.core.case.standing import Answer, AnswerSource, CaseStanding


def answers(full: CaseStanding) -> list[CaseStanding]:
    """Every answer from every source, confirmed or not."""
    return [
        dataclasses.replace(full, answer=answer, answer_source=source, answer_confirmed=confirmed)
        for answer, source, confirmed in itertools.product(
            [None, *Answer], [None, *AnswerSource], [False, True]
        )
    ]


def test_only_the_customers_own_verified_yes_makes_a_case_recovered(full: CaseStanding) -> None:
    for event, before, standing in itertools.product(Event, [None, *Outcome], answers(full)):
        if before is Outcome.RECOVERED:
            continue
        after = outcome_after(event, before, standing)
        if after is Outcome.RECOVERED:
            assert event is Event.CONFIRM_RECOVERED
            assert standing.answer is Answer.YES
            assert standing.answer_verified


def test_a_spoken_yes_counts_apart_until_the_customer_confirms_it(full: CaseStanding) -> None:
    spoken = dataclasses.replace(full, answer=Answer.YES, answer_source=AnswerSource.SPOKEN)
    said = outcome_after(Event.CONFIRM_RECOVERED, None, spoken)
    assert said is Outcome.SAID_YES_UNVERIFIED
    assert outcome_when_confirmed(said, spoken) is Outcome.SAID_YES_UNVERIFIED
    pressed = dataclasses.replace(spoken, answer_confirmed=True)
    assert outcome_when_confirmed(said, pressed) is Outcome.RECOVERED
    assert outcome_when_confirmed(Outcome.UNVERIFIED, pressed) is Outcome.UNVERIFIED


def test_silence_ends_as_unverified_and_opening_again_takes_a_success_back(full: CaseStanding) -> None:
    assert outcome_after(Event.NO_RESPONSE, None, full) is Outcome.UNVERIFIED
    assert outcome_after(Event.IMPORT_PAST, None, full) is Outcome.IMPORTED
    same = dataclasses.replace(full, same_issue=True)
    assert outcome_after(Event.REOPEN, Outcome.RECOVERED, same) is Outcome.NOT_RECOVERED
    assert outcome_after(Event.REOPEN, Outcome.RECOVERED, full) is None


def test_who_goes_to_a_body_outside_takes_an_earlier_success_back(full: CaseStanding) -> None:
    def after(before: Outcome | None) -> Outcome | None:
        return outcome_after(Event.REFER_EXTERNAL, before, full)

    assert after(None) is None
    assert after(Outcome.NOT_RECOVERED) is Outcome.NOT_RECOVERED
    for before in (Outcome.RECOVERED, Outcome.SAID_YES_UNVERIFIED, Outcome.UNVERIFIED):
        assert after(before) is Outcome.NOT_RECOVERED
    assert after(Outcome.IMPORTED) is Outcome.IMPORTED
