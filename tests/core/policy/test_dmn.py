"""Tables to DMN and back, and DMN as other tools write it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from givens.tables import cases, documents
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.policy.dmn.read import DmnModel, read_dmn
from amends.core.policy.dmn.words import NAMESPACES, our_name
from amends.core.policy.dmn.write import write_dmn
from amends.core.policy.hits import Outcome, RowsContradict, decide_table
from amends.core.policy.model import PolicyDocument, Table
from amends.core.policy.parse import PolicyInvalid, parse_policy
from amends.core.policy.values import Facts, ValueType
from amends.entrypoints.common.xml import parse_xml

ROOT = Path(__file__).parents[3]
POLICIES = [
    *sorted((ROOT / "examples/policies").glob("*.yaml")),
    ROOT / "amends/entrypoints/cli/demonstration/policy.yaml",
]


def imported(text: str) -> DmnModel:
    return read_dmn(parse_xml(text.encode()))


def decided(table: Table, facts: Facts) -> Outcome | str:
    try:
        return decide_table(table, facts)
    except RowsContradict as refusal:
        return str(refusal)


@settings(max_examples=150, deadline=None)
@given(documents(), st.data())
def test_any_table_comes_back_from_dmn_and_decides_alike(
    document: PolicyDocument, data: st.DataObject
) -> None:
    model = imported(write_dmn(document))
    assert (model.facts, model.tables) == (document.facts, document.tables)
    facts = data.draw(cases(document))
    assert decided(model.tables[0], facts) == decided(document.tables[0], facts)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_whole_policy_comes_back_from_dmn(path: Path) -> None:
    document = parse_policy(yaml.safe_load(path.read_text()))
    model = imported(write_dmn(document))
    assert (model.name, model.derived) == (document.name, document.derived)
    assert model.facts == document.facts
    assert model.tables == document.tables


def model_text(namespace: str, prefix: str = "", *, table: str = "", extra: str = "") -> str:
    p = f"{prefix}:" if prefix else ""
    xmlns = f"xmlns:{prefix}" if prefix else "xmlns"
    table = (
        table
        or f"""
      <{p}input><{p}inputExpression typeRef="number"><{p}text>Credit Score</{p}text></{p}inputExpression></{p}input>
      <{p}input><{p}inputExpression><{p}text>Risk.Level</{p}text></{p}inputExpression></{p}input>
      <{p}output><{p}outputValues><{p}text>"Yes", "No"</{p}text></{p}outputValues></{p}output>
      <{p}rule>
        <{p}inputEntry><{p}text>&gt;= Least Score</{p}text></{p}inputEntry>
        <{p}inputEntry><{p}text>"low","mid"</{p}text></{p}inputEntry>
        <{p}outputEntry><{p}text>"Yes"</{p}text></{p}outputEntry>
        <{p}annotationEntry><{p}text>good</{p}text></{p}annotationEntry>
      </{p}rule>
      <{p}rule>
        <{p}inputEntry><{p}text>-</{p}text></{p}inputEntry>
        <{p}inputEntry><{p}text>-</{p}text></{p}inputEntry>
        <{p}outputEntry><{p}text>"No"</{p}text></{p}outputEntry>
      </{p}rule>"""
    )
    return f"""<?xml version="1.0"?>
    <{p}definitions {xmlns}="{namespace}" name="Credit">
      <{p}decision name="Answer to All"><{p}decisionTable hitPolicy="PRIORITY">{table}</{p}decisionTable></{p}decision>
      {extra}
    </{p}definitions>"""


LIMIT = """<decision name="Least Score"><decisionTable>
  <input><inputExpression typeRef="string"><text>Product</text></inputExpression></input><output/>
  <rule><inputEntry><text>"card"</text></inputEntry><outputEntry><text>600</text></outputEntry></rule>
</decisionTable></decision>"""


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
@pytest.mark.parametrize("prefix", ["", "dmn"])
def test_every_version_is_read_with_names_of_our_kind(namespace: str, prefix: str) -> None:
    extra = (
        LIMIT
        if not prefix
        else LIMIT.replace("</", "</dmn:").replace("<", "<dmn:").replace("<dmn:/dmn:", "</dmn:")
    )
    model = imported(model_text(namespace, prefix, extra=extra))
    assert {fact.name: (fact.type, fact.title) for fact in model.facts} == {
        "credit_score": (ValueType.NUMBER, "Credit Score"),
        "risk_level": (ValueType.STRING, "Risk.Level"),
        "product": (ValueType.STRING, "Product"),
    }
    limit, answer = model.tables
    assert (limit.name, answer.name) == ("least_score", "answer_to_all")
    assert answer.rules[0].cells[0].text == ">= least_score"
    assert answer.rules[0].annotation == "good"
    facts = {"credit_score": Decimal(650), "risk_level": "mid", "least_score": Decimal(600)}
    assert decide_table(answer, facts).values == (("answer_to_all", "Yes"),)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("&gt;= Least Score", "date and more", "column credit_score"),
        (">Credit Score<", ">Credit Score * 2<", "an input has to be a name"),
        ('"PRIORITY"', '"LUCKY"', "no such hit policy"),
        ('>"Yes"</text></outputEntry>', ">if a then b else c</text></outputEntry>", "column answer_to_all"),
        ("<decisionTable", "<literalExpression/><x", "no decision table"),
    ],
)
def test_what_needs_more_than_a_table_is_refused_at_its_place(old: str, new: str, words: str) -> None:
    text = model_text(sorted(NAMESPACES)[0])
    changed = (
        text.replace(old, new).replace("</decisionTable>", "</x>") if "<x" in new else text.replace(old, new)
    )
    with pytest.raises(PolicyInvalid) as refused:
        imported(changed)
    assert any(words in str(problem) for problem in refused.value.refusals)


def test_decisions_that_need_each_other_are_refused() -> None:
    looks_back = LIMIT.replace(">Product<", ">Answer to All<")
    text = model_text(sorted(NAMESPACES)[0], extra=looks_back).replace(">Credit Score<", ">Least Score<")
    with pytest.raises(PolicyInvalid) as refused:
        imported(text)
    assert "circle" in str(refused.value.refusals[0])


def test_something_else_than_dmn_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        imported("<definitions xmlns='urn:other'/>")


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Risk Category", "risk_category"),
        ("isAffordable", "is_affordable"),
        ("Approved/Declined", "approved_declined"),
        ("applicant.age", "applicant_age"),
        ("2nd try", "n_2nd_try"),
        ("wait_minutes", "wait_minutes"),
    ],
)
def test_names_become_names_of_ours(name: str, ours: str) -> None:
    assert our_name(name) == ours
