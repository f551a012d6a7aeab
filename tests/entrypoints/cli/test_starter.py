"""What a new installation begins with is sound, for every line of business."""

from __future__ import annotations

import pytest
import yaml

from amends.core.policy.check import check_policy
from amends.core.policy.facts import read_facts
from amends.core.policy.parse import parse_policy
from amends.core.policy.weakness import Weight
from amends.entrypoints.cli.starter import BUSINESSES, LIKE_EUROS, failure_types, policy_of


@pytest.mark.parametrize("business", BUSINESSES)
def test_its_policy_has_no_holes_and_reads_what_its_failures_assume(business: str) -> None:
    text = policy_of(business, name="Ada & Söhne: Haus", currency="CHF")
    document = parse_policy(yaml.safe_load(text))

    assert (document.name, document.currency) == ("Ada & Söhne: Haus", "CHF")
    assert [found for found in check_policy(document) if found.weight is Weight.ERROR] == []
    assert len(document.gestures) >= 5
    for kind in failure_types(business):
        assert read_facts(document, kind.assumed_facts)
    others = [f'"{other}"' for other in BUSINESSES if other != business]
    assert not any(line.strip().startswith(tuple(others)) for line in text.splitlines())
    assert "EUR" not in text
    assert " euros" not in text


def test_no_code_is_used_by_two_lines_of_business() -> None:
    codes = [kind.code for business in BUSINESSES for kind in failure_types(business)]

    assert len(codes) == len(set(codes)) >= 25
    assert "EUR" in LIKE_EUROS
