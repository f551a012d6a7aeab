"""What a sweep leaves behind on its way, so that another one can go on from there: plain data, stretch by stretch.

A stretch holds what came since the last one: the turns of customers and what cases are owed. Sums and budgets are few;
they stand in each checkpoint as they are by then. All of it is JSON, every number exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from amends.core.backtest.course import BudgetEnd, BudgetTerms, Turn
from amends.core.backtest.given import Given
from amends.core.backtest.past import PastDecision
from amends.core.backtest.stood import Stood
from amends.core.backtest.sweep import Sweep
from amends.core.backtest.tally import Sum
from amends.core.backtest.verdicts import Owed
from amends.core.ledger.budget import PeriodLength

FORM = 1
"""Raise it when the data changes its form: then what an older release left is not gone on from."""

Plain = dict[str, Any]


class Left(NamedTuple):
    """A checkpoint, which takes the place of the one before, and a stretch, which follows those before."""

    checkpoint: Plain
    stretch: Plain


class Trail:
    """Beside a sweep: what has come since the last stretch."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self._turns: list[list[object]] = []
        self._owed: dict[int, tuple[Owed, Owed]] = {}
        sweep.hears = self._hear

    def left(self, last: PastDecision | None) -> Left | None:
        """What is left behind after the decision `last`; None before the first one."""
        return None if last is None else Left(self._checkpoint(last), self._stretch())

    def _stretch(self) -> Plain:
        """What has come since the last one."""
        owed = [[case_id, before, after] for case_id, (before, after) in self._owed.items()]
        found: Plain = {"turns": self._turns, "owed": owed}
        self._turns, self._owed = [], {}
        return found

    def _checkpoint(self, last: PastDecision) -> Plain:
        tally, course = self.sweep.tally, self.sweep.course
        return {
            "form": FORM,
            "after": [last.decided_at.isoformat(), last.decision_id],
            "sums": [[*key, *astuple(found)] for key, found in tally.sums.items()],
            "yes": [tally.yes_before, tally.yes_after],
            "owed": [dict(tally.owed_before), dict(tally.owed_after)],
            "moved": [
                [budget_id, day.isoformat(), minor] for (budget_id, day), minor in course.moved.items()
            ],
            "ends": [
                [end.budget_id, end.begins.isoformat(), _day_text(end.before), _day_text(end.after)]
                for end in course.ends.values()
            ],
            "budgets": [
                [budget_id, terms.name, terms.level, terms.length.value, terms.timezone]
                for budget_id, terms in course.budgets.items()
            ],
        }

    def _hear(
        self, past: PastDecision, then: Stood, turn: Turn | None, owed: tuple[Owed, Owed] | None
    ) -> None:
        if turn is not None:
            after = None if turn.after == turn.before else _given_data(turn.after)
            self._turns.append(
                [
                    past.customer_id,
                    turn.at.isoformat(),
                    turn.today.isoformat(),
                    turn.case_id,
                    _given_data(turn.before),
                    after,
                    then.last_days,
                ]
            )
        if owed is not None:
            self._owed[past.case_id] = owed


def place_of(checkpoint: Mapping[str, Any]) -> tuple[datetime, int]:
    """The moment and the id of the last decision that a checkpoint counts."""
    at, decision_id = checkpoint["after"]
    return datetime.fromisoformat(at), decision_id


def go_on(sweep: Sweep, checkpoint: Mapping[str, Any], stretches: Iterable[Mapping[str, Any]]) -> None:
    """Bring a fresh sweep to where the one was that left these behind."""
    tally, course = sweep.tally, sweep.course
    for stretch in stretches:
        for customer_id, at, today, case_id, before, after, last_days in stretch["turns"]:
            was = _given(before)
            would_be = was if after is None else _given(after)
            turn = Turn.of(datetime.fromisoformat(at), date.fromisoformat(today), case_id, was, would_be)
            course.add(customer_id, turn, last_days)
        for case_id, owed_before, owed_after in stretch["owed"]:
            sweep.owed[case_id] = _owed(owed_before), _owed(owed_after)
    for unit, failure, group, *numbers in checkpoint["sums"]:
        tally.sums[unit, failure, group] = Sum(*numbers)
    tally.yes_before, tally.yes_after = checkpoint["yes"]
    for sums, told in zip((tally.owed_before, tally.owed_after), checkpoint["owed"], strict=True):
        sums.update(told)
    for budget_id, day, minor in checkpoint["moved"]:
        course.moved[budget_id, date.fromisoformat(day)] = minor
    for budget_id, begins, before, after in checkpoint["ends"]:
        end = BudgetEnd(budget_id, date.fromisoformat(begins), _day(before), _day(after))
        course.ends[end.budget_id, end.begins] = end
    course.budgets = {
        budget_id: BudgetTerms(name, level, PeriodLength(length), timezone)
        for budget_id, name, level, length, timezone in checkpoint["budgets"]
    }


def _given_data(given: Given) -> list[object]:
    return [str(each) if isinstance(each, Decimal) else each for each in given]


def _given(data: list[Any]) -> Given:
    given = Given(*data)
    return given._replace(percent=Decimal(given.percent))


def _owed(data: list[list[Any]]) -> Owed:
    return tuple((code, minor) for code, minor in data)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
