"""Reads and writes what a policy declares to know of a case: facts that are told, and facts worked out from them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from amends.core.policy.derived import RULES, DerivedFact
from amends.core.policy.facts import read_fact
from amends.core.policy.forbidden import check_forbidden
from amends.core.policy.model import GUARD_FACTS, FactDeclaration
from amends.core.policy.reading import Reader, to_number
from amends.core.policy.values import FactValue, ValueType
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop


def read_declarations(reader: Reader, currency: str) -> tuple[FactDeclaration, ...]:
    """The entries under `facts`; notes problems in the reader."""
    facts: list[FactDeclaration] = []
    for number, item in enumerate(reader.items("facts"), 1):
        entry = Reader(item, f"facts[{number}]", reader.problems)
        name = entry.name("name")
        label = entry.text("label")
        check_forbidden(reader.problems, name, label, entry.path("name"))
        if name in GUARD_FACTS or any(fact.name == name for fact in facts):
            entry.bad("name", gettext_noop("a name that is not taken; the guard table has names of its own"))
        bare = FactDeclaration(
            name=name,
            type=entry.choice("type", ValueType, ValueType.STRING),
            label=label,
            unit=entry.text("unit"),
            source=entry.text("source") or "staff",
            optional=entry.flag("optional", False),
            finding=entry.flag("finding", False),
            least=entry.number("least"),
            most=entry.number("most"),
            whole=entry.flag("whole", False),
            decides_amounts=entry.flag("decides_amounts", False),
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
    told = {name: value for name, value in vars(fact).items() if value is not None}
    return told if fact.decides_amounts else {name: told[name] for name in told if name != "decides_amounts"}


def read_derived(reader: Reader, types: Mapping[str, ValueType]) -> tuple[DerivedFact, ...]:
    """The entries under `derived`; `types` are the declared facts. Each may take those above it."""
    known = dict(types)
    derived: list[DerivedFact] = []
    for number, item in enumerate(reader.items("derived"), 1):
        entry = Reader(item, f"derived[{number}]", reader.problems)
        name, rule = entry.name("name"), entry.text("rule", required=True)
        label, unit = entry.text("label"), entry.text("unit")
        check_forbidden(reader.problems, name, label, entry.path("name"))
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
