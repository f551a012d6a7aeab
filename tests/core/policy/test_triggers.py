"""Triggers of a policy: written, read back, refused with the place, and matched to events."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml

from amends.core.policy.changes import policy_changes
from amends.core.policy.editable import editable
from amends.core.policy.facts import FactsInvalid
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import PolicyInvalid, document_text, load_document, parse_policy
from amends.core.policy.triggering import DetailUnusable, Matched, NoRowFits, NoTrigger, match_event

POLICY = """
name: Shop
currency: EUR
facts:
  - {name: delay_hours, type: number, least: 0, optional: true}
  - {name: price, type: money, optional: true}
  - {name: channel_used, choices: [app, web], optional: true}
gestures:
  - {code: credit, name: Credit, type: delayed_money, form: money, amount: 5}
triggers:
  - code: late
    name: A delivery came late
    types: [shop.order.late, "shop.parcel.*"]
    sources: [parcels]
    facts: {delay_hours: data.hours, price: data.order.total, channel_used: data.lines.0.by}
    details: {ref: data.customer.id, email: data.customer.mail, words: data.said}
    grant: {per_case: 10, per_customer: 20, per_day: 100}
    table:
      hit_policy: first
      rows: |
        delay_hours | event_type        || failure | gesture
        >= 48       | -                 || "lost"  | null
        >= 24       | -                 || "late"  | "recommended"
        -           | "shop.order.late" || "late"  | "credit"
"""


def data() -> dict[str, Any]:
    return deepcopy(yaml.safe_load(POLICY))


def document() -> PolicyDocument:
    return parse_policy(data())


def matched(source: str = "parcels", kind: str = "shop.order.late", **more: object) -> Matched:
    return match_event(document(), {"type": kind, "data": more}, source)


def problem(change: dict[str, Any]) -> tuple[str | None, str]:
    """The one problem of the policy whose trigger is changed so."""
    given = data()
    given["triggers"][0] |= change
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(given)
    (one,) = refused.value.refusals
    return one.field, str(one)


def test_a_policy_with_triggers_is_read_back_as_it_was() -> None:
    assert load_document(document_text(document())) == document()
    assert parse_policy(yaml.safe_load(yaml.safe_dump(editable(document())))) == document()


def test_a_policy_without_triggers_has_the_text_it_always_had() -> None:
    bare = data()
    del bare["triggers"]

    assert "triggers" not in document_text(parse_policy(bare))


def test_the_first_row_that_fits_says_what_failed_and_what_is_given() -> None:
    assert (matched(hours=50).failure, matched(hours=50).gesture, matched(hours=50).row) == ("lost", "", 1)
    assert (matched(hours=25).failure, matched(hours=25).gesture) == ("late", "recommended")
    assert (matched(hours=1).failure, matched(hours=1).gesture) == ("late", "credit")
    assert matched(kind="shop.parcel.gone", hours=24).row == 2


def test_facts_and_details_are_taken_from_their_places() -> None:
    found = matched(
        hours=25,
        order={"total": "12.50"},
        lines=[{"by": "app"}],
        customer={"id": 77, "mail": " a@b.example "},
    )

    assert found.facts == {"delay_hours": 25, "price": "12.50", "channel_used": "app"}
    assert found.details == {"ref": "77", "email": "a@b.example"}


def test_an_event_that_nobody_waits_for_is_told_apart_from_one_without_a_row() -> None:
    with pytest.raises(NoTrigger):
        matched(source="elsewhere", hours=50)
    with pytest.raises(NoTrigger):
        matched(kind="shop.order.later", hours=50)
    with pytest.raises(NoRowFits):
        matched(kind="shop.parcel.gone", hours=2)


def test_what_the_policy_cannot_read_is_refused_at_its_fact() -> None:
    with pytest.raises(FactsInvalid) as refused:
        matched(hours="soon", lines=[{"by": "pigeon"}])
    assert {one.field for one in refused.value.refusals} == {"delay_hours", "channel_used"}
    with pytest.raises(DetailUnusable) as unusable:
        matched(hours=25, said={"not": "words"})
    assert unusable.value.field == "data.said"


@pytest.mark.parametrize(
    ("change", "field", "instead"),
    [
        ({"types": []}, "triggers[late].types", "shop.order.late"),
        ({"types": ["a.*.b"]}, "triggers[late].types", "shop.order.late"),
        ({"sources": ["Not a slug"]}, "triggers[late].sources", "names of event sources"),
        ({"origin": "rumour"}, "triggers[late].origin", "event, survey, feedback"),
        ({"grant": None}, "triggers[late].grant", "per_case"),
        ({"grant": {"per_case": 1, "per_customer": 2}}, "triggers[late].grant.per_day", "an amount"),
        ({"grant": {"per_case": -1, "per_customer": 2, "per_day": 3}}, "triggers[late].grant.per_case", "0"),
        ({"details": {"shoe_size": "data.x"}}, "triggers[late].details.shoe_size", "ref, email"),
        ({"details": {"ref": "data..x"}}, "triggers[late].details.ref", "data.order.total"),
        ({"surprise": 1}, "triggers[late].surprise", "Use one of"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_what_to_write(
    change: dict[str, Any], field: str, instead: str
) -> None:
    at, words = problem(change)

    assert at == field
    assert instead in words


def rows(text: str) -> dict[str, Any]:
    return {"table": {"hit_policy": "first", "rows": text}}


def test_cells_are_refused_by_table_row_and_column() -> None:
    at, words = problem(rows('delay_hours || failure | gesture\n> 1 || "late" | "gold_bar"'))
    assert at == "tables.late.1.gesture"
    assert words.startswith("Table late, row 1, column gesture: “gold_bar” does not fit.")
    assert '"recommended", "credit"' in words
    at, words = problem(rows('delay_hours || failure | gesture\nmany || "late" | "credit"'))
    assert at == "tables.late.1.delay_hours"
    at, words = problem(rows("delay_hours || failure\n> 1 || 7"))
    assert at == "tables.late.1.failure"


def test_a_column_that_the_trigger_does_not_read_is_no_fact_here() -> None:
    given = data()
    del given["triggers"][0]["facts"]["delay_hours"]
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(given)

    assert refused.value.refusals[0].field == "tables.late.delay_hours"
    assert "channel_used, event_type, price" in str(refused.value.refusals[0])


def test_an_unknown_fact_is_refused() -> None:
    given = data()
    given["triggers"][0]["facts"]["moon_phase"] = "data.moon"
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(given)

    assert [one.field for one in refused.value.refusals] == ["triggers[late].facts.moon_phase"]


def test_two_triggers_of_one_code_are_refused() -> None:
    given = data()
    given["triggers"].append(deepcopy(given["triggers"][0]))
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(given)

    assert refused.value.refusals[0].field == "triggers[late].code"


def test_a_change_of_a_trigger_is_told_in_words() -> None:
    given = data()
    given["triggers"][0]["grant"]["per_case"] = 12
    (change,) = policy_changes(document(), parse_policy(given))

    assert change.subject == "triggers"
    assert str(change).startswith("The trigger “late”: grant was ")
