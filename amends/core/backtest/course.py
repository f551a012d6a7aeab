"""How far things under the document have come away from how they were: what moves the standing of later decisions.

A frozen standing tells what was given before, wherever that came from. So only differences are carried along: while
nothing differs, every decision is asked exactly what it was asked then, and comes out byte for byte the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from amends.core.backtest.given import Given
from amends.core.backtest.past import PastDecision
from amends.core.backtest.stood import Link, Stood, payer
from amends.core.ledger.budget import PeriodLength, period_at

_RECENT, _YEAR = timedelta(days=90), timedelta(days=365)
_SLOT_SECONDS = 900  # every zone's midnight lies on a quarter of an hour
_SLOTS_MAX = 100_000
_LONG_AGO = 1_000_000  # days
_AT = attrgetter("at")


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    """What a back-test has to know of a budget: its name, how often it begins anew, and where."""

    name: str
    level: str
    length: PeriodLength = PeriodLength.NONE
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class BudgetEnd:
    """One budget in one period: the days on which it no longer covered another gesture like the last, or None."""

    budget_id: int
    begins: date
    before: date | None = None
    after: date | None = None


class Turn(NamedTuple):
    """One decision of a customer, as it was and as it would have been; `face` and `gestures` are what is given more."""

    at: datetime
    today: date
    case_id: int
    before: Given
    after: Given
    face: int
    gestures: int

    @classmethod
    def of(cls, at: datetime, today: date, case_id: int, before: Given, after: Given) -> Turn:
        """With the differences, which every later decision of the customer asks for."""
        face, gestures = after.face - before.face, int(after.counts) - int(before.counts)
        return cls(at, today, case_id, before, after, face, gestures)


@dataclass(slots=True)
class _Known:
    """A customer's turns, oldest first, and those of them that came out `otherwise`; `earlier` is when each gesture was
    given last before the first turn.
    """

    turns: list[Turn] = field(default_factory=list)
    otherwise: list[Turn] = field(default_factory=list)
    earlier: Mapping[str, date] = field(default_factory=dict)


class Course:
    """The differences so far. `budgets` by id; a budget that is not among them counts as one without periods."""

    def __init__(self, budgets: Mapping[int, BudgetTerms]) -> None:
        self.budgets = dict(budgets)
        self.ends: dict[tuple[int, date], BudgetEnd] = {}
        self._customers: dict[int, _Known] = {}
        self.moved: dict[tuple[int, date], int] = {}
        self._periods: dict[tuple[int, int], tuple[int, date]] = {}
        self._asked_for: PastDecision | None = None
        self._kept_keys: list[tuple[int, date]] = []

    def standing(self, past: PastDecision, then: Stood) -> Stood:
        """The standing of a decision under the document, from that of then."""
        known = self._customers.get(past.customer_id)
        left = then.left
        if self.moved and left:
            moved, keys = self.moved, self._keys(past, then)
            left = tuple([each - moved.get(key, 0) for each, key in zip(left, keys, strict=True)])
        if known is None or not known.otherwise:
            return then if left == then.left else Stood(*then[:-1], left)
        recent = _since(known.otherwise, past.decided_at - _RECENT)
        year = _since(known.otherwise, past.decided_at - _YEAR)
        here = [turn for turn in known.otherwise if turn.case_id == past.case_id]
        return Stood(
            *then[:6],  # who asks where and when is as it was
            this_case=_more(then.this_case, here),
            days_90=_more(then.days_90, recent),
            days_365=_more(then.days_365, year),
            count_90=max(0, then.count_90 + sum([turn.gestures for turn in recent])),
            last_days=_last(then, known, _since(known.turns, past.decided_at - _YEAR)),
            in_case=_counted(then.in_case, here),
            chain=then.chain,
            left=left,
        )

    def note(self, past: PastDecision, then: Stood, before: Given, after: Given) -> Turn | None:
        """One more decision: what was given on it, and what would have been. A turn of the customer's, unless nothing
        reached them either way.
        """
        held, would_hold = before.held, after.held
        if held or would_hold:
            self._note_held(past, then, held, would_hold)
        if not (before.counts or after.counts):
            return None
        turn = Turn.of(past.decided_at, then.today, past.case_id, before, after)
        self.add(past.customer_id, turn, then.last_days)
        return turn

    def add(self, customer_id: int, turn: Turn, last_days: Mapping[str, int]) -> None:
        """A turn of a customer's; `last_days` is how many days before it each gesture was given last."""
        known = self._customers.get(customer_id)
        if known is None:
            earlier = {code: turn.today - timedelta(days=days) for code, days in last_days.items()}
            known = self._customers[customer_id] = _Known(earlier=earlier)
        known.turns.append(turn)
        if turn.before != turn.after:
            known.otherwise.append(turn)

    def _note_held(self, past: PastDecision, then: Stood, held: int, would_hold: int) -> None:
        keys = self._keys(past, then)
        under = [left - self.moved.get(key, 0) for left, key in zip(then.left, keys, strict=True)]
        paid, would_pay = payer(then.left, held) or 0, payer(under, would_hold) or 0
        for place, key in enumerate(keys):
            # what the budgets below cannot pay is charged to those above alone
            was, would = held if place >= paid else 0, would_hold if place >= would_pay else 0
            if was > then.left[place] - was:
                self._note_end(key, then.today, "before", was)
            if would > under[place] - would:
                self._note_end(key, then.today, "after", would)
            if would != was:
                self.moved[key] = self.moved.get(key, 0) + would - was

    def _keys(self, past: PastDecision, then: Stood) -> list[tuple[int, date]]:
        """The budgets of a decision, each in the period in which it was made; asked twice for each decision."""
        if self._asked_for is not past:
            slot = int(past.decided_at.timestamp()) // _SLOT_SECONDS
            self._asked_for = past
            self._kept_keys = [
                self._periods.get((link[0], slot)) or self._key(link, past.decided_at, slot)
                for link in then.chain or ()
            ]
        return self._kept_keys

    def _key(self, link: Link, at: datetime, slot: int) -> tuple[int, date]:
        """A budget in the period in which `at` lies, told by the local day on which that begins."""
        terms = self.budgets.get(link.budget_id)
        if terms is None:
            terms = self.budgets[link.budget_id] = BudgetTerms(link.name, link.level)
        if len(self._periods) >= _SLOTS_MAX:
            self._periods.clear()
        starts_at = period_at(terms.length, terms.timezone, at).starts_at
        found = link.budget_id, starts_at.astimezone(ZoneInfo(terms.timezone)).date()
        self._periods[link.budget_id, slot] = found
        return found

    def _note_end(self, key: tuple[int, date], today: date, side: str, held: int) -> None:
        if held <= 0:
            return
        end = self.ends.get(key) or BudgetEnd(*key)
        if getattr(end, side) is None:
            end = replace(end, before=today) if side == "before" else replace(end, after=today)
        self.ends[key] = end


def _since(turns: Sequence[Turn], at: datetime) -> Sequence[Turn]:
    """Those after `at`."""
    return turns[bisect_right(turns, at, key=_AT) :] if turns and turns[0].at <= at else turns


def _more(then: int, turns: Sequence[Turn]) -> int:
    return max(0, then + sum([turn.face for turn in turns]))


def _counted(then: Mapping[str, int], turns: Sequence[Turn]) -> Mapping[str, int]:
    if not turns:
        return then
    counts = dict(then)
    for turn in turns:
        for given, more in ((turn.before, -1), (turn.after, 1)):
            if given.counts:
                counts[given.gesture_code] = counts.get(given.gesture_code, 0) + more
    return {code: count for code, count in counts.items() if count > 0}


def _last(then: Stood, known: _Known, year: Sequence[Turn]) -> Mapping[str, int]:
    """How many days ago each gesture was given last: by this document in the span, or before it by whatever was."""
    last = dict(then.last_days)
    was: dict[str, int] = {}
    would_be: dict[str, int] = {}
    for turn in year:
        days_ago = (then.today - turn.today).days
        for given, seen in ((turn.before, was), (turn.after, would_be)):
            if given.counts and days_ago < seen.get(given.gesture_code, _LONG_AGO):
                seen[given.gesture_code] = days_ago
    for code in was.keys() | would_be.keys():
        found = [would_be.get(code)]
        if code in last and was.get(code) != last[code]:
            found.append(last[code])  # given outside of what is tried here
        elif code in known.earlier and (then.today - known.earlier[code]).days <= _YEAR.days:
            found.append((then.today - known.earlier[code]).days)
        days = [each for each in found if each is not None]
        last.pop(code, None)
        if days:
            last[code] = min(days)
    return last
