"""What holds for every case and every standing: shown is what giving accepts, owed is owed, frozen replays."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.money import Money
from amends.core.policy.envelope import build_envelope
from amends.core.policy.evaluate import evaluate
from amends.core.policy.freeze import freeze, replay, result_text
from amends.core.policy.judge import judge_gesture
from amends.core.policy.model import PolicyDocument
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts

Build = Callable[..., Facts]
Stand = Callable[..., Standing]
BUSINESSES = ["hotel", "airline", "restaurant", "shop"]
LEVELS = ("team", "site", "brand", "campaign")
cents = st.integers(0, 90_000).map(lambda minor: Money(minor, "EUR"))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, object], dict[str, object], str]:
    facts: dict[str, object] = {
        "business": draw(st.sampled_from(BUSINESSES)),
        "harm_class": draw(st.sampled_from(["none", "inconvenience", "financial", "distress", "safety"])),
        "locus": draw(st.sampled_from(["firm", "external", "unknown", "customer"])),
        "service": draw(st.sampled_from(["accepted", "rejected", "na"])),
        "lost_resource": draw(st.sampled_from(["monetary", "goods", "service", "attention"])),
        "double_deviation": draw(st.integers(0, 3)),
        "price": draw(st.none() | st.integers(0, 900)),
        "delay_hours": draw(st.integers(0, 9)),
        "distance_km": draw(st.sampled_from([1500, 1501, 3500, 3501])),
        "passengers": draw(st.integers(1, 4)),
    }
    standing: dict[str, object] = {
        "actor_level": draw(st.integers(0, 3)),
        "given_this_case": draw(cents),
        "given_90_days": draw(cents),
        "count_90_days": draw(st.integers(0, 6)),
        "budgets": draw(
            st.none()
            | st.lists(cents, min_size=1, max_size=4).map(
                lambda left: tuple(
                    BudgetLeft(number, f"b{number}", LEVELS[number], each, Money(100_000, "EUR"))
                    for number, each in enumerate(left)
                )
            )
        ),
        "signals": draw(
            st.sampled_from([(), ("contradicted_evidence", "contradicted_evidence_upheld"), ("many_claims",)])
        ),
    }
    return facts, standing, draw(st.sampled_from(["assumed", "staff"]))


@settings(max_examples=120, deadline=None)
@given(case=cases())
def test_what_the_envelope_shows_is_what_giving_accepts(
    document: PolicyDocument,
    digest: str,
    given_facts: Build,
    given_standing: Stand,
    case: tuple[dict[str, object], dict[str, object], str],
) -> None:
    changes, standing_changes, source = case
    facts, standing = given_facts(**changes), given_standing(**standing_changes)
    sources = dict.fromkeys(facts, source)
    envelope = build_envelope(document, facts, standing, policy_digest=digest, sources=sources)
    shown = {line.gesture_code: line for line in envelope.lines}
    for gesture in document.gestures:
        line = judge_gesture(document, envelope.verdict, facts, standing, gesture.code, sources=sources)
        assert line == shown.get(gesture.code, line)
        if gesture.code not in shown:
            assert line.status == "blocked"
        if line.own_limit is not None and line.open_max is not None:
            at_limit = judge_gesture(
                document, envelope.verdict, facts, standing, gesture.code, line.own_limit, sources=sources
            )
            assert at_limit.status == "allowed"
            if line.own_limit < line.open_max:
                above = line.own_limit + Money(1, "EUR")
                beyond = judge_gesture(
                    document, envelope.verdict, facts, standing, gesture.code, above, sources=sources
                )
                assert beyond.status != "allowed"


@settings(max_examples=60, deadline=None)
@given(case=cases(), other=cases())
def test_what_is_owed_is_untouched_by_standing_and_signals(
    document: PolicyDocument,
    digest: str,
    given_facts: Build,
    given_standing: Stand,
    case: tuple[dict[str, object], dict[str, object], str],
    other: tuple[dict[str, object], dict[str, object], str],
) -> None:
    facts = given_facts(**case[0])
    one = build_envelope(document, facts, given_standing(**case[1]), policy_digest=digest)
    two = build_envelope(document, facts, given_standing(**other[1]), policy_digest=digest)
    assert one.owed == two.owed == evaluate(document, facts).entitlements


@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_any_frozen_decision_replays_byte_for_byte(
    document: PolicyDocument,
    digest: str,
    given_facts: Build,
    given_standing: Stand,
    case: tuple[dict[str, object], dict[str, object], str],
) -> None:
    facts, standing = given_facts(**case[0]), given_standing(**case[1])
    sources = dict.fromkeys(facts, case[2])
    envelope = build_envelope(document, facts, standing, policy_digest=digest, sources=sources)
    frozen = freeze(facts, standing, policy_digest=digest, sources=sources)
    assert replay(document, frozen, policy_digest=digest) == result_text(envelope)
