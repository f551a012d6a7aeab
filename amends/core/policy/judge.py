"""May this gesture be given, by this person, in this case, now? The one function that both the envelope and
giving ask.

Every objection is collected, the most restrictive one decides (DMN "collect, then most restrictive"), and
each says in words what is the matter and, where there is a way, what would help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from amends.core.ledger.budget import who_pays
from amends.core.money import Money
from amends.core.policy import objections as no
from amends.core.policy.amounts import AmountForm, OpenAmount, Worked, work_out
from amends.core.policy.evaluate import Verdict
from amends.core.policy.guard import guard_findings
from amends.core.policy.hits import bearing
from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, NEEDS_APPROVAL, GestureLine
from amends.core.policy.model import Ceiling, GestureDefinition, PolicyDocument
from amends.core.policy.objections import BLOCKED, Finding, Reason
from amends.core.policy.standing import Standing
from amends.core.policy.values import Facts, FactValue, ValueType
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class GestureUnknown(Refusal):
    """The policy in force has no gesture of that code."""

    code = "gesture_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("The policy in force has no gesture called “%(gesture)s”.")


@dataclass(frozen=True)
class _Question:
    """All that one judgement looks at."""

    document: PolicyDocument
    verdict: Verdict
    facts: Facts
    sources: Mapping[str, str]
    standing: Standing
    gesture: GestureDefinition
    known: Mapping[str, FactValue] = field(default_factory=dict)

    def work_out(self, form: AmountForm) -> Worked:
        return work_out(form, self.known, self.document.currency, self.document.amounts)


def judge_gesture(
    document: PolicyDocument,
    verdict: Verdict,
    facts: Facts,
    standing: Standing,
    gesture_code: str,
    amount: Money | None = None,
    *,
    sources: Mapping[str, str] | None = None,
) -> GestureLine:
    """The line of one gesture; `amount` is what a person names for an open one.

    `sources` says where each fact comes from (assumed, customer, staff, system); a fact without a source
    counts as assumed. Raises `GestureUnknown`.
    """
    gesture = document.by_code.get(gesture_code)
    if gesture is None:
        raise GestureUnknown(field="gesture", gesture=gesture_code[:80])
    known = {**facts, **verdict.derived}
    question = _Question(document, verdict, facts, sources or {}, standing, gesture, known)
    if isinstance(gesture.amount, OpenAmount):
        return _judge_open(question, gesture.amount, amount)
    if gesture.amount is None:
        findings = [] if amount is None else [no.amount_fixed(gesture, None)]
        return _line(question, None, findings)
    worked = question.work_out(gesture.amount)
    if worked.amount is None:
        return _line(question, None, [_unknown(question, worked.missing)], money_known=False)
    return _line(
        question,
        worked.amount,
        [no.amount_fixed(gesture, worked.amount)] if amount not in {None, worked.amount} else [],
    )


def applies(document: PolicyDocument, verdict: Verdict, facts: Facts, gesture: GestureDefinition) -> bool:
    """Whether the gesture is meant for such a case at all (an upgrade of a room, in a hotel)."""
    return not gesture.applies or _meets(gesture, {**facts, **verdict.derived})


def _meets(gesture: GestureDefinition, known: Facts) -> bool:
    return all(cell.matches(known.get(fact), known) for fact, cell in gesture.applies)


def _judge_open(question: _Question, form: OpenAmount, amount: Money | None) -> GestureLine:
    ends = [question.work_out(end) for end in (form.least, form.most)]
    missing = tuple(dict.fromkeys(name for end in ends for name in end.missing))
    least, most = ends[0].amount, ends[1].amount
    if least is None or most is None:
        return _line(question, None, [_unknown(question, missing)], money_known=False)
    most = max(most, least, key=lambda end: end.minor)
    if amount is not None:
        outside = amount.currency != least.currency or amount < least or most < amount
        findings = [no.amount_out_of_range(question.gesture, least, most)] if outside else []
        return replace(_line(question, None if outside else amount, findings), open_min=least, open_max=most)
    lowest = _line(question, least, [])
    usual = question.work_out(form.usual).amount if form.usual is not None else None
    free = replace(question, standing=replace(question.standing, budgets=None))
    return replace(
        lowest,
        face=None,
        true_cost=_true_cost(question, usual or least),
        open_min=least,
        open_max=most,
        own_limit=_limit(least, most, lambda face: _line(question, face, []).status == ALLOWED),
        authority_limit=_limit(least, most, lambda face: _line(free, face, []).status == ALLOWED),
    )


def _limit(least: Money, most: Money, allowed: Callable[[Money], bool]) -> Money | None:
    """The largest amount that is allowed, found by halving; None when even the least is not."""
    if not allowed(least):
        return None
    if allowed(most):
        return most
    low, high = least.minor, most.minor
    while high - low > 1:
        middle = (low + high) // 2
        if allowed(Money(middle, least.currency)):
            low = middle
        else:
            high = middle
    return Money(low, least.currency)


def _line(
    question: _Question, face: Money | None, findings: list[Finding], *, money_known: bool = True
) -> GestureLine:
    gesture, standing = question.gesture, question.standing
    cost = _true_cost(question, face)
    findings = [*_fit(question), *_history(question), *findings, *_assumed(question)]
    if money_known and not findings:
        findings += _money(question, face)
        findings += guard_findings(
            question.document, question.verdict, question.facts, standing, gesture, face, cost
        )
        findings += _budgets(question, face)
    weight = max((finding.weight for finding in findings), default=0)
    counted = (
        sorted((f for f in findings if f.weight), key=lambda finding: -finding.weight) if weight else findings
    )
    approver = f"L{weight}" if 0 < weight < BLOCKED else ""
    return GestureLine(
        gesture_code=gesture.code,
        name=gesture.name,
        type=gesture.type,
        form=gesture.form,
        face=face,
        percent=gesture.percent,
        true_cost=cost,
        status=BLOCKED_STATUS if weight == BLOCKED else NEEDS_APPROVAL if weight else ALLOWED,
        approver=approver,
        reasons=tuple(finding.reason for finding in counted),
        unblock=_way_out(counted, weight),
        needs_acceptance=gesture.needs_acceptance,
        promises=gesture.promises,
        points=gesture.points,
        fits=not question.verdict.remedy_types or gesture.type.value in question.verdict.remedy_types,
        wording=gesture.wording,
    )


def _way_out(counted: list[Finding], weight: int) -> Reason | None:
    """What would help. Where one thing bars the way for good, no advice about the others is given."""
    ways = [finding.unblock for finding in counted if finding.weight == weight]
    if weight == BLOCKED and None in ways:
        return None
    return next((way for way in ways if way is not None), None)


def _true_cost(question: _Question, face: Money | None) -> Money:
    return true_cost(question.gesture, face, question.document.currency)


def true_cost(gesture: GestureDefinition, face: Money | None, currency: str) -> Money:
    """Expected cost: face value (or a fixed sum) times the share redeemed times the cost of a unit."""
    cost = gesture.unit_cost
    if cost.fixed is not None:
        return Money.from_decimal(cost.fixed * gesture.expected_redemption, currency)
    share = (cost.ratio or Decimal(0)) * gesture.expected_redemption
    return Money.from_decimal((face.decimal if face else Decimal(0)) * share, currency)


def _unknown(question: _Question, missing: tuple[str, ...]) -> Finding:
    """The amount cannot be worked out: is it the bill that is missing, or something else?"""
    document = question.document
    is_money = any(
        fact in document.declared and document.declared[fact].type is ValueType.MONEY for fact in missing
    )
    titles = ", ".join(document.title_of(fact) for fact in missing)
    return no.price_unknown(titles) if is_money else no.facts_missing(titles)


def _fit(question: _Question) -> list[Finding]:
    """Is it meant for such a case: kind of business, days, band, kind of loss?"""
    gesture, verdict, today = question.gesture, question.verdict, question.standing.today
    findings = []
    if not _meets(gesture, question.known):
        findings.append(no.not_for_this_case(gesture))
    if gesture.valid_from is not None and today < gesture.valid_from:
        findings.append(no.not_yet(gesture, gesture.valid_from))
    if gesture.valid_to is not None and gesture.valid_to < today:
        findings.append(no.no_longer(gesture, gesture.valid_to))
    if gesture.bands and verdict.band not in gesture.bands:
        findings.append(no.band_differs(gesture, verdict))
    lost = question.known.get("lost_resource")
    if gesture.lost_resources and lost is not None and lost not in gesture.lost_resources:
        findings.append(no.not_for_this_loss(gesture))
    return findings


def _history(question: _Question) -> list[Finding]:
    """Given already in this case, or too lately to this customer?"""
    gesture, standing = question.gesture, question.standing
    findings = []
    count = standing.given_in_case.get(gesture.code, 0)
    if gesture.max_per_case is not None and count >= gesture.max_per_case:
        findings.append(no.given_in_case(gesture, count))
    days = standing.last_given_days.get(gesture.code)
    if gesture.cooldown_days is not None and days is not None and days < gesture.cooldown_days:
        again = standing.today + timedelta(days=gesture.cooldown_days - days)
        findings.append(no.cooling_down(gesture, days, again))
    return findings


def _assumed(question: _Question) -> list[Finding]:
    """Above a token, nothing rests on a finding or an amount that was only assumed from the kind of failure."""
    document, gesture = question.document, question.gesture
    if gesture.is_token:
        return []
    assumed = [
        name
        for name in bearing(document, gesture)
        if question.facts.get(name) is not None and question.sources.get(name, "assumed") == "assumed"
    ]
    return [no.facts_assumed(", ".join(document.title_of(name) for name in assumed))] if assumed else []


def _money(question: _Question, face: Money | None) -> list[Finding]:
    """Is it something at all, in proportion to the price, and within a grant that narrows?"""
    if face is None:
        return []
    gesture, standing, document = question.gesture, question.standing, question.document
    if face.minor <= 0:
        return [no.nothing_to_give(gesture)]
    findings = []
    total = standing.given_this_case + face
    ceiling = document.ceiling
    if ceiling is not None and not gesture.is_token:
        price = question.known.get(ceiling.of)
        level = int(ceiling.approver[1])
        if not isinstance(price, Decimal):
            findings.append(no.ceiling_unknown(level, standing, document.title_of(ceiling.of)))
        else:
            room = ceiling_room(document, question.verdict, ceiling, price)
            if room < total:
                findings.append(no.over_ceiling(level, standing, total, room, ceiling.percent))
    if standing.grant_per_case is not None and standing.grant_per_case < total:
        findings.append(no.over_grant(standing.grant_per_case))
    return findings


def ceiling_room(document: PolicyDocument, verdict: Verdict, ceiling: Ceiling, price: Decimal) -> Money:
    """How much all gestures of a case may come to: the part of the price that the ceiling allows, less what is owed."""
    full = Money.from_decimal((price * ceiling.percent).scaleb(-2), document.currency)
    return Money(max(0, full.minor - verdict.owed_total(document.currency).minor), full.currency)


def _budgets(question: _Question, face: Money | None) -> list[Finding]:
    """Is there money in the whole chain? The deepest budget that is short is named, and which one above can pay."""
    budgets, standing = question.standing.budgets, question.standing
    if budgets is None or not question.gesture.budget or face is None or face.minor <= 0:
        return []
    if not budgets:
        return [no.no_budget(question.gesture)]
    short = next((budget for budget in budgets if budget.left < face), None)
    if short is None:
        return []
    above = who_pays(budgets, face)
    return [no.budget_above(standing, short, above[0], face) if above else no.budget_exhausted(short, face)]
