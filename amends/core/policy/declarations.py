"""Reads and writes what a policy declares to know of a case: facts that are told, and facts worked out from them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from amends.core.policy.derived import RULES, DerivedFact
from amends.core.policy.facts import read_fact
from amends.core.policy.model import GUARD_FACTS, FactDeclaration
from amends.core.policy.reading import Reader, to_number
from amends.core.policy.values import FactValue, ValueType
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

FORBIDDEN_FACTS = frozenset(
    "name first_name last_name surname gender sex race ethnicity religion disability nationality age "
    "birth_date pregnancy marital_status sexual_orientation postcode postal_code zip zip_code skin_colour "
    "mother_tongue followers follower_count tone anger sentiment".split()
)
"""Protected traits and their proxies, reach and tone: never an input of what somebody is given."""


class FactForbidden(Refusal):
    """A fact that must never decide what somebody is given."""

    code = "policy_fact_forbidden"
    message = gettext_noop("%(at)s: “%(fact)s” may not decide what a customer is given. Take it out.")


def read_declarations(reader: Reader, currency: str) -> tuple[FactDeclaration, ...]:
    """The entries under `facts`; notes problems in the reader."""
    facts: list[FactDeclaration] = []
    for number, item in enumerate(reader.items("facts"), 1):
        entry = Reader(item, f"facts[{number}]", reader.problems)
        name = entry.name("name")
        if name in FORBIDDEN_FACTS:
            reader.problems.add(FactForbidden(field=entry.path("name"), at=entry.path("name"), fact=name))
        if name in GUARD_FACTS or any(fact.name == name for fact in facts):
            entry.bad("name", gettext_noop("a name that is not taken; the guard table has names of its own"))
        bare = FactDeclaration(
            name=name,
            type=entry.choice("type", ValueType, ValueType.STRING),
            label=entry.text("label"),
            unit=entry.text("unit"),
            source=entry.text("source") or "staff",
            optional=entry.flag("optional", False),
            finding=entry.flag("finding", False),
            least=entry.number("least"),
            most=entry.number("most"),
            whole=entry.flag("whole", False),
        )
        facts.append(FactDeclaration(**{**vars(bare), "choices": _choices(entry, bare, currency)}))
        entry.close()
    return tuple(facts)


def _choices(entry: Reader, bare: FactDeclaration, currency: str) -> tuple[FactValue, ...]:
    choices: list[FactValue] = []
    for item in entry.items("choices"):
        try:
            if bare.type is ValueType.LIST:
                choices.append(str(item))
            else:
                choices.append(read_fact(bare, item, currency))
        except Refusal as problem:
            entry.problems.unusable(
                entry.path("choices"), item, str(problem.params.get("expected", bare.type))
            )
    return tuple(dict.fromkeys(choices))


def declaration_data(fact: FactDeclaration) -> dict[str, object]:
    """A declaration as plain data, the way `read_declarations` reads it."""
    return {name: value for name, value in vars(fact).items() if value is not None}


def read_derived(reader: Reader, types: Mapping[str, ValueType]) -> tuple[DerivedFact, ...]:
    """The entries under `derived`; `types` are the declared facts. Each may take those above it."""
    known = dict(types)
    derived: list[DerivedFact] = []
    for number, item in enumerate(reader.items("derived"), 1):
        entry = Reader(item, f"derived[{number}]", reader.problems)
        name, rule = entry.name("name"), entry.text("rule", required=True)
        label, unit = entry.text("label"), entry.text("unit")
        if name in FORBIDDEN_FACTS:
            reader.problems.add(FactForbidden(field=entry.path("name"), at=entry.path("name"), fact=name))
        if name in GUARD_FACTS or name in known:
            entry.bad("name", gettext_noop("a name that is not taken; the guard table has names of its own"))
        terms = _terms(entry, rule, known)
        entry.close()
        if terms is not None:
            derived.append(DerivedFact(name, rule, terms, label, unit))
            known[name] = RULES[rule].gives
    return tuple(derived)


def derived_data(fact: DerivedFact) -> dict[str, object]:
    """A derived fact as plain data, the way `read_derived` reads it."""
    return {
        "name": fact.name,
        "rule": fact.rule,
        "of": fact.of,
        "label": fact.label,
        "unit": fact.unit,
    }


def _terms(entry: Reader, rule: str, known: Mapping[str, ValueType]) -> tuple[str | Decimal, ...] | None:
    """What the rule takes, each a known fact of a fitting type or a number; None where that cannot be."""
    if rule not in RULES:
        entry.bad("rule", ", ".join(RULES))
        entry.items("of")
        return None
    takes = RULES[rule].takes
    raw = entry.items("of")
    terms: list[str | Decimal] = []
    for term, allowed in zip(raw, takes, strict=False):
        if isinstance(term, str) and known.get(term) in allowed:
            terms.append(term)
        elif (number := to_number(term)) is not None and ValueType.NUMBER in allowed:
            terms.append(number)
    if len(terms) != len(takes) or len(raw) != len(takes):
        wanted = "; ".join(" or ".join(sorted(allowed)) for allowed in takes)
        entry.bad("of", gettext_noop("the facts that it takes, in this order, of the types: ") + wanted)
        return None
    return tuple(terms)
