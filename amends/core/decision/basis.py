"""Puts together what the policy is asked: one assembly for what is shown and for what is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from amends.core.ledger.budget import PeriodRecord
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.envelope import Envelope, build_envelope
from amends.core.policy.evaluate import Verdict
from amends.core.policy.facts import read_fact
from amends.core.policy.freeze import freeze, result_text
from amends.core.policy.judge import judge_gesture
from amends.core.policy.line import GestureLine
from amends.core.policy.model import PolicyDocument
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts, FactValue
from amends.core.refusal import Refusal
from amends.core.roles import LEVEL, Role

LOOK_BACK_DAYS = 365
"""How far back rolling totals of a customer go (domain.md 4.2)."""

COUNTED = frozenset({OfferState.AWAITING_APPROVAL, OfferState.OFFERED, OfferState.ACCEPTED})
"""Offers that count as given: what waits is held in the budgets, so it counts until it is declined or ends."""


@dataclass(frozen=True, slots=True)
class PastGiving:
    """One offer of this customer, as far as rules look at it; what was owed is never among them."""

    offer_id: int
    case_id: int
    state: OfferState
    face: Money
    made_at: datetime
    gesture_codes: tuple[str, ...]  # the chosen one, or all that are offered


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: role and authority over the case's unit, and a grant per case that only narrows."""

    role: str
    level: int
    grant_minor: int | None = None

    @classmethod
    def of(cls, role: Role | None, grant_minor: int | None, *, is_person: bool) -> Asker:
        """A person has the authority of their role; a program never has more than the front line."""
        known = role or Role.FRONT_LINE
        return cls(known.value, LEVEL[known] if is_person else 0, grant_minor)


@dataclass(frozen=True)
class Basis:
    """All that one decision looks at, with the policy it is made under."""

    document: PolicyDocument
    policy_digest: str
    facts: Facts
    sources: Mapping[str, str]
    standing: Standing

    def envelope(self) -> Envelope:
        """What may be given now: what is shown, and whose digest a giving carries."""
        return build_envelope(
            self.document,
            self.facts,
            self.standing,
            policy_digest=self.policy_digest,
            sources=self.sources,
        )

    def judge(self, verdict: Verdict, gesture_code: str, amount: Money | None) -> GestureLine:
        """One gesture with the amount that a person names; raises `GestureUnknown`."""
        return judge_gesture(
            self.document,
            verdict,
            self.facts,
            self.standing,
            gesture_code,
            amount,
            sources=self.sources,
        )

    def frozen(self) -> str:
        """All of it as one text that replays (core.policy.freeze)."""
        return freeze(self.facts, self.standing, policy_digest=self.policy_digest, sources=self.sources)

    @staticmethod
    def result(envelope: Envelope) -> str:
        """What came out, as one text."""
        return result_text(envelope)


def build_basis(
    document: PolicyDocument,
    policy_digest: str,
    *,
    values: Mapping[str, object],
    sources: Mapping[str, str],
    asker: Asker,
    case_id: int,
    past: Iterable[PastGiving],
    chain: Sequence[PeriodRecord],
    timezone: str,
    now: datetime,
    signals: tuple[str, ...] = (),
) -> Basis:
    """The basis of one decision at `now` (aware); `timezone` is the unit's, in which days are counted.

    Facts that the policy does not declare, or can no longer read, are left out: to the policy they are unknown.
    """
    facts = usable_facts(document, values)
    known_sources = {name: str(sources[name]) for name in facts if name in sources}
    standing = standing_of(
        tuple(past),
        chain,
        asker=asker,
        case_id=case_id,
        currency=document.currency,
        timezone=timezone,
        now=now,
        signals=signals,
    )
    return Basis(document, policy_digest, facts, known_sources, standing)


def usable_facts(document: PolicyDocument, values: Mapping[str, object]) -> Facts:
    """The declared facts among `values`, typed; null and unreadable ones are left out."""
    facts: dict[str, FactValue] = {}
    for name, value in values.items():
        declaration = document.declared.get(name)
        if declaration is None or value is None:
            continue
        try:
            facts[name] = read_fact(declaration, value, document.currency)
        except Refusal:
            continue  # recorded under an earlier policy with other choices
    return facts


def standing_of(
    past: Sequence[PastGiving],
    chain: Sequence[PeriodRecord],
    *,
    asker: Asker,
    case_id: int,
    currency: str,
    timezone: str,
    now: datetime,
    signals: tuple[str, ...] = (),
) -> Standing:
    """Rolling totals, counts and what is left, for the judge of gestures."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    counted = [giving for giving in past if giving.state in COUNTED and giving.face.currency == currency]
    recent = [giving for giving in counted if giving.made_at > now - timedelta(days=90)]
    year = [giving for giving in counted if giving.made_at > now - timedelta(days=LOOK_BACK_DAYS)]
    here = [giving for giving in counted if giving.case_id == case_id]
    in_case: dict[str, int] = {}
    for giving in here:
        for code in giving.gesture_codes:
            in_case[code] = in_case.get(code, 0) + 1
    return Standing(
        actor_role=asker.role,
        actor_level=asker.level,
        grant_per_case=None if asker.grant_minor is None else Money(asker.grant_minor, currency),
        given_this_case=_sum(here, currency),
        given_90_days=_sum(recent, currency),
        given_365_days=_sum(year, currency),
        count_90_days=len(recent),
        last_given_days=_days_since(year, zone, today),
        given_in_case=in_case,
        budgets=tuple(
            BudgetLeft(record.budget_id, record.name, record.level, record.left, record.cap)
            for record in chain
        ),
        today=today,
        signals=signals,
    )


def _sum(givings: Iterable[PastGiving], currency: str) -> Money:
    return sum((giving.face for giving in givings), Money.zero(currency))


def _days_since(givings: Iterable[PastGiving], zone: ZoneInfo, today: date) -> dict[str, int]:
    days: dict[str, int] = {}
    for giving in givings:
        ago = (today - giving.made_at.astimezone(zone).date()).days
        for code in giving.gesture_codes:
            days[code] = min(ago, days.get(code, ago))
    return days
