"""One verdict whichever way it is asked for; and what may never change it: authority, order of severity, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import yaml
from givens.frames import frame, plain
from givens.tables import cases, documents
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.policy.columns.decide import decide_columns
from amends.core.policy.dmn.read import read_dmn
from amends.core.policy.dmn.write import write_dmn
from amends.core.policy.editable import editable
from amends.core.policy.envelope import build_envelope
from amends.core.policy.evaluate import evaluate
from amends.core.policy.hits import RowsContradict
from amends.core.policy.model import GUARD, PolicyDocument
from amends.core.policy.parse import document_text, load_document, parse_policy
from amends.core.policy.standing import Standing
from amends.core.policy.values import Facts
from amends.entrypoints.common.xml import parse_xml

Build = Callable[..., Facts]
Stand = Callable[..., Standing]


def by_row(document: PolicyDocument, facts: Facts) -> object:
    try:
        return {name: plain(value) for name, value in evaluate(document, facts).derived.items()}
    except RowsContradict:
        return "rows contradict"


def by_column(document: PolicyDocument, facts: Facts) -> object:
    try:
        return decide_columns(document, frame(document, [facts])).to_dicts()[0]
    except RowsContradict:
        return "rows contradict"


def elsewhere(document: PolicyDocument) -> list[PolicyDocument]:
    """The same policy after it was exported and imported: as canonical text, as a file to edit, as DMN."""
    model = read_dmn(parse_xml(write_dmn(document).encode()))
    return [
        load_document(document_text(document)),
        parse_policy(yaml.safe_load(yaml.safe_dump(editable(document)))),
        replace(document, facts=model.facts, derived=model.derived, tables=model.tables),
    ]


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_a_verdict_by_row_is_that_by_column_and_that_after_export_and_import(
    document: PolicyDocument, data: st.DataObject
) -> None:
    facts = data.draw(cases(document))
    verdict = by_row(document, facts)
    assert by_column(document, facts) == verdict
    for other in elsewhere(document):
        assert by_row(other, facts) == by_column(other, facts) == verdict


guards = st.lists(
    st.tuples(
        st.sampled_from(["-", "> 0", "> 60", "<= 250"]),
        st.sampled_from(["-", ">= 1", "> 4"]),
        st.sampled_from(["allow", "L1", "L2", "L3", "decline"]),
    ),
    min_size=1,
    max_size=5,
)
owed_facts = st.fixed_dictionaries(
    {
        "business": st.just("airline"),
        "distance_km": st.sampled_from([1500, 1501, 3500, 3501]),
        "delay_hours": st.integers(0, 6),
        "passengers": st.integers(1, 4),
        "extraordinary": st.booleans(),
        "price": st.none() | st.integers(0, 900),
    }
)


@settings(max_examples=60, deadline=None)
@given(rows=guards, changes=owed_facts)
def test_what_is_owed_is_untouched_by_whatever_the_guard_says(
    document: PolicyDocument,
    given_facts: Build,
    given_standing: Stand,
    rows: list[tuple[str, str, str]],
    changes: dict[str, object],
) -> None:
    """T2 does not see T5 (domain.md 4.2): with any guard in its place, every entitlement stays to the cent."""
    data = yaml.safe_load(yaml.safe_dump(editable(document)))
    lines = ["case_total | count_90_days || decision", *(f'{a} | {b} || "{c}"' for a, b, c in rows)]
    guard = {"name": GUARD, "hit_policy": "collect", "rows": "\n".join(lines)}
    data["tables"] = [guard if table["name"] == GUARD else table for table in data["tables"]]
    other = parse_policy(data)
    facts = given_facts(**changes)
    shown = [
        build_envelope(each, facts, given_standing(), policy_digest="0" * 64).owed
        for each in (document, other)
    ]
    assert shown[0] == shown[1] == evaluate(other, facts).entitlements


HARM = ["none", "inconvenience", "financial", "distress", "safety"]
CRITICALITY = ["low", "medium", "high"]
harms = st.fixed_dictionaries(
    {
        "harm_class": st.integers(0, 4),
        "criticality": st.integers(0, 2),
        "duration_hours": st.integers(0, 30),
        "affected_count": st.integers(1, 60),
    }
)


@settings(max_examples=200, deadline=None)
@given(
    harms,
    harms,
    st.sampled_from(["firm", "shared", "external", "unknown"]),
    st.sampled_from(["accepted", "na", "rejected"]),
    st.integers(0, 3),
)
def test_a_greater_harm_is_never_less_severe_and_never_opens_a_lower_band(
    document: PolicyDocument,
    given_facts: Build,
    one: dict[str, int],
    two: dict[str, int],
    locus: str,
    service: str,
    failed_before: int,
) -> None:
    greater = {name: max(one[name], two[name]) for name in one}
    found = []
    for harm in (one, greater):
        told = {
            **harm,
            "harm_class": HARM[harm["harm_class"]],
            "criticality": CRITICALITY[harm["criticality"]],
        }
        verdict = evaluate(
            document, given_facts(**told, locus=locus, service=service, double_deviation=failed_before)
        )
        found.append((verdict.severity, verdict.band))
    assert found[0][0] <= found[1][0]
    assert found[0][1] <= found[1][1]


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["inconvenience", "financial", "distress"]),
    st.integers(0, 60_000),
)
def test_more_authority_never_gives_less(
    document: PolicyDocument,
    given_facts: Build,
    given_standing: Stand,
    level: int,
    other: int,
    harm: str,
    spent: int,
) -> None:
    """Who has a higher level may alone whatever a lower one may."""
    facts = given_facts(harm_class=harm, price=200)
    sources = dict.fromkeys(facts, "staff")
    may = []
    for each in sorted((level, other)):
        standing = given_standing(actor_level=each, budgets=None)
        total = replace(standing.given_90_days, minor=spent)
        shown = build_envelope(
            document, facts, replace(standing, given_90_days=total), policy_digest="0" * 64, sources=sources
        )
        may.append({line.gesture_code for line in shown.may_give})
    assert may[0] <= may[1]
