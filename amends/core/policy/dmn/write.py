"""Our tables as DMN 1.5, so that any DMN tool can show and run them and we can read them back.

Each table is a decision, each fact input data. What DMN has no word for (a money fact, the fact's bounds, the columns
an outcome must rise with) stands in extension elements of ours. A table that sums up has one result in DMN: its
further"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr  # writes only

from amends.core.policy.derived import DerivedFact
from amends.core.policy.dmn.cells import feel_text
from amends.core.policy.dmn.words import HIT_POLICIES, NAMESPACE, OURS, RESULT, TYPE_WORDS
from amends.core.policy.hits import export_name, exported_types
from amends.core.policy.model import GUARD_FACTS, FactDeclaration, OutputColumn, PolicyDocument, Rule, Table
from amends.core.policy.parse import document_text
from amends.core.policy.values import FactValue, ValueType, canonical_text, literal, number_text

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REST = ("currency", "effective_from", "amounts", "ceiling", "gestures")
_POLICIES = {policy: words for words, policy in HIT_POLICIES.items()}


def write_dmn(document: PolicyDocument) -> str:
    """The facts and tables of a policy as one DMN model."""
    expressions = _expressions(document)
    makers = {name: table.name for table in document.tables for name in exported_types(table)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _open(
            "definitions",
            {
                "xmlns": NAMESPACE,
                "xmlns:amends": OURS,
                "id": "policy",
                "name": document.name,
                "namespace": OURS,
                "exporter": "amends",
            },
        ),
    ]
    lines.append(_extension("policy", {"rest": _rest(document)}))
    for fact in document.facts:
        lines += _fact_type(fact)
    for fact in document.facts:
        lines += _fact(fact)
    for derived in document.derived:
        lines += _derived(derived)
    used = {name for table in document.tables for name in table.inputs}
    declared = {fact.name for fact in document.facts} | {fact.name for fact in document.derived}
    for name in GUARD_FACTS:
        if name in used and name not in declared and name not in makers:
            lines += _input_data(name, TYPE_WORDS[GUARD_FACTS[name]], "", "")
    for table in document.tables:
        lines += _decision(table, expressions, makers)
    lines.append("</definitions>")
    return "\n".join(lines) + "\n"


def _rest(document: PolicyDocument) -> str:
    """The canonical text without what the model itself says."""
    data = json.loads(document_text(document), parse_float=Decimal)
    return canonical_text({name: data[name] for name in _REST})


def _expressions(document: PolicyDocument) -> dict[str, str]:
    """How DMN calls the results of tables: by the decision, or by the decision and the output."""
    found: dict[str, str] = {}
    for table in document.tables:
        single = len(_weighing(table)) == 1
        for output in table.output_names:
            exported = export_name(table.name, output)
            if exported is None:
                continue
            is_whole = single and output == table.output_names[0]
            found[exported] = table.name if is_whole else f"{table.name}.{output}"
    return found


def _weighing(table: Table) -> tuple[OutputColumn, ...]:
    """The outputs that are outputs in DMN: all, or the first where the table sums up."""
    return table.outputs[:1] if table.hit_policy.is_sum else table.outputs


def _fact_type(fact: FactDeclaration) -> Iterator[str]:
    """An item definition for a fact with choices, and for a list."""
    if not fact.choices and fact.type is not ValueType.LIST:
        return
    is_list = fact.type is ValueType.LIST
    yield _open("itemDefinition", {"name": f"t_{fact.name}", "isCollection": "true" if is_list else ""})
    yield f"<typeRef>{'string' if is_list else TYPE_WORDS[fact.type]}</typeRef>"
    if fact.choices:
        yield f"<allowedValues>{_text(_enumeration(fact.choices))}</allowedValues>"
    yield "</itemDefinition>"


def _fact(fact: FactDeclaration) -> list[str]:
    own = {
        "type": fact.type.value,
        "unit": fact.unit,
        "source": fact.source,
        "optional": _flag(fact.optional),
        "finding": _flag(fact.finding),
        "whole": _flag(fact.whole),
        "least": "" if fact.least is None else number_text(fact.least),
        "most": "" if fact.most is None else number_text(fact.most),
    }
    if fact.decides_amounts:
        own["decides_amounts"] = _flag(True)
    named = bool(fact.choices) or fact.type is ValueType.LIST
    ref = f"t_{fact.name}" if named else TYPE_WORDS[fact.type]
    return _input_data(fact.name, ref, fact.label, _extension("fact", own))


def _derived(fact: DerivedFact) -> list[str]:
    terms = " ".join(term if isinstance(term, str) else number_text(term) for term in fact.of)
    own = _extension("derived", {"rule": fact.rule, "of": terms, "unit": fact.unit})
    return _input_data(fact.name, TYPE_WORDS[fact.type], fact.label, own)


def _input_data(name: str, ref: str, label: str, extension: str) -> list[str]:
    return [
        _open("inputData", {"id": f"input_{name}", "name": name, "label": label}),
        *([extension] if extension else []),
        _open("variable", {"name": name, "typeRef": ref}, closed=True),
        "</inputData>",
    ]


def _decision(table: Table, expressions: Mapping[str, str], makers: Mapping[str, str]) -> Iterator[str]:
    hit_policy, aggregation = _POLICIES[table.hit_policy]
    yield _open("decision", {"id": f"decision_{table.name}", "name": table.name, "label": table.title})
    if table.rises_with:
        yield _extension("table", {"rises_with": " ".join(table.rises_with)})
    yield _open("variable", {"name": table.name}, closed=True)
    needed = [
        cell_name for rule in table.rules for cell in rule.cells for cell_name in sorted(cell.test.names())
    ]
    for name in dict.fromkeys([*table.inputs, *needed]):
        yield "<informationRequirement>"
        maker = makers.get(name)
        kind, target = ("Input", f"input_{name}") if maker is None else ("Decision", f"decision_{maker}")
        yield _open(f"required{kind}", {"href": f"#{target}"}, closed=True)
        yield "</informationRequirement>"
    yield _open("decisionTable", {"hitPolicy": hit_policy, "aggregation": aggregation})
    for name, kind in zip(table.inputs, table.input_types, strict=True):
        expression = _open("inputExpression", {"typeRef": TYPE_WORDS[kind]})
        yield f"<input>{expression}{_text(expressions.get(name, name))}</inputExpression></input>"
    yield from (_output(column) for column in _weighing(table))
    for column in table.outputs[len(_weighing(table)) :]:
        own = {
            "type": column.type.value,
            "choices": _enumeration(column.choices),
            "default": literal(column.default),
        }
        extension = _extension("result", own)
        yield f"{_open('annotation', {'name': RESULT + column.name})}{extension}</annotation>"
    yield _open("annotation", {"name": "remark"}, closed=True)
    for rule in table.rules:
        yield _rule(table, rule, expressions)
    yield "</decisionTable>"
    yield "</decision>"


def _output(column: OutputColumn) -> str:
    inner = _extension("result", {"type": column.type.value})
    if column.choices:
        inner += f"<outputValues>{_text(_enumeration(column.choices))}</outputValues>"
    if column.default is not None:
        inner += f"<defaultOutputEntry>{_text(literal(column.default))}</defaultOutputEntry>"
    return f"{_open('output', {'name': column.name, 'typeRef': TYPE_WORDS[column.type]})}{inner}</output>"


def _rule(table: Table, rule: Rule, expressions: Mapping[str, str]) -> str:
    weighing = len(_weighing(table))
    cells = [
        feel_text(cell, kind, expressions) for cell, kind in zip(rule.cells, table.input_types, strict=True)
    ]
    values = [literal(value) for value in rule.outputs]
    entries = [
        *(f"<inputEntry>{_text(cell)}</inputEntry>" for cell in cells),
        *(f"<outputEntry>{_text(value)}</outputEntry>" for value in values[:weighing]),
        *(f"<annotationEntry>{_text(value)}</annotationEntry>" for value in values[weighing:]),
        f"<annotationEntry>{_text(rule.annotation)}</annotationEntry>",
    ]
    return f"<rule>{''.join(entries)}</rule>"


def _enumeration(values: tuple[FactValue, ...]) -> str:
    return ", ".join(literal(value) for value in values)


def _extension(kind: str, entries: Mapping[str, str]) -> str:
    return f"<extensionElements>{_open(f'amends:{kind}', entries, closed=True)}</extensionElements>"


def _text(value: str) -> str:
    return f"<text>{escape(_NOT_IN_XML.sub(' ', value))}</text>"


def _open(tag: str, attributes: Mapping[str, str], *, closed: bool = False) -> str:
    """An opening tag; attributes without a value are left out."""
    told = "".join(
        f" {name}={quoteattr(_NOT_IN_XML.sub(' ', value))}" for name, value in attributes.items() if value
    )
    return f"<{tag}{told}{'/' if closed else ''}>"


def _flag(value: bool) -> str:
    return "true" if value else "false"
