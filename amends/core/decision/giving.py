"""What a giving comes to: the options it offers, what it holds in the budgets, and whose yes it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from amends.core.decision.basis import Basis
from amends.core.money import Money, require_currency
from amends.core.offer.arguments import Choice
from amends.core.offer.authority import LEVELS
from amends.core.offer.carrying_out import form_of_owed, terms_of_gesture, terms_of_owed
from amends.core.offer.lifecycle import AlternativesWrong, check_alternatives
from amends.core.policy.evaluate import Verdict
from amends.core.policy.line import BLOCKED_STATUS, GestureLine
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class GestureBlocked(Refusal):
    """The policy says no to one of the choices; `params` carry its reasons and what would unblock it."""

    code = "gesture_blocked"
    kind = Kind.CONFLICT
    message = gettext_noop("%(gesture)s cannot be given as things stand. %(why)s %(next)s")


class AmountNeeded(Refusal):
    """The policy leaves the amount to a person, and none was named."""

    code = "amount_needed"
    kind = Kind.INVALID
    message = gettext_noop("Say how much: %(gesture)s lies between %(least)s and %(most)s.")


class OwedUnknown(Refusal):
    """The policy does not find that this is owed."""

    code = "owed_unknown"
    kind = Kind.CONFLICT
    message = gettext_noop("The facts of this case do not make %(code)s due.")


class OwedIncomplete(Refusal):
    """It is owed, and a fact is missing to say how much."""

    code = "owed_incomplete"
    kind = Kind.CONFLICT
    message = gettext_noop("To say how much %(label)s comes to, add: %(missing)s.")


class OwedInTwoCurrencies(Refusal):
    """What is owed by two laws in two currencies cannot be one sum."""

    code = "owed_in_two_currencies"
    kind = Kind.CONFLICT
    message = gettext_noop("These are owed in %(currencies)s. Give them one after the other.")


@dataclass(frozen=True, slots=True)
class PlannedOption:
    """One option as it will be offered, whatever the policy says later."""

    gesture_code: str
    name: str
    form: str
    face: Money
    true_cost: Money
    percent: Decimal | None
    quantity: int | None
    terms: Mapping[str, Any]

    @property
    def columns(self) -> dict[str, Any]:
        """Its values by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Giving:
    """A giving that the policy allows, or would allow with a yes from above."""

    options: tuple[PlannedOption, ...]
    owed: tuple[PlannedOption, ...]
    face: Money  # the greatest of the options
    reserve: Money  # what the budgets hold for it
    needs_acceptance: bool
    approver_level: int  # 0: nobody else
    approval_reasons: tuple[Mapping[str, Any], ...]
    fits: bool  # every option is a kind of remedy that the case calls for


def plan_giving(
    basis: Basis,
    verdict: Verdict,
    choices: Sequence[Choice],
    owed_codes: Sequence[str],
    *,
    currency: str,
) -> Giving:
    """Judge each choice with the function that showed it, and put the giving together.

    One choice that needs no acceptance is carried out at once; alternatives are always the customer's to choose.
    Raises `AlternativesWrong`, `GestureUnknown`, `GestureBlocked`, `AmountNeeded`, `OwedUnknown`, `OwedIncomplete`,
    `OwedInTwoCurrencies`.
    """
    if choices:
        check_alternatives(tuple(choice.gesture_code for choice in choices))
    elif not owed_codes:
        raise AlternativesWrong(field="choices", most=4)
    lines = [_judged(basis, verdict, choice, currency) for choice in choices]
    options = tuple(_option(basis, line, currency) for line in lines)
    zero = Money.zero(currency)
    held = [option.face for option in options if option.terms["budget"]]
    waiting = [line for line in lines if line.approver]
    return Giving(
        options=options,
        owed=_all_owed(verdict, owed_codes, currency),
        face=max((option.face for option in options), key=lambda face: face.minor, default=zero),
        reserve=max(held, key=lambda face: face.minor, default=zero),
        needs_acceptance=len(lines) > 1 or any(line.needs_acceptance for line in lines),
        approver_level=max((LEVELS[line.approver] for line in waiting), default=0),
        approval_reasons=tuple(_reason(line) for line in waiting),
        fits=all(line.fits for line in lines),
    )


def _judged(basis: Basis, verdict: Verdict, choice: Choice, currency: str) -> GestureLine:
    require_currency(choice.currency, currency, field="choices")
    amount = None if choice.amount_minor is None else Money(choice.amount_minor, currency)
    line = basis.judge(verdict, choice.gesture_code, amount)
    if line.status == BLOCKED_STATUS:
        raise GestureBlocked(
            field="choices",
            gesture=line.name,
            why=" ".join(str(reason) for reason in line.reasons),
            next="" if line.unblock is None else str(line.unblock),
            reasons=[reason.code for reason in line.reasons],
        )
    if line.open_min is not None and amount is None:
        raise AmountNeeded(field="choices", gesture=line.name, least=line.open_min, most=line.open_max)
    return line


def _option(basis: Basis, line: GestureLine, currency: str) -> PlannedOption:
    gesture = basis.document.by_code[line.gesture_code]
    return PlannedOption(
        gesture_code=line.gesture_code,
        name=line.name,
        form=line.form.value,
        face=line.face or Money.zero(currency),
        true_cost=line.true_cost,
        percent=line.percent,
        quantity=line.points,
        terms={**terms_of_gesture(line, gesture.valid_days), "budget": gesture.budget},
    )


def _all_owed(verdict: Verdict, codes: Sequence[str], currency: str) -> tuple[PlannedOption, ...]:
    """What goes along, in the one currency that the law names; what has no price takes that of its neighbours."""
    owed = tuple(_owed(verdict, code, currency) for code in dict.fromkeys(codes))
    priced = sorted({option.face.currency for option in owed if option.face.minor})
    if len(priced) > 1:
        raise OwedInTwoCurrencies(field="owed", currencies=", ".join(priced))
    zero = Money.zero(priced[0] if priced else currency)
    return tuple(
        option if option.face.minor else replace(option, face=zero, true_cost=zero) for option in owed
    )


def _owed(verdict: Verdict, code: str, currency: str) -> PlannedOption:
    due = next((due for due in verdict.entitlements if due.code == code), None)
    if due is None:
        raise OwedUnknown(field="owed", code=code[:60])
    if due.missing:
        raise OwedIncomplete(field="owed", label=due.label, missing=", ".join(due.missing))
    face = due.amount or Money.zero(currency)
    terms = {**terms_of_owed(due), "budget": False}
    return PlannedOption(code, due.label, form_of_owed(due), face, face, None, None, terms)


def _reason(line: GestureLine) -> Mapping[str, Any]:
    """Why it needs a yes, as the approver's page tells it: English with holes, translated when it is shown."""
    return {
        "gesture_code": line.gesture_code,
        "name": line.name,
        "approver": line.approver,
        "reasons": [
            {"code": reason.code, "message": reason.message, "params": _plain(reason.params)}
            for reason in line.reasons
        ],
    }


def _plain(params: Mapping[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
