"""A past that never was: decisions made one after the other under a document, each resting on those before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from amends.core.backtest.course import BudgetTerms
from amends.core.backtest.desk import Desk
from amends.core.backtest.given import NOTHING, Given, was_given, would_be_given
from amends.core.backtest.past import Alternative, PastDecision
from amends.core.decision.basis import Asker, PastGiving, standing_of, usable_facts
from amends.core.ledger.budget import PeriodLength, PeriodRecord, period_at
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.amounts import OpenAmount
from amends.core.policy.evaluate import evaluate
from amends.core.policy.freeze import freeze
from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, NEEDS_APPROVAL
from amends.core.policy.model import PolicyDocument
from amends.core.policy.standing import Standing

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
BUDGETS = {
    1: BudgetTerms("Desk", "team", PeriodLength.WEEK, "Europe/Berlin"),
    2: BudgetTerms("House", "site", PeriodLength.MONTH, "Europe/Berlin"),
}


@dataclass(frozen=True)
class Wish:
    """One failure: whose, in which case, how long after the last one, what is known, and what somebody would give."""

    customer: int
    case: int
    hours_later: int
    facts: dict[str, object]
    gesture: str | None = None
    answer: str = "kept"  # kept, declined, refused
    role: str = "front_line"


@dataclass
class Life:
    """A world in which `document` decides; every decision is kept as it would be in the database."""

    document: PolicyDocument
    caps: dict[int, int]
    at: datetime = BEGIN
    past: list[PastDecision] = field(default_factory=list)
    gave: list[tuple[int, PastGiving]] = field(default_factory=list)
    spent: dict[tuple[int, datetime], int] = field(default_factory=dict)

    def desk(self, wish: Wish) -> Desk:
        """What is known and how things stand, when that wish comes up."""
        self.at += timedelta(hours=wish.hours_later)
        facts = usable_facts(self.document, wish.facts)
        sources = dict.fromkeys(facts, "staff")
        return Desk(self.document, evaluate(self.document, facts), facts, sources, self.standing(wish))

    def standing(self, wish: Wish) -> Standing:
        """From everything that this world gave before, as the installation works it out."""
        return standing_of(
            [giving for customer, giving in self.gave if customer == wish.customer],
            [self._chain(budget_id) for budget_id in self.caps],
            asker=Asker(wish.role, 0),
            case_id=wish.case,
            currency=self.document.currency,
            timezone="Europe/Berlin",
            now=self.at,
        )

    def live(self, wish: Wish) -> PastDecision:
        """Somebody gives what they wish, if they may; it is kept what was decided and given."""
        desk = self.desk(wish)
        line = None
        gesture = self.document.by_code.get(wish.gesture or "")
        if gesture is not None:
            line = desk.judge(gesture.code)
            if isinstance(gesture.amount, OpenAmount) and line.open_min is not None:
                line = desk.judge(gesture.code, line.open_min)
            if line.status == BLOCKED_STATUS:
                line = None
        anything = any(desk.judge(each.code).status == ALLOWED for each in self.document.gestures)
        past = PastDecision(
            decision_id=len(self.past) + 1,
            case_id=wish.case,
            customer_id=wish.customer,
            policy_id=1,
            decided_at=self.at,
            frozen=freeze(desk.facts, desk.standing, policy_digest="0" * 64, sources=desk.sources),
            alternatives=()
            if line is None
            else (
                Alternative(
                    line.gesture_code,
                    line.face.minor if line.face else 0,
                    line.true_cost.minor,
                    self.document.by_code[line.gesture_code].budget,
                    line.percent or 0,  # type: ignore[arg-type]
                    line.points or 0,
                ),
            ),
            needed_yes=line is not None and line.status == NEEDS_APPROVAL,
            was_refused=line is not None and line.status == NEEDS_APPROVAL and wish.answer == "refused",
            was_kept=line is None or wish.answer != "declined",
            could_give=line is not None or anything,
        )
        self.past.append(past)
        self.note(wish, was_given(past))
        return past

    def again(self, wish: Wish, past: PastDecision) -> Given:
        """What this world gives where another one gave `past`: the oracle that a sweep is compared with."""
        given = would_be_given(self.desk(wish), past)
        self.note(wish, given)
        return given

    def note(self, wish: Wish, given: Given) -> None:
        """It was given."""
        if not given.counts:
            return
        face = Money(given.face, self.document.currency)
        codes = (given.gesture_code,)
        giving = PastGiving(len(self.gave), wish.case, OfferState.ACCEPTED, face, self.at, codes)
        self.gave.append((wish.customer, giving))
        for budget_id, terms in BUDGETS.items():
            key = (budget_id, period_at(terms.length, terms.timezone, self.at).starts_at)
            self.spent[key] = self.spent.get(key, 0) + given.held

    def _chain(self, budget_id: int) -> PeriodRecord:
        terms = BUDGETS[budget_id]
        period = period_at(terms.length, terms.timezone, self.at)
        committed = self.spent.get((budget_id, period.starts_at), 0)
        return PeriodRecord(
            budget_id, None, terms.level, terms.name, 2 - budget_id, self.document.currency,
            self.caps[budget_id], committed, 80, period,
        )  # fmt: skip


def lived(document: PolicyDocument, wishes: Iterable[Wish], caps: dict[int, int]) -> Life:
    """A world in which all of it came to pass."""
    life = Life(document, caps)
    for wish in wishes:
        life.live(wish)
    return life


__all__ = ["BEGIN", "BUDGETS", "NOTHING", "Life", "Wish", "lived"]
