"""What may never decide a gift cannot be declared: the refusal says why, and what to write instead."""

from __future__ import annotations

from typing import Any

import pytest

from amends.core.policy.forbidden import CustomerValueDecides, FactForbidden, values_deciding
from amends.core.policy.parse import PolicyInvalid, document_text, load_document, parse_policy
from amends.core.refusal import Refusal


def policy(*facts: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": "P", "currency": "EUR", "facts": list(facts), **parts}


def problems(data: dict[str, Any]) -> list[Refusal]:
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(data)
    return list(refused.value.refusals)


@pytest.mark.parametrize(
    "name",
    [
        "gender",
        "guest_gender",
        "religion_of_customer",
        "nationality",
        "sex",
        "customer_age",
        "age",
        "race",
        "name",
        "customer_name",
        "last_name",
        "postcode",
        "delivery_postcode",
        "zip_code",
        "follower_count",
        "instagram_followers",
        "tone",
        "complaint_tone",
        "tone_of_the_complaint",
        "anger",
        "customer_sentiment",
    ],
)
def test_traits_proxies_reach_and_tone_are_refused(name: str) -> None:
    (problem,) = problems(policy({"name": name}))

    assert isinstance(problem, FactForbidden)
    assert (problem.code, problem.field, problem.params["fact"]) == (
        "policy_fact_forbidden",
        "facts[1].name",
        name,
    )
    assert str(problem.params["why"]) in str(problem)
    assert str(problem.params["instead"]) in str(problem)


@pytest.mark.parametrize(
    "name",
    ["card_age_days", "brand_name", "race_cancelled", "ringtone", "nights", "usage", "failure", "message"],
)
def test_words_that_only_look_like_it_are_taken(name: str) -> None:
    assert parse_policy(policy({"name": name})).facts[0].name == name


def test_another_name_for_it_does_not_hide_what_it_is() -> None:
    (problem,) = problems(policy({"name": "g1", "label": "Gender of the guest"}))

    assert isinstance(problem, FactForbidden)
    assert problem.params["fact"] == "g1"


def test_a_fact_worked_out_is_no_way_around() -> None:
    derived = [{"name": "anger", "rule": "sum", "of": ["days", 1]}]
    found = problems(policy({"name": "days", "type": "number"}, derived=derived))

    assert "policy_fact_forbidden" in [problem.code for problem in found]


VALUE = {"name": "lifetime_value", "type": "money"}
BAND = {"name": "band", "rows": 'lifetime_value || band\n < 500 || "G1"\n >= 500 || "G3"'}
ORDER = {
    "name": "urgency",
    "outputs": [{"name": "urgent", "type": "boolean"}],
    "rows": "lifetime_value || urgent\n < 500 || false\n >= 500 || true",
}
AFTER = {"name": "band", "rows": 'urgent || band\n false || "G1"\n true || "G3"'}


def test_what_a_customer_is_worth_may_order_the_work() -> None:
    assert values_deciding(parse_policy(policy(VALUE, tables=[ORDER]))) == ()


def test_what_a_customer_is_worth_decides_no_amount_unless_it_is_said_openly() -> None:
    (problem,) = problems(policy(VALUE, tables=[BAND]))
    assert isinstance(problem, CustomerValueDecides)
    assert (problem.field, problem.params["fact"]) == ("tables.band.lifetime_value", "lifetime_value")

    said = parse_policy(policy({**VALUE, "decides_amounts": True}, tables=[BAND]))
    assert values_deciding(said) == ("lifetime_value",)
    assert load_document(document_text(said)) == said


@pytest.mark.parametrize(
    ("parts", "at"),
    [
        ({"tables": [ORDER, AFTER]}, "tables.band.urgent"),
        ({"amounts": {"share": {"percent": 1, "of": "lifetime_value"}}}, "amounts.share"),
        (
            {
                "gestures": [
                    {
                        "code": "off",
                        "name": "Off",
                        "type": "immediate_money",
                        "form": "money",
                        "amount": {"fixed": 5},
                        "applies": {"lifetime_value": "> 500"},
                    }
                ]
            },
            "gestures.off",
        ),
    ],
)
def test_no_detour_lets_a_customers_value_decide(parts: dict[str, Any], at: str) -> None:
    (problem,) = problems(policy(VALUE, **parts))

    assert isinstance(problem, CustomerValueDecides)
    assert (problem.field, problem.params["fact"]) == (at, "lifetime_value")


def test_what_is_owed_never_rests_on_what_a_customer_is_worth() -> None:
    owed = {
        "name": "entitlement",
        "hit_policy": "collect",
        "outputs": [{"name": "code", "type": "string"}],
        "rows": 'lifetime_value || code\n >= 500 || "refund"',
    }
    found = problems(policy({**VALUE, "decides_amounts": True}, tables=[owed]))

    assert "policy_customer_value_decides" in [problem.code for problem in found]


def test_a_policy_without_such_a_fact_has_the_text_it_always_had() -> None:
    assert "decides_amounts" not in document_text(parse_policy(policy({"name": "days"})))
