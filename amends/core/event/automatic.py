"""What is given without a person: the one rule that acting on an event and its dry run ask.

Everything that a person could not give alone, or that nobody allowed the trigger, is withheld with its reason; the case
is then a person's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.core.case.assessment import Assessment
from amends.core.case.facts import CaseFacts
from amends.core.case.lifecycle import Event, State, unmet_guards
from amends.core.case.standing import CaseStanding
from amends.core.decision.basis import COUNTED, Asker, Basis, PastGiving
from amends.core.decision.giving import Giving, plan_giving
from amends.core.money import Money
from amends.core.offer.arguments import Choice
from amends.core.policy.envelope import Envelope
from amends.core.policy.line import ALLOWED, GestureLine
from amends.core.policy.trigger import Grant
from amends.core.policy.triggering import Matched
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Role
from amends.core.text import gettext_noop


class PersonDecides(Refusal):
    """The row of the trigger names no gesture."""

    code = "person_decides"
    kind = Kind.CONFLICT
    message = gettext_noop("The trigger “%(trigger)s” leaves this to a person.")


class OwedNeedsPerson(Refusal):
    """Something is owed, and the trigger may not give that, or not all facts are there to say how much."""

    code = "owed_needs_person"
    kind = Kind.CONFLICT
    message = gettext_noop("%(label)s is owed here, so a person looks at it.")


class NothingRecommended(Refusal):
    """No gesture of the envelope could be given alone."""

    code = "nothing_recommended"
    kind = Kind.CONFLICT
    message = gettext_noop("Nothing in the envelope can be given without a person.")


class GestureWithheld(Refusal):
    """The gesture needs somebody's yes, or cannot be given as things stand."""

    code = "gesture_withheld"
    kind = Kind.CONFLICT
    message = gettext_noop("%(gesture)s is not given without a person. %(why)s")


class WorthUnknown(Refusal):
    """A share of a bill that nobody knows has no sum that could be held against a grant."""

    code = "worth_unknown"
    kind = Kind.CONFLICT
    message = gettext_noop("%(gesture)s has no sum of its own, so a person gives it.")


class CustomerLimitReached(Refusal):
    """Together with what this customer was given before, it is more than the trigger may give."""

    code = "customer_limit_reached"
    kind = Kind.EXHAUSTED
    message = gettext_noop(
        "With %(before)s given in the last %(days)s days, this is more than the %(most)s that the trigger may "
        "give to one customer."
    )


@dataclass(frozen=True, slots=True)
class Automatic:
    """What goes out by itself: one gesture, the codes of what is owed, and the gesture's face value."""

    choices: tuple[Choice, ...]
    owed: tuple[str, ...]
    face: Money


def automatic_asker(grant: Grant | None, currency: str) -> Asker:
    """The authority of a trigger: that of a program, level 0, within its grant for one case."""
    per_case = None if grant is None else Money.from_decimal(grant.per_case, currency).minor
    return Asker(Role.PROGRAM.value, 0, per_case)


def plan_automatic(
    matched: Matched, shown: Envelope, past: Iterable[PastGiving], *, currency: str, now: datetime
) -> Automatic:
    """What the trigger gives of the envelope that was built for it; `past` are this customer's givings.

    Raises `PersonDecides`, `OwedNeedsPerson`, `NothingRecommended`, `GestureWithheld`, `WorthUnknown` and
    `CustomerLimitReached`. What a day allows is counted when it is given.
    """
    trigger = matched.trigger
    if not matched.gesture or trigger.grant is None:
        raise PersonDecides(trigger=trigger.name)
    owed = next((due for due in shown.owed if due.missing or not trigger.owed), None)
    if owed is not None:
        raise OwedNeedsPerson(label=owed.label)
    line = _line(matched, shown)
    face = line.face or Money.zero(currency)
    if line.percent is not None and not face.minor:
        raise WorthUnknown(gesture=line.name)
    _check_customer(trigger.grant, face, past, now)
    return Automatic((Choice(line.gesture_code),), tuple(due.code for due in shown.owed), face)


@dataclass(frozen=True, slots=True)
class Alone:
    """All that is decided about giving without a person: the envelope it was asked of, what goes out, its giving."""

    shown: Envelope
    planned: Automatic
    giving: Giving


def decide_alone(
    basis: Basis, matched: Matched, past: Iterable[PastGiving], *, currency: str, now: datetime
) -> Alone:
    """The one decision that acting on an event, acting on many, and the dry run share.

    Raises what `plan_automatic` and `core.decision.giving.plan_giving` raise.
    """
    shown = basis.envelope()
    planned = plan_automatic(matched, shown, past, currency=currency, now=now)
    giving = plan_giving(basis, shown.verdict, planned.choices, planned.owed, currency=currency)
    return Alone(shown, planned, giving)


def check_fast_track(found: Assessment, facts: CaseFacts, *, remedy_from_tables: bool) -> None:
    """Raise what keeps a case that was only assessed from being decided at once (the guards of core.case.lifecycle)."""
    standing = CaseStanding(
        severity=found.severity,
        flags_set=True,
        flags=found.flags,
        facts=facts.core_facts,
        cause_plain=facts.cause_is_plain,
        within_authority=True,
        approvals_present=True,
        remedy_from_tables=remedy_from_tables,
    )
    for refusal in unmet_guards(State.ASSESSED, Event.FAST_TRACK, standing):
        raise refusal


def _line(matched: Matched, shown: Envelope) -> GestureLine:
    """The line of the envelope that is meant, which has to be free to give."""
    if matched.takes_the_first:
        free = (line for line in shown.may_give if line.fits and line.open_min is None)
        first = next(free, None)
        if first is None:
            raise NothingRecommended
        return first
    line = shown.line(matched.gesture)
    if line is None:
        raise GestureWithheld(gesture=matched.gesture, why="")
    if line.status != ALLOWED or line.open_min is not None:
        raise GestureWithheld(gesture=line.name, why=" ".join(str(reason) for reason in line.reasons))
    return line


def _check_customer(grant: Grant, face: Money, past: Iterable[PastGiving], now: datetime) -> None:
    """Within `days`, everything that counts as given to this customer, by whomever, and this."""
    since = now - timedelta(days=grant.days)
    counted = (
        giving.face
        for giving in past
        if giving.state in COUNTED and giving.face.currency == face.currency and giving.made_at > since
    )
    before = sum(counted, Money.zero(face.currency))
    most = Money.from_decimal(grant.per_customer, face.currency)
    if face.minor and most < before + face:
        raise CustomerLimitReached(before=before, days=grant.days, most=most)
