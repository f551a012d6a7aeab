"""Documents: read, written, read again; and every mistake named at its place with what to write instead."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from amends.core.policy.facts import FactsInvalid, facts_text, load_facts, read_facts
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import (
    PolicyInvalid,
    document_digest,
    document_text,
    load_document,
    parse_policy,
)
from amends.core.policy.values import Facts
from amends.core.refusal import Refusal

SMALL: dict[str, Any] = {
    "name": "Small",
    "currency": "EUR",
    "facts": [
        {"name": "tier", "choices": ["gold", "silver"]},
        {"name": "days", "type": "number", "least": 0},
        {"name": "price", "type": "money", "optional": True},
    ],
    "tables": [
        {
            "name": "share",
            "outputs": [{"name": "percent", "type": "number"}],
            "rows": 'tier || percent\n "gold" || 20\n "silver" || 10',
        },
        {"name": "band", "rows": 'days || band\n < 2 || "G1"\n >= 2 || "G3"'},
        {
            "name": "guard",
            "hit_policy": "collect",
            "rows": 'amount || decision\n <= 50 || "allow"\n > 50 || "L1"',
        },
    ],
    "gestures": [
        {
            "code": "off",
            "name": "A part back",
            "type": "immediate_money",
            "form": "money",
            "amount": {"percent": "percent", "of": "price"},
            "bands": ["G3"],
            "applies": {"tier": '"gold"'},
        }
    ],
}


def changed(path: str, value: object) -> dict[str, Any]:
    data = copy.deepcopy(SMALL)
    place: Any = data
    *steps, last = path.split("/")
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    if last.isdigit():
        place[int(last)] = value
    else:
        place[last] = value
    return data


def test_the_demonstration_policy_reads_back_from_its_own_text(document: PolicyDocument) -> None:
    text = document_text(document)
    again = load_document(text)
    assert again == document
    assert document_text(again) == text
    assert document_digest(text) == document_digest(document_text(again))
    assert 12 <= len(document.gestures) <= 20


def test_the_same_policy_typed_otherwise_has_the_same_text() -> None:
    rules = changed(
        "tables/1",
        {
            "name": "band",
            "inputs": ["days"],
            "outputs": ["band"],
            "rules": [{"when": ["<2"], "then": ['"G1"']}, {"when": [">=2.0"], "then": ['"G3"']}],
        },
    )
    assert document_text(parse_policy(rules)) == document_text(parse_policy(SMALL))


@pytest.mark.parametrize(
    ("path", "value", "field", "words"),
    [
        ("currency", "euro", "currency", "an ISO 4217 code, like EUR"),
        ("tables/1/rows", 'days || band\n < 2 || G1\n >= 2 || "G3"', "tables.band.1.band", '"G1"'),
        ("tables/1/rows", 'days || band\n < two || "G1"\n >= 2 || "G3"', "tables.band.1.days", '"two"'),
        ("tables/1/rows", 'days || band\n < 2 || "G9"', "tables.band.1.band", "G0, G1, G2, G3, G4, G5"),
        (
            "tables/1/rows",
            'days || band\n < 2 | "G1"',
            "tables.band.1",
            "Write 2: one for each of days, band",
        ),
        ("tables/1/rows", 'dayz || band\n < 2 || "G1"', "tables.band.dayz", "days, percent, price, tier"),
        ("tables/0/rows", 'tier || percent\n "goldd" || 20', "tables.share.1.tier", '"gold", "silver"'),
        (
            "tables/0/rows",
            'tier || percent\n "gold" || "x"',
            "tables.share.1.percent",
            "a value of type number",
        ),
        ("tables/0/rows", "amount || percent\n > 3 || 1", "tables.share.amount", "days, price, tier"),
        (
            "tables/2/rows",
            'amount || decision\n - || "L4"',
            "tables.guard.1.decision",
            "L1, L2, L3, allow, decline",
        ),
        ("tables/1/hit_policy", "collect", "tables[2].hit_policy", "unique, any, first, priority"),
        ("tables/1/hit_polcy", "unique", "tables[2].hit_polcy", "means nothing here"),
        ("facts/0/name", "gender", "facts[1].name", "may not decide what a customer is given"),
        ("facts/0/name", "signals", "facts[1].name", "a name that is not taken"),
        ("facts/1/type", "amount", "facts[2].type", "number, string, boolean, date"),
        ("gestures/0/amount", None, "gestures[off].amount", "so that a budget can carry it"),
        ("gestures/0/bands", ["G7"], "gestures[off].bands", "G0, G1, G2, G3, G4, G5"),
        ("gestures/0/form", "cash", "gestures[off].form", "money, percent, item"),
        ("gestures/0/form", "call", "gestures[off].promises", "who does what by when"),
        (
            "gestures/0/applies",
            {"tear": '"gold"'},
            "gestures[off].applies.tear",
            "days, percent, price, tier",
        ),
        ("gestures/0/unit_cost", {"ratio": 1, "fixed": 2}, "gestures[off].unit_cost", "{ratio: 0.35}"),
        (
            "gestures/0/promise",
            {"what": "a", "owner": "b", "due_time": 360},
            "gestures[off].promise.due_time",
            "in quotes",
        ),
        ("ceiling", {"percent": 150, "of": "days"}, "ceiling.of", "the money fact"),
        (
            "amounts",
            {"x": {"percent": 10, "of": "nothing"}},
            "amounts.x.of",
            "an amount declared under amounts",
        ),
        ("facts", "none", "facts", "a list"),
    ],
)
def test_a_mistake_is_named_at_its_place_with_what_to_write_instead(
    path: str, value: object, field: str, words: str
) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(changed(path, value))
    said = {problem.field: str(problem) for problem in refused.value.refusals}
    assert field in said
    assert words in said[field]


def test_an_amount_may_use_the_result_of_a_table_and_what_is_owed_only_of_tables_above_it() -> None:
    owed = {
        "name": "entitlement",
        "hit_policy": "collect",
        "rows": 'tier || code | amount\n - || "back" | "part"',
    }
    data = changed("amounts", {"part": {"percent": "percent", "of": "price"}})
    data["tables"].insert(1, owed)
    assert load_document(document_text(parse_policy(data))) == parse_policy(data)
    data["tables"][:2] = reversed(data["tables"][:2])
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(data)
    assert [problem.field for problem in refused.value.refusals] == ["tables.entitlement.1.amount"]


def test_all_mistakes_are_told_at_once() -> None:
    data = changed("currency", 5)
    data["tables"][0]["rows"] = 'tier || percent\n gold || many\n "silver" || 10'
    data["gestures"][0]["max_per_case"] = 0.5
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(data)
    fields = {problem.field for problem in refused.value.refusals}
    assert {
        "currency",
        "tables.share.1.tier",
        "tables.share.1.percent",
        "gestures[off].max_per_case",
    } <= fields


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PATHS = [
    *SMALL,
    *(f"facts/0/{key}" for key in ("name", "type", "choices", "least", "optional")),
    *(
        f"tables/0/{key}"
        for key in ("name", "rows", "outputs", "hit_policy", "rises_with", "rules", "inputs")
    ),
    *(
        f"gestures/0/{key}"
        for key in ("amount", "bands", "applies", "unit_cost", "promises", "valid_to", "percent", "code")
    ),
    "facts/0",
    "tables/0",
    "gestures/0",
    "ceiling",
    "amounts",
]


@given(path=st.sampled_from(PATHS), value=junk)
def test_whatever_is_written_is_read_or_refused(path: str, value: object) -> None:
    document: PolicyDocument | None
    problems: tuple[Refusal, ...]
    try:
        document = parse_policy(changed(path, value))
    except PolicyInvalid as refused:
        document, problems = None, refused.refusals
    else:
        problems = ()
        assert load_document(document_text(document)) == document
    assert (document is None) == bool(problems)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "9" * 5000, "[" * 100_000])
def test_a_text_that_is_no_document_is_refused(document: PolicyDocument, text: str) -> None:
    with pytest.raises(PolicyInvalid):
        load_document(text)
    with pytest.raises(FactsInvalid):
        load_facts(document, text)


def test_amounts_within_amounts_have_an_end() -> None:
    form: object = 1
    for _ in range(2000):
        form = {"percent": 50, "of": form}
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(changed("gestures/0/amount", form))
    assert "a simpler amount" in str(refused.value.refusals[0])


def test_yaml_numbers_keep_their_digits() -> None:
    data = changed("gestures/0/amount", yaml.safe_load("{rate: 10.34, per: days}"))
    assert '"rate":10.34' in document_text(parse_policy(data))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"business": "zoo"}, "fact_not_a_choice"),
        ({"price": -1}, "fact_out_of_range"),
        ({"price": "12.345"}, "fact_unusable"),
        ({"price": float("nan")}, "fact_unusable"),
        ({"price": True}, "fact_unusable"),
        ({"passengers": "1e400"}, "fact_unusable"),
        ({"passengers": 1.5}, "fact_unusable"),
        ({"failure": "a\x00b"}, "fact_unusable"),
        ({"failure": "\ud800"}, "fact_unusable"),
        ({"failure_date": "2026-02-30"}, "fact_unusable"),
        ({"vulnerability_need": "yes"}, "fact_unusable"),
        ({"nobody": 1}, "fact_unknown"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused_at_its_name(
    document: PolicyDocument, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(FactsInvalid) as refused:
        read_facts(document, facts)
    assert [(problem.field, problem.code) for problem in refused.value.refusals] == [
        (next(iter(facts)), code)
    ]


@given(
    price=st.decimals(0, 10**9, places=2),
    hours=st.decimals(0, 1000, places=5) | st.none(),
    need=st.booleans(),
)
def test_facts_read_back_from_their_text(
    document: PolicyDocument, given_facts: Callable[..., Facts], price: object, hours: object, need: bool
) -> None:
    facts = given_facts(price=price, duration_hours=hours, vulnerability_need=need, failure_date="2026-01-31")
    assert load_facts(document, facts_text(facts)) == facts
