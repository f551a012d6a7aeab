"""Every objection that a gesture can meet, each with its words and with what would help. No rule lives here,
only the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from amends.core.money import Money
from amends.core.policy.evaluate import Verdict
from amends.core.policy.model import GestureDefinition
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import number_text
from amends.core.text import gettext_noop

PAID_ABOVE = "budget_above"
"""The code of the reason that says which budget above pays."""

BLOCKED = 9
"""The weight of a no; 1 to 3 are the levels that have to say yes, 0 is a remark."""


@dataclass(frozen=True)
class Reason:
    """A stable `code`, and an English `message` with `%(name)s` holes for `params`; entry points translate
    it.
    """

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return self.message % self.params

    def __hash__(self) -> int:
        return hash((self.code, self.message))


@dataclass(frozen=True)
class Finding:
    """One objection: how heavy, in what words, and what would help."""

    weight: int
    reason: Reason
    unblock: Reason | None = None


def needed(level: int, standing: Standing) -> int:
    """The weight of "level n has to say yes": nothing for somebody who has that level."""
    return level if standing.actor_level < level else 0


def policy_words(words: str, *, code: str = "policy", row: int = 0) -> Reason:
    """Words that stand in the policy itself, in the organisation's own language."""
    return Reason(code, gettext_noop("%(words)s"), {"words": words, "row": row})


def not_for_this_case(gesture: GestureDefinition) -> Finding:
    """A condition of the gesture is not met."""
    message = gettext_noop("%(gesture)s is not meant for this kind of case.")
    return Finding(BLOCKED, Reason("not_for_this_case", message, {"gesture": gesture.name}))


def not_yet(gesture: GestureDefinition, day: date) -> Finding:
    """It begins later."""
    message = gettext_noop("%(gesture)s can be given from %(date)s on.")
    return Finding(BLOCKED, Reason("not_yet", message, {"gesture": gesture.name, "date": day.isoformat()}))


def no_longer(gesture: GestureDefinition, day: date) -> Finding:
    """It has ended."""
    message = gettext_noop("%(gesture)s could be given until %(date)s.")
    return Finding(BLOCKED, Reason("no_longer", message, {"gesture": gesture.name, "date": day.isoformat()}))


def band_differs(gesture: GestureDefinition, verdict: Verdict) -> Finding:
    """The case stands in another band."""
    message = gettext_noop("%(gesture)s fits %(bands)s; this case stands at %(band)s.")
    params = {"gesture": gesture.name, "bands": ", ".join(gesture.bands), "band": verdict.band}
    unblock = policy_words(verdict.band_next, code="band_next") if verdict.band_next else None
    return Finding(BLOCKED, Reason("band_differs", message, params), unblock)


def not_for_this_loss(gesture: GestureDefinition) -> Finding:
    """It makes good another kind of loss."""
    message = gettext_noop("%(gesture)s makes good another kind of loss.")
    return Finding(BLOCKED, Reason("not_for_this_loss", message, {"gesture": gesture.name}))


def price_unknown(facts: str) -> Finding:
    """The amount is a part of something that nobody has entered yet."""
    message = gettext_noop("What it is worth depends on “%(facts)s”, which is not known yet.")
    unblock = Reason("enter_the_bill", gettext_noop("Enter the bill: %(facts)s."), {"facts": facts})
    return Finding(BLOCKED, Reason("price_unknown", message, {"facts": facts}), unblock)


def facts_missing(facts: str) -> Finding:
    """The amount needs a fact that nobody has entered yet."""
    message = gettext_noop("What it is worth depends on “%(facts)s”, which is not known yet.")
    unblock = Reason("enter_facts", gettext_noop("Find out and enter: %(facts)s."), {"facts": facts})
    return Finding(BLOCKED, Reason("facts_missing", message, {"facts": facts}), unblock)


def facts_assumed(facts: str) -> Finding:
    """More than a token would rest on a guess."""
    message = gettext_noop("It rests on what is only assumed so far: %(facts)s.")
    unblock = Reason(
        "confirm_facts", gettext_noop("Ask or look up, then confirm: %(facts)s."), {"facts": facts}
    )
    return Finding(BLOCKED, Reason("facts_assumed", message, {"facts": facts}), unblock)


def nothing_to_give(gesture: GestureDefinition) -> Finding:
    """The amount comes to zero."""
    message = gettext_noop("%(gesture)s comes to nothing for these facts.")
    return Finding(BLOCKED, Reason("nothing_to_give", message, {"gesture": gesture.name}))


def amount_fixed(gesture: GestureDefinition, face: Money | None) -> Finding:
    """An amount was named where the policy has fixed it."""
    if face is None:
        message = gettext_noop("%(gesture)s has no amount to choose.")
        return Finding(BLOCKED, Reason("amount_fixed", message, {"gesture": gesture.name}))
    message = gettext_noop("%(gesture)s is worth %(face)s here; the amount is not to be chosen.")
    return Finding(BLOCKED, Reason("amount_fixed", message, {"gesture": gesture.name, "face": str(face)}))


def amount_out_of_range(gesture: GestureDefinition, least: Money, most: Money) -> Finding:
    """A named amount lies outside the range."""
    message = gettext_noop("%(gesture)s lies between %(least)s and %(most)s here.")
    params = {"gesture": gesture.name, "least": str(least), "most": str(most)}
    return Finding(BLOCKED, Reason("amount_out_of_range", message, params))


def given_in_case(gesture: GestureDefinition, count: int) -> Finding:
    """As often as the policy allows in one case."""
    message = gettext_noop("%(gesture)s was given in this case already (%(count)s of %(most)s).")
    params = {"gesture": gesture.name, "count": count, "most": gesture.max_per_case}
    return Finding(BLOCKED, Reason("given_in_case", message, params))


def cooling_down(gesture: GestureDefinition, days: int, again: date) -> Finding:
    """The customer had the same not long ago."""
    message = gettext_noop("This customer had %(gesture)s %(days)s days ago.")
    unblock = Reason(
        "wait_or_choose",
        gettext_noop("It can be given again from %(date)s on; until then, something else."),
        {"date": again.isoformat()},
    )
    return Finding(BLOCKED, Reason("cooling_down", message, {"gesture": gesture.name, "days": days}), unblock)


def over_ceiling(level: int, standing: Standing, total: Money, room: Money, percent: Decimal) -> Finding:
    """More than a certain part of the price (Haesevoets et al. 2017: beyond about 150 % it does harm)."""
    message = gettext_noop(
        "That makes %(total)s in this case; up to %(room)s keeps it within %(percent)s %% of the price."
    )
    params = {"total": str(total), "room": str(room), "percent": number_text(percent)}
    return Finding(needed(level, standing), Reason("over_ceiling", message, params))


def ceiling_unknown(level: int, standing: Standing, facts: str) -> Finding:
    """Without the price nobody can see whether it is in proportion."""
    message = gettext_noop("Without “%(facts)s” nobody can see whether this is in proportion.")
    unblock = Reason("enter_the_bill", gettext_noop("Enter the bill: %(facts)s."), {"facts": facts})
    return Finding(needed(level, standing), Reason("ceiling_unknown", message, {"facts": facts}), unblock)


def over_grant(grant: Money) -> Finding:
    """A grant that narrows (an API token's) is used up; somebody with authority has to say yes, whatever the
    level.
    """
    message = gettext_noop("That is more than the %(grant)s that may be given alone in one case.")
    return Finding(1, Reason("over_grant", message, {"grant": str(grant)}))


def no_budget(gesture: GestureDefinition) -> Finding:
    """No budget pays for it."""
    message = gettext_noop("No budget pays for %(gesture)s here.")
    unblock = Reason("ask_for_budget", gettext_noop("Ask finance to set up a budget for this place."))
    return Finding(BLOCKED, Reason("no_budget", message, {"gesture": gesture.name}), unblock)


def budget_exhausted(budget: BudgetLeft, face: Money) -> Finding:
    """A budget of the chain has not enough left."""
    message = gettext_noop("%(budget)s has %(left)s left; this takes %(face)s.")
    params = {"budget": budget.name, "left": str(budget.left), "face": str(face)}
    unblock = Reason(
        "raise_budget",
        gettext_noop("Ask finance for %(short)s more in %(budget)s, or choose something smaller."),
        {"budget": budget.name, "short": str(face - budget.left)},
    )
    return Finding(BLOCKED, Reason("budget_exhausted", message, params), unblock)


HAND_UP: Mapping[str, int] = MappingProxyType({"team": 1, "site": 2, "brand": 2, "campaign": 3})
"""Whose yes opens a budget for what the budgets below it cannot pay any more, by its level: a lead that of their team,
the CX manager that of a site or brand, finance that of a campaign or the whole house (design choice)."""


def budget_above(standing: Standing, short: BudgetLeft, payer: BudgetLeft, face: Money) -> Finding:
    """A budget of the chain has not enough left; one above it pays, with a yes of whoever answers for that one."""
    message = gettext_noop(
        "%(budget)s has %(left)s left; this takes %(face)s, so %(payer)s would pay for it."
    )
    params = {
        "budget": short.name,
        "left": str(short.left),
        "face": str(face),
        "payer": payer.name,
        "payer_id": payer.id,
    }
    return Finding(needed(HAND_UP.get(payer.level, 3), standing), Reason(PAID_ABOVE, message, params))


def guard_silent() -> Finding:
    """No row of the guard table speaks: what nobody has allowed is not allowed."""
    message = gettext_noop("The policy says nothing about giving this here.")
    unblock = Reason("complete_guard", gettext_noop("Ask the CX manager to complete the guard table."))
    return Finding(BLOCKED, Reason("guard_silent", message), unblock)
