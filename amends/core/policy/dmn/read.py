"""Decision tables out of DMN 1.1 to 1.5: facts and tables of ours, in the order in which they are decided.

What is read: decision tables with every hit policy, whose inputs are names (also of other decisions, and paths like
`applicant.age`), whose cells are S-FEEL unary tests and whose outputs are values. What needs more of FEEL is refused
with its table, row and column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from xml.etree.ElementTree import Element

from amends.core.policy.declarations import read_derived
from amends.core.policy.derived import DerivedFact
from amends.core.policy.dmn.cells import cell_text, named_in, output_text, values_of
from amends.core.policy.dmn.elements import child, children, content, local, ours, text_of
from amends.core.policy.dmn.facts import Vocabulary
from amends.core.policy.dmn.words import HIT_POLICIES, NAMESPACES, RESULT, TYPES, our_name
from amends.core.policy.hits import export_name, exported_types
from amends.core.policy.model import GUARD, GUARD_FACTS, FactDeclaration, Table
from amends.core.policy.parse import PolicyInvalid
from amends.core.policy.reading import Problems, Reader
from amends.core.policy.rows import read_table
from amends.core.policy.values import ValueType, literal
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

_NAME = re.compile(r"[^\W\d][\w ]*(\.[^\W\d][\w ]*)*")
_NOT_DMN = gettext_noop("this is no DMN model of version 1.1 to 1.5")
_NO_TABLE = gettext_noop("it is no decision table; take it out, or write it as one")
_CIRCLE = gettext_noop("the decisions need each other in a circle")
_NO_NAME = gettext_noop("an input has to be a name or a path of names, without further FEEL")
_NO_POLICY = gettext_noop("DMN knows no such hit policy")


class DmnUnusable(Refusal):
    """A part of a DMN model that is no decision table of names, tests and values."""

    code = "dmn_unusable"
    message = gettext_noop("%(at)s: %(problem)s.")


@dataclass(frozen=True)
class DmnModel:
    """What a DMN file holds for us. `titles` are DMN's own names of decisions and inputs, by ours."""

    name: str
    facts: tuple[FactDeclaration, ...]
    derived: tuple[DerivedFact, ...]
    tables: tuple[Table, ...]
    titles: Mapping[str, str]
    rest: Mapping[str, object] = field(
        default_factory=dict
    )  # of our own files: amounts, gestures and the like


@dataclass
class _Reading:
    """One file being read."""

    vocabulary: Vocabulary
    facts: dict[str, FactDeclaration]
    problems: Problems = field(default_factory=Problems)
    derived: tuple[DerivedFact, ...] = ()
    decisions: dict[str, Element] = field(default_factory=dict)  # those that are tables, by name
    makers: dict[str, str] = field(default_factory=dict)  # decisions by the names of their results
    names: dict[str, str] = field(default_factory=dict)  # our names of facts and results, by DMN's expression
    titles: dict[str, str] = field(default_factory=dict)

    def unusable(self, at: str, problem: str) -> None:
        self.problems.add(DmnUnusable(field=at, at=at, problem=problem))


def read_dmn(root: Element) -> DmnModel:
    """The tables of a DMN model, from its `definitions` element. Raises `PolicyInvalid` with every problem."""
    if local(root) != "definitions" or root.tag.rpartition("}")[0].lstrip("{") not in NAMESPACES:
        raise PolicyInvalid((DmnUnusable(field="definitions", at="definitions", problem=_NOT_DMN),))
    vocabulary = Vocabulary(root)
    reading = _Reading(vocabulary, vocabulary.own_facts())
    own = Reader({"derived": vocabulary.own_derived()}, "", reading.problems)
    reading.derived = read_derived(own, {fact.name: fact.type for fact in reading.facts.values()})
    for decision in children(root, "decision"):
        _take(reading, decision, decision.get("name") or "")
    tables: list[Table] = []
    for name in _in_order(reading):
        tables.append(_table(reading, name, tables))
    if reading.problems.found:
        raise PolicyInvalid(tuple(reading.problems.found))
    facts = tuple(reading.facts.values())
    name = root.get("name") or "DMN"
    return DmnModel(name, facts, reading.derived, tuple(tables), reading.titles, _rest(root))


def _rest(root: Element) -> Mapping[str, object]:
    """What of our own policy document is no decision table; nothing in the files of others."""
    try:
        data = json.loads((ours(root, "policy") or {}).get("rest", "{}"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _take(reading: _Reading, decision: Element, name: str) -> None:
    """Note a decision, and what its results are called, before any table is read."""
    table = child(decision, "decisionTable")
    if table is None:
        reading.unusable(name, _NO_TABLE)
        return
    reading.decisions[name] = decision
    variable = child(decision, "variable")
    called = (variable.get("name") if variable is not None else None) or name
    named = our_name(name)
    reading.titles[named] = name
    outputs = [column.get("name") or name for column in children(table, "output")]
    for alias in dict.fromkeys((called, name)):
        reading.makers[alias] = name
        for output in (*outputs, *_results(table)):
            exported = export_name(named, our_name(output))
            if exported is not None:
                reading.names[f"{alias}.{output}"] = exported
        whole = f"{alias}.{outputs[0]}" if len(outputs) == 1 else ""
        if whole in reading.names:
            reading.names[alias] = reading.names[whole]


def _in_order(reading: _Reading) -> list[str]:
    """Decisions so that each comes after those whose results it looks at; otherwise as in the file."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, decision in reading.decisions.items():
        asked = {_expression(column).split(".")[0] for column in decision.iter() if local(column) == "input"}
        asked |= named_in(_tests(decision), reading.makers)
        sorter.add(name, *(reading.makers[one] for one in asked if one in reading.makers))
    try:
        sorter.prepare()
    except CycleError:
        reading.unusable("definitions", _CIRCLE)
        return []
    places = {name: place for place, name in enumerate(reading.decisions)}
    ordered: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=places.__getitem__)
        ordered.append(ready.pop(0))
        sorter.done(ordered[-1])
    return ordered


def _table(reading: _Reading, name: str, before: list[Table]) -> Table:
    """One decision table, read the way ours are: every problem with its row and column."""
    named, decision = our_name(name), reading.decisions[name]
    xml = child(decision, "decisionTable")
    assert xml is not None, "only decisions with tables are taken"
    known: dict[str, ValueType] = dict(GUARD_FACTS) if named == GUARD else {}
    known.update({fact.name: fact.type for fact in reading.facts.values()})
    known.update({fact.name: fact.type for fact in reading.derived})
    for table in before:
        known.update(exported_types(table))
    for expression in named_in(_tests(xml), reading.vocabulary.inputs):
        if our_name(expression) not in known:
            _declare(reading, expression, None, [], known)
    columns = [_column(reading, named, xml, place, known) for place in range(len(children(xml, "input")))]
    results = _results(xml)
    outputs = [_output(column, name) for column in children(xml, "output")]
    outputs += [{"name": our_name(result), **entries} for result, entries in results.items()]
    own = ours(decision, "table") or {}
    data: dict[str, object] = {
        "name": named,
        "title": decision.get("label") or "",
        "hit_policy": _hit_policy(reading, named, xml),
        "rises_with": own.get("rises_with", "").split(),
        "inputs": columns,
        "outputs": outputs,
        "rules": [_rule(reading, rule, columns, known, len(results)) for rule in children(xml, "rule")],
    }
    choices = {fact.name: fact.choices for fact in reading.facts.values()}
    return read_table(Reader(data, named, reading.problems), known, choices)


def _hit_policy(reading: _Reading, table: str, xml: Element) -> str:
    key = (xml.get("hitPolicy") or "UNIQUE").upper(), (xml.get("aggregation") or "").upper()
    if key not in HIT_POLICIES:
        reading.unusable(table, _NO_POLICY)
        return "unique"
    return HIT_POLICIES[key].value


def _column(reading: _Reading, table: str, xml: Element, place: int, known: dict[str, ValueType]) -> str:
    """Our name of an input column; a fact is declared for it unless it is known already."""
    column = children(xml, "input")[place]
    expression = _expression(column)
    name = reading.names.get(expression) or our_name(expression)
    if name in known:
        return name
    if not _NAME.fullmatch(expression):
        reading.unusable(f"tables.{table}.{expression[:60] or place + 1}", _NO_NAME)
    entries = (children(rule, "inputEntry") for rule in children(xml, "rule"))
    tests = [text_of(row[place]) for row in entries if place < len(row)]
    return _declare(reading, expression, column, tests, known)


def _declare(
    reading: _Reading, expression: str, column: Element | None, tests: list[str], known: dict[str, ValueType]
) -> str:
    """A fact for what DMN calls `expression`; our name of it."""
    fact = reading.vocabulary.declared(expression, column, tests)
    reading.facts[fact.name] = fact
    reading.names[expression] = fact.name
    reading.titles[fact.name] = expression
    known[fact.name] = fact.type
    return fact.name


def _output(column: Element, decision: str) -> dict[str, object]:
    """An output column as plain data."""
    entry: dict[str, object] = {"name": our_name(column.get("name") or decision)}
    own, kind = ours(column, "result"), TYPES.get((column.get("typeRef") or "").split(":")[-1].lower())
    if own is not None:
        entry["type"] = own.get("type")
    elif kind is not None:
        entry["type"] = kind.value
    values, default = text_of(child(column, "outputValues")), text_of(child(column, "defaultOutputEntry"))
    return entry | {
        "choices": [literal(value) for value in values_of(values)],
        "default": output_text(default) or None,
    }


def _results(xml: Element) -> dict[str, dict[str, object]]:
    """Further results of a table that sums up: annotation columns called `result NAME`, with what they hold."""
    found: dict[str, dict[str, object]] = {}
    for column in children(xml, "annotation"):
        name = column.get("name") or ""
        if not name.startswith(RESULT):
            break
        own = ours(column, "result") or {}
        choices = [literal(value) for value in values_of(own.get("choices", ""))]
        entries: dict[str, object] = {
            "type": own.get("type"),
            "choices": choices,
            "default": own.get("default"),
        }
        found[name.removeprefix(RESULT)] = entries
    return found


def _rule(
    reading: _Reading, rule: Element, columns: list[str], known: Mapping[str, ValueType], results: int
) -> dict[str, object]:
    tests = [text_of(entry) for entry in children(rule, "inputEntry")]
    when = [
        cell_text(test, known.get(column, ValueType.STRING), reading.names)
        for column, test in zip(columns, tests, strict=False)
    ]
    then = [output_text(text_of(entry)) for entry in children(rule, "outputEntry")]
    notes = [text_of(entry) for entry in children(rule, "annotationEntry")]
    remark = "; ".join(note for note in notes[results:] if note) or content(child(rule, "description"))
    return {
        "when": [*when, *tests[len(columns) :]],
        "then": then + [output_text(note) for note in notes[:results]],
        "note": remark,
    }


def _tests(element: Element) -> list[str]:
    """The texts of all input cells below an element."""
    return [text_of(entry) for entry in element.iter() if local(entry) == "inputEntry"]


def _expression(column: Element) -> str:
    return ".".join(part.strip() for part in text_of(child(column, "inputExpression")).split("."))
