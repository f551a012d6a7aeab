"""What a trigger could never give by itself is found in its row, with what to write instead; what it can is not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml

from amends.core.policy.check import check_policy
from amends.core.policy.drafting.findings import check_draft
from amends.core.policy.parse import parse_policy
from amends.core.policy.senders import Senders, check_senders

POLICY = """
name: Shop
currency: EUR
facts:
  - {name: delay_hours, type: number, least: 0, whole: true}
  - {name: price, type: money, least: 0, optional: true}
tables:
  - name: severity
    hit_policy: collect_max
    rows: |
      delay_hours || severity
      -      || 1
      >= 24  || 2
      >= 72  || 4
  - name: band
    hit_policy: unique
    rows: |
      severity || band
      1        || "G1"
      2        || "G2"
      >= 3     || "G5"
  - name: guard
    hit_policy: collect
    rises_with: [case_total]
    rows: |
      gesture_type    | case_total | actor_role     || decision
      -               | -          | -              || "allow"
      "points"        | -          | "program"      || "L1"
      "exchange"      | -          | not("program") || "L1"
      -               | > 60       | -              || "L2"
gestures:
  - {code: credit, name: Credit, type: delayed_money, form: money, amount: 5, bands: G1..G5}
  - {code: parcel, name: A parcel, type: exchange, form: item, amount: {percent: 10, of: price}, bands: G1..G5}
  - {code: points, name: Points, type: points, form: points, amount: 2, points: 200, bands: G1..G5}
  - {code: large, name: A large credit, type: delayed_money, form: money, amount: 70, bands: G1..G5}
  - {code: grave, name: For grave things, type: delayed_money, form: money, amount: 8, bands: [G4, G5]}
  - {code: chosen, name: A sum, type: delayed_money, form: money, amount: {open: {least: 1, most: 9}}, bands: G1..G5}
  - {code: loose, name: From the shelf, type: exchange, form: item, amount: 3, budget: false, bands: G1..G5}
triggers:
  - code: late
    name: A delivery came late
    types: [shop.order.late]
    sources: [parcels]
    facts: {delay_hours: data.hours}
    details: {ref: data.customer.id}
    grant: {per_case: 10, per_customer: 20, per_day: 100}
    table:
      hit_policy: first
      rows: |
        delay_hours || failure | gesture
        >= 24       || "late"  | "credit"
        -           || null    | null
"""


def data(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = yaml.safe_load(POLICY)
    given["triggers"][0] |= changes
    return given


def giving(gesture: str, **changes: Any) -> dict[str, Any]:
    rows = f'delay_hours || failure | gesture\n>= 24 || "late" | {gesture}\n- || null | null'
    return data(table={"hit_policy": "first", "rows": rows}, **changes)


def found(given: dict[str, Any], skip: tuple[str, ...] = ("no_budget",)) -> list[tuple[str, str]]:
    return [
        (each.code, str(each))
        for each in check_policy(parse_policy(deepcopy(given)))
        if each.code not in skip
    ]


def test_a_gesture_within_its_grant_is_no_weakness() -> None:
    assert found(data()) == []
    assert found(giving('"recommended"')) == []
    assert found(giving("null")) == []


@pytest.mark.parametrize(
    ("gesture", "code", "words"),
    [
        (
            "points",
            "never_alone",
            "late, row 1, column gesture: the table guard always answers L1 to a program that gives “Points”, so it is "
            'never given without a person. Write one of "credit", "parcel", "loose", null.',
        ),
        (
            "large",
            "never_alone",
            "late, row 1, column gesture: the table guard always answers L2 to a program that gives “A large "
            "credit”, so "
            'it is never given without a person. Write one of "credit", "parcel", "loose", null.',
        ),
        (
            "grave",
            "band_not_alone",
            "late, row 1, column gesture: “For grave things” fits G4, G5, and without a person a case gets no further "
            'than G1, G2. Write one of "credit", "parcel", "loose", null.',
        ),
        (
            "chosen",
            "amount_chosen",
            "late, row 1, column gesture: somebody has to choose the amount of “A sum”, so it is never given without a "
            'person. Write one of "credit", "parcel", "loose", null.',
        ),
        (
            "loose",
            "no_budget_alone",
            "late, row 1, column gesture: “From the shelf” is worth money and no budget carries it, so only the grant "
            "holds it. Write budget: true at the gesture.",
        ),
        (
            "parcel",
            "fact_not_read",
            "late, row 1: what “A parcel” is worth depends on price, which the trigger does not read. Write under "
            "facts "
            "where it stands in the event, unless the kind of failure assumes it.",
        ),
    ],
)
def test_what_is_never_given_alone_is_found_in_its_row(gesture: str, code: str, words: str) -> None:
    assert found(giving(f'"{gesture}"')) == [(code, words)]


def test_a_share_of_a_bill_that_the_event_tells_is_no_weakness() -> None:
    facts = {"delay_hours": "data.hours", "price": "data.total"}
    assert found(giving('"parcel"', facts=facts)) == []


@pytest.mark.parametrize("name", ["per_case", "per_customer", "per_day"])
def test_a_grant_below_the_least_amount_is_found(name: str) -> None:
    grant = {"per_case": 5, "per_customer": 5, "per_day": 5}
    assert found(data(grant=grant)) == []
    assert found(data(grant=grant | {name: "4.99"})) == [
        (
            "grant_too_small",
            f"late, row 1: “Credit” comes to 5 at least, and the grant {name} holds 4.99. Write {name}: 5 or more, or "
            "a "
            "smaller gesture.",
        )
    ]


def test_recommended_needs_one_gesture_that_can_be_given_alone() -> None:
    given = giving('"recommended"')
    given["gestures"] = [each for each in given["gestures"] if each["code"] in {"points", "large"}]
    assert [code for code, _ in found(given)] == ["nothing_alone"]


def test_gaps_overlaps_and_hidden_rows_of_a_trigger_are_found_like_those_of_a_table() -> None:
    def rows(text: str, hit_policy: str = "unique", **changes: Any) -> list[tuple[str, str]]:
        return found(data(table={"hit_policy": hit_policy, "rows": text}, **changes))

    ignored = (
        "Table late ignores an event for: {}. Add a row for it; with null as its failure where "
        "nothing is to be done."
    )
    assert rows('delay_hours || failure\n>= 24 || "late"') == [
        ("event_ignored", ignored.format("delay_hours < 24"))
    ]
    assert rows('event_type || failure\n"shop.order.late" || "late"') == []
    two = ["shop.order.late", "shop.order.lost"]
    assert rows('event_type || failure\n"shop.order.late" || "late"', types=two) == [
        ("event_ignored", ignored.format('event_type "shop.order.lost"'))
    ]
    assert [code for code, _ in rows('delay_hours || failure\n- || "late"\n> 5 || "lost"')] == ["overlap"]
    assert rows('delay_hours || failure\n- || "late"\n> 5 || "lost"', "first") == [
        ("unreachable", "Table late, row 2 never counts. Take it out, or change what hides it.")
    ]


def test_a_draft_shows_it_in_the_row_and_column_of_the_trigger() -> None:
    checked = check_draft(giving('"points"', grant={"per_case": 1, "per_customer": 1, "per_day": 1}))
    assert [
        (each.code, each.sheet, each.row, each.column, each.is_error) for each in checked.findings[-1:]
    ] == [("never_alone", "triggers", 1, "table", True)]
    small = check_draft(data(grant={"per_case": 1, "per_customer": 20, "per_day": 20}))
    assert [(each.code, each.sheet, each.row, each.column) for each in small.errors] == [
        ("grant_too_small", "triggers", 1, "grant")
    ]


KNOWN = Senders(frozenset({"parcels"}), frozenset({("shop.order.late", "parcels")}), frozenset({"late"}))


def hints(known: Senders, **changes: Any) -> list[tuple[str, str, str]]:
    return [
        (each.code, each.column, str(each)) for each in check_senders(parse_policy(data(**changes)), known)
    ]


def test_what_is_sent_and_known_gives_no_hint() -> None:
    assert hints(KNOWN) == []
    assert hints(KNOWN, types=["shop.*"], sources=[]) == []


def test_a_source_that_nobody_registered_is_hinted_at() -> None:
    assert hints(KNOWN, sources=["parcels", "planes"]) == [
        (
            "source_unregistered",
            "sources",
            "late, column sources: no event source planes is registered. Write one of parcels, or have it registered.",
        )
    ]


def test_a_type_that_nobody_sends_is_hinted_at_with_what_comes() -> None:
    assert hints(KNOWN, types=["shop.order.late", "shop.order.lost"]) == [
        (
            "type_not_sent",
            "types",
            "late, column types: no shop.order.lost has come of late. What came is shop.order.late.",
        )
    ]
    assert [code for code, _, _ in hints(Senders(KNOWN.sources, frozenset(), KNOWN.failures))] == [
        "type_not_sent"
    ]


def test_a_kind_of_failure_that_there_is_not_is_hinted_at() -> None:
    assert hints(Senders(KNOWN.sources, KNOWN.sent, frozenset())) == [
        (
            "failure_unknown",
            "table",
            "late, row 1, column failure: there is no kind of failure late, so the event could not be acted on. "
            "Write the "
            "code of one that there is, or add it.",
        )
    ]
