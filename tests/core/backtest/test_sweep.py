"""A document tried on the past: the one that decided changes nothing, another one does what it would have done."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from givens.past import BUDGETS, Life, Wish, lived
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.backtest.course import BudgetEnd
from amends.core.backtest.given import NOTHING, was_given
from amends.core.backtest.sweep import Change, Sweep
from amends.core.backtest.tally import Difference
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy

POLICY = Path(__file__).parents[3] / "amends/entrypoints/cli/demonstration/policy.yaml"
DATA: dict[str, Any] = yaml.safe_load(POLICY.read_text())
HOTEL: dict[str, object] = {
    "business": "hotel",
    "jurisdiction": "eu",
    "harm_class": "inconvenience",
    "criticality": "medium",
    "affected_count": 1,
    "vulnerability_need": False,
    "locus": "firm",
    "service": "accepted",
    "lost_resource": "service",
    "price": 120,
    "reperformance_possible": False,
    "double_deviation": 0,
}
ENOUGH = {1: 500_000, 2: 2_000_000}


def policy(**gestures: dict[str, object] | None) -> PolicyDocument:
    """The demonstration policy with some gestures changed, or (None) taken out."""
    data = deepcopy(DATA)
    data.pop("triggers")  # they name gestures that may be taken out, and nothing here comes from an event
    data["gestures"] = [
        {**gesture, **(gestures.get(gesture["code"]) or {})}
        for gesture in data["gestures"]
        if gestures.get(gesture["code"], {}) is not None
    ]
    return parse_policy(data)


BEFORE = policy()


def sweep(document: PolicyDocument, life: Life) -> tuple[Sweep, list[Change | None]]:
    tried = Sweep(document, policies=lambda _: life.document, budgets=BUDGETS)
    return tried, [tried.step(past) for past in life.past]


def wish(customer: int = 1, case: int = 1, hours_later: int = 24, **given: Any) -> Wish:
    facts = {**HOTEL, **given.pop("facts", {})}
    return Wish(customer, case, hours_later, facts, **{"gesture": "breakfast", **given})


def test_the_policy_that_decided_changes_nothing_and_keeps_its_sums() -> None:
    life = lived(BEFORE, [wish(), wish(2, 2, gesture="room_upgrade"), wish(3, 3, gesture=None)], ENOUGH)
    tried, changes = sweep(policy(), life)
    assert changes == [None, None, None]
    total = tried.tally.total
    assert (total.decisions, total.changed, total.yes_added, total.yes_avoided) == (3, 0, 0, 0)
    assert total.face_before == total.face_after == 4400 + 12_000
    assert (tried.tally.yes_before, tried.tally.yes_after) == (1, 1)


def test_what_was_chosen_is_given_again_at_the_amount_of_the_document() -> None:
    life = lived(BEFORE, [wish(gesture="chocolates")], ENOUGH)
    _, (change,) = sweep(policy(chocolates={"amount": 25}), life)
    assert change is not None
    assert (change.difference, change.before.face, change.after.face) == (Difference.GAINED, 1800, 2500)
    assert (change.after.gesture_code, change.yes, change.why) == ("chocolates", "", "")


def test_a_gesture_that_is_gone_gives_way_to_the_first_that_fits() -> None:
    life = lived(BEFORE, [wish(gesture="breakfast")], ENOUGH)
    _, (change,) = sweep(policy(breakfast=None), life)
    assert change is not None
    assert (change.after.gesture_code, change.after.needs_yes) == ("late_check_out", False)
    assert change.why == "gesture_unknown"


def test_a_yes_that_is_not_needed_any_more_is_counted_as_avoided() -> None:
    life = lived(BEFORE, [wish(gesture="room_upgrade")], ENOUGH)
    data = deepcopy(DATA)
    guard = next(table for table in data["tables"] if table["name"] == "guard")
    guard["rows"] = "\n".join(
        line for line in guard["rows"].splitlines() if '"upgrade"' not in line and "over_60" not in line
    )
    tried, (change,) = sweep(parse_policy(data), life)
    assert change is not None
    assert (change.difference, change.yes) == (Difference.OTHER, "avoided")
    assert (tried.tally.total.yes_avoided, tried.tally.total.yes_added) == (1, 0)
    assert (tried.tally.yes_before, tried.tally.yes_after) == (1, 0)


def test_who_said_no_says_it_again() -> None:
    life = lived(
        BEFORE,
        [wish(answer="declined"), wish(2, 2, gesture="room_upgrade", answer="refused")],
        ENOUGH,
    )
    tried, changes = sweep(policy(breakfast={"amount": 90}), life)
    assert tried.tally.total.face_before == tried.tally.total.face_after == 0
    assert [change and change.difference for change in changes] == [Difference.OTHER, None]


def test_nothing_stays_nothing_where_something_could_have_been_given() -> None:
    life = lived(BEFORE, [wish(gesture=None)], ENOUGH)
    _, changes = sweep(policy(chocolates={"amount": 25}), life)
    assert changes == [None]


def test_where_nothing_could_be_given_the_document_gives_what_it_can() -> None:
    """The budget is empty, and all that is free of it was taken out: then it was nothing."""
    free = {"personal_call": None, "handwritten_note": None}
    poor = policy(**free)
    life = lived(poor, [wish(gesture=None)], {1: 0, 2: 0})
    assert not life.past[0].could_give
    _, (change,) = sweep(policy(**free, chocolates={"budget": False}), life)
    assert change is not None
    assert (change.difference, change.before, change.after.gesture_code) == (
        Difference.GAINED,
        NOTHING,
        "chocolates",
    )


def test_a_cool_down_begins_with_what_the_document_gave() -> None:
    """Late check-out instead of the breakfast that is gone: two days later it is too soon for another one."""
    gone = policy(breakfast=None, late_check_out={"cooldown_days": 30})
    life = lived(BEFORE, [wish(), wish(1, 2, 48, gesture="late_check_out")], ENOUGH)
    _, (first, second) = sweep(gone, life)
    assert first is not None
    assert second is not None
    assert first.after.gesture_code == "late_check_out"
    assert second.why == "cooling_down"
    assert second.after.gesture_code != "late_check_out"


def test_a_budget_that_gives_more_ends_sooner_and_stops_what_comes_after() -> None:
    wishes = [wish(n, n, 24) for n in range(1, 6)]  # 44 a day, from Monday the 2nd of March
    life = lived(BEFORE, wishes, {1: 250_00, 2: 250_00})
    tried, changes = sweep(policy(breakfast={"amount": {"rate": 60, "per": ["affected_count"]}}), life)
    assert [change and change.difference for change in changes[:4]] == [Difference.GAINED] * 4
    assert changes[4] is not None
    assert changes[4].why == "budget_exhausted"
    monday = date(2026, 3, 2)
    assert tried.course.ends == {
        (1, monday): BudgetEnd(1, monday, before=date(2026, 3, 6), after=date(2026, 3, 5)),
        (2, date(2026, 3, 1)): BudgetEnd(
            2, date(2026, 3, 1), before=date(2026, 3, 6), after=date(2026, 3, 5)
        ),
    }


def test_a_decision_in_another_currency_cannot_be_decided_and_is_counted() -> None:
    life = lived(BEFORE, [wish()], ENOUGH)
    data = deepcopy(DATA)
    data["currency"] = "USD"
    tried, (change,) = sweep(parse_policy(data), life)
    assert change is not None
    assert (change.difference, change.why) == (Difference.UNDECIDABLE, "currency_differs")
    assert tried.tally.total.undecidable == 1


def test_what_is_owed_counts_once_for_a_case_that_is_decided_twice() -> None:
    facts = {"business": "airline", "distance_km": 900, "delay_hours": 4, "passengers": 2, "intra_eu": True}
    life = lived(BEFORE, [wish(facts=facts, gesture=None), wish(facts=facts, gesture=None)], ENOUGH)
    data = deepcopy(DATA)
    data["amounts"]["eu261_short"] = {"rate": 300, "per": ["passengers"]}
    tried, changes = sweep(parse_policy(data), life)
    assert tried.tally.owed_before == {"EUR": 500_00}
    assert tried.tally.owed_after == {"EUR": 600_00}
    assert [change and change.difference for change in changes] == [Difference.GAINED] * 2


GESTURES = [gesture["code"] for gesture in DATA["gestures"]]
wishes = st.lists(
    st.builds(
        Wish,
        customer=st.integers(1, 3),
        case=st.integers(1, 4),
        hours_later=st.integers(1, 24 * 20),
        facts=st.fixed_dictionaries(
            {
                **{name: st.just(value) for name, value in HOTEL.items()},
                "harm_class": st.sampled_from(["inconvenience", "financial", "distress"]),
                "duration_hours": st.integers(0, 12),
                "price": st.none() | st.integers(20, 400),
            }
        ),
        gesture=st.none() | st.sampled_from(GESTURES),
        answer=st.sampled_from(["kept", "kept", "declined", "refused"]),
    ),
    min_size=1,
    max_size=14,
)
caps = st.fixed_dictionaries({1: st.integers(0, 400_00), 2: st.integers(0, 800_00)})
drafts = st.dictionaries(
    st.sampled_from(GESTURES),
    st.none()
    | st.fixed_dictionaries({"amount": st.integers(1, 150)})
    | st.fixed_dictionaries({"cooldown_days": st.integers(1, 60)})
    | st.fixed_dictionaries({"max_per_case": st.integers(1, 2)}),
    max_size=6,
)


@settings(max_examples=40)
@given(wishes, caps)
def test_any_past_comes_out_as_it_was_under_its_own_policy(wished: list[Wish], caps: dict[int, int]) -> None:
    life = lived(BEFORE, wished, caps)
    tried, changes = sweep(BEFORE, life)
    assert changes == [None] * len(life.past)
    assert all(end.before == end.after for end in tried.course.ends.values())


@settings(max_examples=80)
@given(wishes, caps, drafts)
def test_carrying_differences_along_is_living_it_all_again(
    wished: list[Wish], caps: dict[int, int], gestures: dict[str, dict[str, object] | None]
) -> None:
    """A world that has only ever known the draft gives decision by decision what the sweep says."""
    draft = policy(**gestures)
    life = lived(BEFORE, wished, caps)
    tried, changes = sweep(draft, life)
    other = Life(draft, caps)
    expected = [other.again(each, past) for each, past in zip(wished, life.past, strict=True)]
    for change, given_there, past in zip(changes, expected, life.past, strict=True):
        assert given_there == (change.after if change else was_given(past))
    assert tried.tally.total.face_after == sum(each.face for each in expected)
    assert tried.tally.yes_after == sum(each.needs_yes for each in expected)


@pytest.mark.parametrize("side", ["unit", "failure", "group"])
def test_each_way_of_telling_apart_adds_up_to_the_whole(side: str) -> None:
    life = lived(BEFORE, [wish(n, n, gesture="chocolates") for n in range(1, 4)], ENOUGH)
    tried, _ = sweep(policy(chocolates={"amount": 25}), life)
    sums = getattr(tried.tally, f"by_{side}")
    assert sum(found.face_after for found in sums.values()) == tried.tally.total.face_after == 7500
