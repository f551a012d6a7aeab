"""How far things under the document have come away from how they were: what moves the standing of later decisions.

A frozen standing tells what was given before, wherever that came from. So only differences are carried along: while
nothing differs, every decision is asked exactly what it was asked then, and comes out byte for byte the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from amends.core.backtest.given import Given
from amends.core.backtest.past import PastDecision
from amends.core.ledger.budget import PeriodLength, period_at
from amends.core.money import Money
from amends.core.policy.standing import BudgetLeft, Standing

_RECENT, _YEAR = timedelta(days=90), timedelta(days=365)
_SLOT_SECONDS = 900  # every zone's midnight lies on a quarter of an hour
_SLOTS_MAX = 100_000


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


@dataclass(frozen=True, slots=True)
class _Turn:
    """One decision of a customer, as it was and as it would have been."""

    at: datetime
    today: date
    case_id: int
    before: Given
    after: Given

    @property
    def face(self) -> int:
        return self.after.face - self.before.face

    @property
    def count(self) -> int:
        return int(self.after.counts) - int(self.before.counts)


@dataclass
class _Known:
    """A customer's turns; `differs` once one of them came out otherwise; `earlier` when each gesture was given last
    before the first turn.
    """

    turns: list[_Turn] = field(default_factory=list)
    differs: bool = False
    earlier: Mapping[str, date] = field(default_factory=dict)


class Course:
    """The differences so far. `budgets` by id; a budget that is not among them counts as one without periods."""

    def __init__(self, budgets: Mapping[int, BudgetTerms]) -> None:
        self.budgets = dict(budgets)
        self.ends: dict[tuple[int, date], BudgetEnd] = {}
        self._customers: dict[int, _Known] = {}
        self._moved: dict[tuple[int, date], int] = {}
        self._periods: dict[tuple[int, int], tuple[int, date]] = {}
        self._asked_for: PastDecision | None = None
        self._kept_keys: list[tuple[int, date]] = []

    def standing(self, past: PastDecision, then: Standing) -> Standing:
        """The standing of a decision under the document, from that of then."""
        known = self._customers.get(past.customer_id)
        moved = self._budgets(past, then)
        if known is None or not known.differs:
            return then if moved is None else replace(then, budgets=moved)
        currency = then.given_this_case.currency
        here = [turn for turn in known.turns if turn.case_id == past.case_id]
        recent = [turn for turn in known.turns if turn.at > past.decided_at - _RECENT]
        year = [turn for turn in known.turns if turn.at > past.decided_at - _YEAR]
        return replace(
            then,
            given_this_case=_more(then.given_this_case, here, currency),
            given_90_days=_more(then.given_90_days, recent, currency),
            given_365_days=_more(then.given_365_days, year, currency),
            count_90_days=max(0, then.count_90_days + sum(turn.count for turn in recent)),
            given_in_case=_counted(then.given_in_case, here),
            last_given_days=_last(then, known, year),
            budgets=then.budgets if moved is None else moved,
        )

    def note(self, past: PastDecision, then: Standing, before: Given, after: Given) -> None:
        """One more decision: what was given on it, and what would have been."""
        known = self._customers.get(past.customer_id)
        if before.counts or after.counts:
            if known is None:
                earlier = {
                    code: then.today - timedelta(days=days) for code, days in then.last_given_days.items()
                }
                known = self._customers[past.customer_id] = _Known(earlier=earlier)
            turn = _Turn(past.decided_at, then.today, past.case_id, before, after)
            known.turns.append(turn)
            known.differs = known.differs or before != after
        for budget, key in zip(then.budgets or (), self._keys(past, then), strict=True):
            moved = self._moved.get(key, 0)
            self._note_end(key, then.today, "before", budget.left.minor - before.held, before.held)
            self._note_end(key, then.today, "after", budget.left.minor - moved - after.held, after.held)
            if after.held != before.held:
                self._moved[key] = moved + after.held - before.held

    def _budgets(self, past: PastDecision, then: Standing) -> tuple[BudgetLeft, ...] | None:
        """What is left under the document; None where that is what was left."""
        if not self._moved or not then.budgets:
            return None
        moved = [self._moved.get(key, 0) for key in self._keys(past, then)]
        if not any(moved):
            return None
        return tuple(
            BudgetLeft(
                budget.id,
                budget.name,
                budget.level,
                Money(budget.left.minor - more, budget.left.currency),
                budget.cap,
            )
            for budget, more in zip(then.budgets, moved, strict=True)
        )

    def _keys(self, past: PastDecision, then: Standing) -> list[tuple[int, date]]:
        """The budgets of a decision, each in the period in which it was made; asked twice for each decision."""
        if self._asked_for is not past:
            slot = int(past.decided_at.timestamp()) // _SLOT_SECONDS
            self._asked_for = past
            self._kept_keys = [self._key(budget, past.decided_at, slot) for budget in then.budgets or ()]
        return self._kept_keys

    def _key(self, budget: BudgetLeft, at: datetime, slot: int) -> tuple[int, date]:
        """A budget in the period in which `at` lies, told by the local day on which that begins."""
        found = self._periods.get((budget.id, slot))
        if found is None:
            terms = self.budgets.get(budget.id)
            if terms is None:
                terms = self.budgets[budget.id] = BudgetTerms(budget.name, budget.level)
            if len(self._periods) >= _SLOTS_MAX:
                self._periods.clear()
            starts_at = period_at(terms.length, terms.timezone, at).starts_at
            found = budget.id, starts_at.astimezone(ZoneInfo(terms.timezone)).date()
            self._periods[budget.id, slot] = found
        return found

    def _note_end(self, key: tuple[int, date], today: date, side: str, left: int, held: int) -> None:
        if held <= 0 or left >= held:
            return
        end = self.ends.get(key) or BudgetEnd(*key)
        if getattr(end, side) is None:
            end = replace(end, before=today) if side == "before" else replace(end, after=today)
        self.ends[key] = end


def _more(then: Money, turns: list[_Turn], currency: str) -> Money:
    return Money(max(0, then.minor + sum(turn.face for turn in turns)), currency)


def _counted(then: Mapping[str, int], turns: list[_Turn]) -> Mapping[str, int]:
    counts = dict(then)
    for turn in turns:
        for given, more in ((turn.before, -1), (turn.after, 1)):
            if given.counts:
                counts[given.gesture_code] = counts.get(given.gesture_code, 0) + more
    return {code: count for code, count in counts.items() if count > 0}


def _last(then: Standing, known: _Known, year: list[_Turn]) -> Mapping[str, int]:
    """How many days ago each gesture was given last: by this document in the span, or before it by whatever was."""
    last = dict(then.last_given_days)
    touched = {given.gesture_code for turn in year for given in (turn.before, turn.after) if given.counts}
    for code in touched:
        before = _days(year, then.today, code, "before")
        found = [_days(year, then.today, code, "after")]
        if code in last and before != last[code]:
            found.append(last[code])  # given outside of what is tried here
        elif code in known.earlier and (then.today - known.earlier[code]).days <= _YEAR.days:
            found.append((then.today - known.earlier[code]).days)
        days = [each for each in found if each is not None]
        last.pop(code, None)
        if days:
            last[code] = min(days)
    return last


def _days(turns: list[_Turn], today: date, code: str, side: str) -> int | None:
    givens = ((turn.before if side == "before" else turn.after, turn.today) for turn in turns)
    days = [(today - day).days for given, day in givens if given.counts and given.gesture_code == code]
    return min(days, default=None)
