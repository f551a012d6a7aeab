"""The table tests of the DMN Technology Compatibility Kit: our import, our answers, their expectations.

The folders whose tables need tables and unary tests alone count; of the others, those that can be read are tried too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

from acceptance.checked import Checked
from amends.core.policy.dmn.read import DmnModel, read_dmn
from amends.core.policy.dmn.words import our_name
from amends.core.policy.hits import Outcome, RowsContradict, decide_table, exported
from amends.core.policy.model import Table
from amends.core.policy.parse import PolicyInvalid
from amends.core.policy.values import FactValue
from amends.entrypoints.common.xml import parse_xml

COUNTED = (
    "0004-simpletable-U",
    "0006-simpletable-P1",
    "0010-multi-output-U",
    "0108-first-hitpolicy",
    "0111-first-hitpolicy-singleoutputcol",
    "0112-ruleOrder-hitpolicy-singleinoutcol",
    "0113-outputOrder-hitpolicy-singleinoutcol",
    "0116-count-collect-hitpolicy",
    "0119-multi-collect-hitpolicy",
)
TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NO_ANSWER = "no table of that name"


def kit(folder: Path) -> Iterator[Checked]:
    """Every test case of every folder; one that needs more of FEEL than tables is told and does not count."""
    for place in sorted((folder / "dmn_tck").iterdir()):
        counts = place.name in COUNTED
        try:
            model = read_kit(place)
        except PolicyInvalid:
            yield Checked(
                place.name, "read", "not read", counts=counts, note="folders that need more of FEEL"
            )
            continue
        for case in kit_cases(place):
            for result in case.findall(f"{TCK}resultNode"):
                name = f"{place.name} {case.get('id')} {result.get('name')}"
                found = answer(model, our_name(result.get("name") or ""), kit_facts(case))
                expected = expectation(result)
                if counts or found == expected:
                    yield Checked(name, expected, found)
                else:
                    yield Checked(name, expected, found, counts=False, note="cases that need more of FEEL")


def read_kit(place: Path) -> DmnModel:
    """The model of a folder, through our own import."""
    return read_dmn(parse_xml(next(place.glob("*.dmn")).read_bytes()))


def kit_cases(place: Path) -> list[Element]:
    """The test cases of a folder."""
    return [
        case
        for tests in sorted(place.glob("*-test-*.xml"))
        for case in parse_xml(tests.read_bytes()).findall(f"{TCK}testCase")
    ]


def kit_facts(case: Element) -> dict[str, FactValue]:
    """What a case tells, by our names; the parts of a structure by their path."""
    facts: dict[str, FactValue] = {}
    for node in case.findall(f"{TCK}inputNode"):
        name = node.get("name") or ""
        facts[our_name(name)] = _value(node.find(f"{TCK}value"))
        for part in node.findall(f"{TCK}component"):
            facts[our_name(f"{name}.{part.get('name')}")] = _value(part.find(f"{TCK}value"))
    return facts


def expectation(result: Element) -> object:
    """An expected result as the kit writes it: a value, a structure by component, or a list of either."""
    expected = result.find(f"{TCK}expected")
    return None if expected is None else _shaped(expected)


def answer(model: DmnModel, decision: str, facts: Mapping[str, FactValue]) -> object:
    """Our outcome of that decision in the same shape, with the decisions before it."""
    known = dict(facts)
    for table in model.tables:
        try:
            outcome = decide_table(table, known)
        except RowsContradict as refusal:
            return str(refusal)
        if table.name == decision:
            return _answer(table, outcome)
        known.update(exported(table, outcome))
    return _NO_ANSWER


def _answer(table: Table, outcome: Outcome) -> object:
    if table.hit_policy.is_sum:
        return outcome.values[0][1]
    names = table.output_names
    shaped = [
        result[0] if len(names) == 1 else dict(zip(names, result, strict=True)) for result in outcome.results
    ]
    return shaped if table.hit_policy.is_list else shaped[0]


def _shaped(element: Element) -> object:
    listed = element.find(f"{TCK}list")
    if listed is not None:
        return [_shaped(item) for item in listed.findall(f"{TCK}item")]
    parts = element.findall(f"{TCK}component")
    if parts:
        return {our_name(part.get("name") or ""): _value(part.find(f"{TCK}value")) for part in parts}
    return _value(element.find(f"{TCK}value"))


def _value(element: Element | None) -> FactValue:
    if element is None or element.get(f"{XSI}nil") == "true":
        return None
    kind, content = (element.get(f"{XSI}type") or "").split(":")[-1], element.text or ""
    if kind in {"decimal", "double", "integer"}:
        return Decimal(content)
    if kind == "date":
        return date.fromisoformat(content)
    return content == "true" if kind == "boolean" else content
