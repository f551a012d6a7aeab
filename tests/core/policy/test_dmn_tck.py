"""The DMN Technology Compatibility Kit's table tests, for every hit policy that needs no FEEL functions.

The files are read where they lie (`AMENDS_SHARED_DATA`, or `shared/data` beside the project); without them the tests
say so and are skipped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from amends.core.policy.hits import Outcome, decide_table
from amends.core.policy.model import Table
from amends.core.policy.parse import parse_policy
from amends.core.policy.values import FactValue

SHARED = Path(os.environ.get("AMENDS_SHARED_DATA") or Path(__file__).parents[4] / "shared/data")
KIT = SHARED / "acceptance/dmn_tck"
FOLDERS = [
    "0004-simpletable-U",
    "0006-simpletable-P1",
    "0010-multi-output-U",
    "0108-first-hitpolicy",
    "0111-first-hitpolicy-singleoutputcol",
    "0112-ruleOrder-hitpolicy-singleinoutcol",
    "0113-outputOrder-hitpolicy-singleinoutcol",
    "0116-count-collect-hitpolicy",
    "0119-multi-collect-hitpolicy",
]
DMN = "{https://www.omg.org/spec/DMN/20230324/MODEL/}"
TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

pytestmark = pytest.mark.skipif(not KIT.is_dir(), reason=f"no DMN compatibility kit at {KIT}")


def parse_xml(path: Path) -> ElementTree.Element:
    return ElementTree.parse(path).getroot()  # noqa: S314 - test data of a known origin


def slug(name: str) -> str:
    """A name of ours; the prefix keeps clear of names that policies may not use (the kit has an `Age`)."""
    return "kit_" + re.sub(r"\W+", "_", name.strip()).strip("_").lower()


def text(element: ElementTree.Element | None, path: str) -> str:
    found = None if element is None else element.find(path)
    return (found.text or "").strip() if found is not None else ""


def read_dmn(path: Path) -> tuple[str, Table, list[str]]:
    """The one decision of a file: its name, its table, and the output names as the kit writes them."""
    root = parse_xml(path)
    decision = next(d for d in root.iter(f"{DMN}decision") if d.find(f"{DMN}decisionTable") is not None)
    xml = decision.find(f"{DMN}decisionTable")
    assert xml is not None
    inputs, facts = [], []
    for column in xml.findall(f"{DMN}input"):
        expression = column.find(f"{DMN}inputExpression")
        name = slug(text(expression, f"{DMN}text"))
        inputs.append(name)
        assert expression is not None
        facts.append({"name": name, "type": expression.get("typeRef") or "number"})
    outputs, names = [], []
    for column in xml.findall(f"{DMN}output"):
        name = column.get("name") or decision.get("name") or ""
        names.append(name)
        values = text(column, f"{DMN}outputValues/{DMN}text")
        default = text(column, f"{DMN}defaultOutputEntry/{DMN}text")
        choices = [value.strip() for value in values.split(",")] if values else []
        outputs.append({"name": slug(name), "choices": choices, "default": default or None})
    rules = [
        {
            "when": [text(entry, f"{DMN}text") for entry in rule.findall(f"{DMN}inputEntry")],
            "then": [text(entry, f"{DMN}text") for entry in rule.findall(f"{DMN}outputEntry")],
        }
        for rule in xml.findall(f"{DMN}rule")
    ]
    hit_policy = (xml.get("hitPolicy") or "UNIQUE").lower().replace(" ", "_")
    if xml.get("aggregation"):
        hit_policy += f"_{str(xml.get('aggregation')).lower()}"
    table: dict[str, Any] = {
        "name": "decision",
        "hit_policy": hit_policy,
        "inputs": inputs,
        "outputs": outputs,
        "rules": rules,
    }
    document = parse_policy({"name": "kit", "currency": "EUR", "facts": facts, "tables": [table]})
    return decision.get("name") or "", document.tables[0], names


def value(element: ElementTree.Element | None) -> FactValue:
    if element is None or element.get(f"{XSI}nil") == "true":
        return None
    kind, content = (element.get(f"{XSI}type") or "").split(":")[-1], element.text or ""
    if kind in {"decimal", "double", "integer"}:
        return Decimal(content)
    return content == "true" if kind == "boolean" else content


def expectation(element: ElementTree.Element) -> Any:
    """An expected result as the kit writes it: a value, a structure by component, or a list of either."""
    listed = element.find(f"{TCK}list")
    if listed is not None:
        return [expectation(item) for item in listed.findall(f"{TCK}item")]
    components = element.findall(f"{TCK}component")
    if components:
        return {component.get("name"): value(component.find(f"{TCK}value")) for component in components}
    return value(element.find(f"{TCK}value"))


def answer(table: Table, outcome: Outcome, names: list[str]) -> Any:
    """Our outcome in the same shape."""
    if table.hit_policy.is_sum:
        return outcome.values[0][1]
    shaped = [
        result[0] if len(names) == 1 else dict(zip(names, result, strict=True)) for result in outcome.results
    ]
    return shaped if table.hit_policy.is_list else shaped[0]


def cases() -> Iterator[Any]:
    for folder in FOLDERS if KIT.is_dir() else []:
        tests = parse_xml(next((KIT / folder).glob("*-test-*.xml")))
        for case in tests.findall(f"{TCK}testCase"):
            yield pytest.param(folder, case, id=f"{folder}-{case.get('id')}")


CASES = list(cases())


@pytest.mark.parametrize(("folder", "case"), CASES)
def test_the_kits_table_answers_as_expected(folder: str, case: ElementTree.Element) -> None:
    _, table, names = read_dmn(next((KIT / folder).glob("*.dmn")))
    facts = {
        slug(node.get("name") or ""): value(node.find(f"{TCK}value"))
        for node in case.findall(f"{TCK}inputNode")
    }
    expected = case.find(f"{TCK}resultNode/{TCK}expected")
    assert expected is not None
    assert answer(table, decide_table(table, facts), names) == expectation(expected)


def test_every_folder_of_tables_has_cases() -> None:
    assert len(CASES) >= len(FOLDERS) * 2
