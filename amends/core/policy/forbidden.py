"""What may never decide what somebody is given: traits and their proxies, reach, tone; and a customer's value unless
the policy says openly that it does.

Equal failures get equal remedies. A fact is refused when a policy is read, so that no draft can be tried with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from amends.core.policy.amounts import facts_of
from amends.core.policy.hits import exported_types
from amends.core.policy.model import BAND, ENTITLEMENT, GUARD, REMEDY, SEVERITY, PolicyDocument
from amends.core.policy.reading import Problems
from amends.core.policy.values import ValueType
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop


class FactForbidden(Refusal):
    """A fact that must never decide what somebody is given."""

    code = "policy_fact_forbidden"
    message = gettext_noop(
        "%(at)s: “%(fact)s” may not decide what a customer is given: %(why)s. Take it out. %(instead)s"
    )


class CustomerValueDecides(Refusal):
    """What a customer is worth to us would decide what they are given, and the policy does not say so."""

    code = "policy_customer_value_decides"
    message = gettext_noop(
        "%(at)s: what a customer is worth to you (“%(fact)s”) may order your work and your follow-up. To let it decide "
        "amounts as well, say so where the fact is declared: decides_amounts: true. The consistency report then shows "
        "it. It never decides what is owed."
    )


class Ground(Enum):
    """Why a fact is forbidden, and what to write instead."""

    TRAIT = (
        gettext_noop("it is a trait that people are protected in"),
        gettext_noop(
            "Where somebody needs something done differently, declare the need, as vulnerability_need does."
        ),
    )
    PROXY = (
        gettext_noop("it stands for traits that people are protected in"),
        gettext_noop(
            "Declare what it means for the failure instead, as yes or no: delivery to an island, a trip abroad."
        ),
    )
    REACH = (
        gettext_noop("who is heard by many is owed no more than others"),
        gettext_noop("What somebody threatens to tell can order your work, by the priority of the case."),
    )
    TONE = (
        gettext_noop("whoever stays polite must not get less"),
        gettext_noop("Declare the harm instead, as harm_class does."),
    )


ALWAYS: Mapping[Ground, frozenset[str]] = {
    Ground.TRAIT: frozenset(
        "gender ethnicity ethnic religion religious disability disabled nationality pregnancy pregnant marital "
        "sexuality skin caste birthdate birthday citizenship".split()
    ),
    Ground.PROXY: frozenset("surname forename postcode postal zipcode zip accent".split()),
    Ground.REACH: frozenset("follower followers influencer subscribers klout".split()),
    Ground.TONE: frozenset("anger angry sentiment rudeness rude politeness polite".split()),
}
"""Words that mean nothing else in a policy."""

OF_A_PERSON: Mapping[Ground, frozenset[str]] = {
    Ground.TRAIT: frozenset({"sex", "race", "age", "birth_date", "sexual_orientation", "mother_tongue"}),
    Ground.PROXY: frozenset({"name", "first_name", "last_name", "full_name"}),
    Ground.TONE: frozenset({"tone", "mood", "tone_voice"}),
}
"""Words that mean a person when they stand alone or beside one; a race may be run, and a card has an age."""

_PERSONS = frozenset(
    "customer guest passenger client caller complainant member person traveller patient patron user "
    "complaint message the of s".split()
)

_VALUE = frozenset(
    "lifetime_value customer_lifetime_value customer_value customer_worth clv cltv ltv expected_revenue".split()
)
"""What a customer is worth to us (domain: allowed for priority and follow-up)."""

_CHAIN = frozenset({SEVERITY, ENTITLEMENT, REMEDY, BAND, GUARD})


def ground_of(text: str) -> Ground | None:
    """Why a fact with this name or label is forbidden; None for one that is not."""
    words = re.findall(r"[a-z]+", text.lower())
    for ground, always in ALWAYS.items():
        if always & set(words):
            return ground
    rest = "_".join(word for word in words if word not in _PERSONS)
    return next((ground for ground, names in OF_A_PERSON.items() if rest in names), None)


def check_forbidden(problems: Problems, name: str, label: str, at: str) -> None:
    """Note `FactForbidden` at `at` where neither the name nor the label may stand in a policy."""
    ground = ground_of(name) or ground_of(label)
    if ground is not None:
        why, instead = ground.value
        problems.add(FactForbidden(field=at, at=at, fact=name, why=why, instead=instead))


def is_customer_value(name: str) -> bool:
    """Whether a fact of that name says what a customer is worth."""
    return name in _VALUE


def values_deciding(document: PolicyDocument) -> tuple[str, ...]:
    """The facts about a customer's value that this policy openly lets decide amounts, for the report."""
    return tuple(
        fact.name for fact in document.facts if is_customer_value(fact.name) and fact.decides_amounts
    )


def check_customer_value(document: PolicyDocument, problems: Problems) -> None:
    """Note `CustomerValueDecides` wherever a customer's value reaches what is given, by whatever detour."""
    known = {fact.name: fact for fact in document.facts if is_customer_value(fact.name)}
    hidden = {name: name for name, fact in known.items() if not fact.decides_amounts}
    never = {name: name for name in known}
    if not known:
        return
    for derived in document.derived:
        for reached in (hidden, never):
            behind = next((reached[str(term)] for term in derived.of if str(term) in reached), None)
            if behind is not None:
                reached[derived.name] = behind
    for table in document.tables:
        gives = exported_types(table)
        decides = table.name in _CHAIN or ValueType.MONEY in gives.values()
        for name in table.inputs:
            reached = never if table.name == ENTITLEMENT else hidden
            if decides and name in reached:
                _note(problems, f"tables.{table.name}.{name}", reached[name])
            for each in (hidden, never):
                if name in each:
                    each.update(dict.fromkeys(gives, each[name]))
    for name, form in document.amounts.items():
        for fact in sorted(facts_of(form, document.amounts) & set(hidden)):
            _note(problems, f"amounts.{name}", hidden[fact])
    for gesture in document.gestures:
        used = {fact for fact, _ in gesture.applies}
        used |= facts_of(gesture.amount, document.amounts) if gesture.amount else frozenset()
        for fact in sorted(used & set(hidden)):
            _note(problems, f"gestures.{gesture.code}", hidden[fact])


def _note(problems: Problems, at: str, fact: str) -> None:
    problems.add(CustomerValueDecides(field=at, at=at, fact=fact))
