"""What may be given, and why not: the stories of the demonstration group, each objection once, and the digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest

from amends.core.money import Money
from amends.core.policy.envelope import Envelope, build_envelope
from amends.core.policy.evaluate import evaluate
from amends.core.policy.judge import GestureUnknown, judge_gesture
from amends.core.policy.line import GestureLine
from amends.core.policy.model import PolicyDocument
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts

Build = Callable[..., Facts]
Stand = Callable[..., Standing]


def eur(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def staff_said(facts: Facts) -> dict[str, str]:
    return dict.fromkeys(facts, "staff")


@pytest.fixture
def judged(document: PolicyDocument, given_standing: Stand) -> Callable[..., GestureLine]:
    def judge(facts: Facts, gesture: str, amount: Money | None = None, **standing: object) -> GestureLine:
        verdict = evaluate(document, facts)
        sources = standing.pop("sources", staff_said(facts))
        return judge_gesture(
            document,
            verdict,
            facts,
            given_standing(**standing),
            gesture,
            amount,
            sources=sources,  # type: ignore[arg-type]
        )

    return judge


def codes(line: GestureLine) -> list[str]:
    return [reason.code for reason in line.reasons]


def test_the_night_desk_may_give_notes_chocolates_or_late_check_out_and_an_upgrade_needs_a_lead(
    document: PolicyDocument, digest: str, given_facts: Build, given_standing: Stand
) -> None:
    envelope = build_envelope(document, given_facts(), given_standing(), policy_digest=digest)
    assert (envelope.verdict.severity, envelope.verdict.band) == (2, "G2")
    assert envelope.owed == ()
    assert [line.gesture_code for line in envelope.may_give] == [
        "late_check_out",
        "breakfast",
        "personal_call",
        "handwritten_note",
        "chocolates",
    ]
    assert [(line.gesture_code, line.approver) for line in envelope.needs_approval] == [
        ("room_upgrade", "L1")
    ]
    chocolates = envelope.line("chocolates")
    assert chocolates is not None
    assert (chocolates.face, chocolates.true_cost) == (eur("18"), eur("6.50"))
    notes = envelope.line("handwritten_note")
    assert notes is not None
    assert [(promise.owner, promise.due_time) for promise in notes.promises] == [
        ("Front desk", time(6)),
        ("Housekeeping", time(6)),
        ("General manager", time(6)),
    ]
    assert not [line for line in envelope.lines if line.gesture_code == "travel_voucher"]


def test_a_lead_needs_nobody_for_the_upgrade(judged: Callable[..., GestureLine], given_facts: Build) -> None:
    line = judged(given_facts(), "room_upgrade", actor_role="lead", actor_level=1)
    assert (line.status, line.approver) == ("allowed", "")


def test_a_percentage_without_a_bill_is_blocked_and_says_what_to_enter(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    facts = given_facts(business="restaurant", harm_class="distress", lost_resource="attention")
    line = judged(facts, "bill_part")
    assert (line.status, codes(line)) == ("blocked", ["price_unknown"])
    assert line.unblock is not None
    assert str(line.unblock) == "Enter the bill: Price or bill."
    known = judged({**facts, "price": Decimal("83.40")}, "bill_part")
    assert (known.status, known.face, known.percent) == ("allowed", eur("16.68"), Decimal(20))


def test_assumed_findings_carry_a_token_and_nothing_larger(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    facts = given_facts(business="restaurant", harm_class="distress", price=80)
    assert judged(facts, "dessert", sources={}).status == "allowed"
    line = judged(facts, "bill_part", sources={**staff_said(facts), "price": "assumed", "locus": "assumed"})
    assert (line.status, codes(line)) == ("blocked", ["facts_assumed"])
    assert line.reasons[0].params["facts"] == "Who caused it, Price or bill"


def test_a_fact_without_a_source_counts_as_assumed(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    facts = given_facts(business="restaurant", harm_class="distress", price=80)
    assert codes(judged(facts, "bill_part", sources={})) == ["facts_assumed"]


@pytest.mark.parametrize(
    ("gesture", "changes", "standing", "reasons"),
    [
        ("travel_voucher", {"delay_hours": 3, "passengers": 1}, {}, ["not_for_this_case"]),
        ("night_part", {"price": 100}, {}, ["band_differs"]),
        ("chocolates", {}, {"given_in_case": {"chocolates": 1}}, ["given_in_case"]),
        ("breakfast", {}, {"last_given_days": {"breakfast": 29}}, ["cooling_down"]),
        ("chocolates", {}, {"budgets": ()}, ["no_budget"]),
        (
            "express_replacement",
            {"business": "shop", "harm_class": "distress", "price": 10},
            {},
            ["not_for_this_loss"],
        ),
        (
            "breakfast",
            {},
            {"signals": ("contradicted_evidence", "contradicted_evidence_upheld")},
            ["claim_disproved", "second_look"],
        ),
    ],
)
def test_each_objection_blocks_with_its_own_code(
    judged: Callable[..., GestureLine],
    given_facts: Build,
    gesture: str,
    changes: dict[str, object],
    standing: dict[str, object],
    reasons: list[str],
) -> None:
    line = judged(given_facts(**changes), gesture, **standing)
    assert (line.status, line.approver, codes(line)) == ("blocked", "", reasons)


def test_a_cool_down_ends_on_its_day(judged: Callable[..., GestureLine], given_facts: Build) -> None:
    line = judged(given_facts(), "breakfast", last_given_days={"breakfast": 29}, today=date(2026, 3, 1))
    assert line.unblock is not None
    assert line.unblock.params == {"date": "2026-03-02"}
    assert judged(given_facts(), "breakfast", last_given_days={"breakfast": 30}).status == "allowed"


def test_the_deepest_budget_that_falls_short_is_named(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    budgets = (
        BudgetLeft(1, "Night desk", "team", eur("40"), eur("500")),
        BudgetLeft(2, "Hotel Lindenhof", "site", eur("39.99"), eur("5000")),
    )
    line = judged(given_facts(), "late_check_out", budgets=budgets)
    assert (line.status, codes(line)) == ("blocked", ["budget_exhausted"])
    assert (
        str(line.unblock) == "Ask finance for 0.01 EUR more in Hotel Lindenhof, or choose something smaller."
    )
    assert judged(given_facts(), "late_check_out", budgets=budgets[:1]).status == "allowed"


@pytest.mark.parametrize(
    ("level", "approver"), [("team", "L1"), ("site", "L2"), ("brand", "L2"), ("campaign", "L3")]
)
def test_what_a_budget_cannot_pay_is_handed_up_to_whoever_answers_for_the_one_above(
    level: str, approver: str, judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    budgets = (
        BudgetLeft(1, "Nora", "person", eur("39.99"), eur("50")),
        BudgetLeft(2, "Above", level, eur("40"), eur("5000")),
    )
    line = judged(given_facts(), "late_check_out", budgets=budgets)
    assert (line.status, line.approver) == ("needs_approval", approver)
    assert codes(line) == ["budget_above"]
    assert str(line.reasons[0]) == "Nora has 39.99 EUR left; this takes 40.00 EUR, so Above would pay for it."
    own = judged(given_facts(), "late_check_out", budgets=budgets, actor_level=int(approver[1]))
    assert own.status == "allowed"


def test_a_budget_in_the_middle_that_is_short_hands_up_past_it(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    budgets = (
        BudgetLeft(1, "Night desk", "team", eur("400"), eur("500")),
        BudgetLeft(2, "Hotel Lindenhof", "site", eur("39.99"), eur("5000")),
        BudgetLeft(3, "Group", "campaign", eur("4000"), eur("5000")),
    )
    line = judged(given_facts(), "late_check_out", budgets=budgets)
    assert (line.approver, line.reasons[0].params["payer"]) == ("L3", "Group")
    assert judged(given_facts(), "handwritten_note", budgets=()).status == "allowed"


def test_what_is_owed_takes_room_from_the_ceiling_and_is_never_capped(
    document: PolicyDocument, digest: str, given_facts: Build, given_standing: Stand
) -> None:
    facts = given_facts(
        business="airline", harm_class="distress", price=180, distance_km=3501, delay_hours=3.5, passengers=2
    )
    standing = given_standing(budgets=None, signals=("contradicted_evidence_upheld",), actor_level=1)
    envelope = build_envelope(document, facts, standing, policy_digest=digest, sources=staff_said(facts))
    assert [(due.code, due.amount) for due in envelope.owed] == [("eu261", eur("600")), ("eu261_care", None)]
    seat = envelope.line("seat_upgrade")
    assert seat is not None
    calm = given_standing(actor_level=1, budgets=None)
    seat = judge_gesture(document, envelope.verdict, facts, calm, "seat_upgrade", sources=staff_said(facts))
    assert (seat.status, seat.approver, codes(seat)) == ("needs_approval", "L2", ["over_ceiling"])
    assert seat.reasons[0].params["room"] == "0.00 EUR"


def test_a_grant_only_narrows(judged: Callable[..., GestureLine], given_facts: Build) -> None:
    line = judged(
        given_facts(), "chocolates", grant_per_case=eur("30"), given_this_case=eur("12.01"), actor_level=3
    )
    assert (line.status, line.approver, codes(line)) == ("needs_approval", "L1", ["over_grant"])
    assert (
        judged(given_facts(), "chocolates", grant_per_case=eur("30"), given_this_case=eur("12")).status
        == "allowed"
    )


def test_an_open_amount_shows_its_range_and_ones_own_limit(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    facts = given_facts(harm_class="distress", price=180)
    line = judged(facts, "night_part")
    assert (line.open_min, line.open_max, line.own_limit) == (eur("18"), eur("90"), eur("60"))
    assert (line.face, line.status) == (None, "allowed")
    assert judged(facts, "night_part", eur("60")).status == "allowed"
    above = judged(facts, "night_part", eur("60.01"))
    assert (above.status, above.approver, above.face) == ("needs_approval", "L1", eur("60.01"))
    for outside in ("17.99", "90.01"):
        assert codes(judged(facts, "night_part", eur(outside))) == ["amount_out_of_range"]


def test_ones_own_limit_sees_the_budget_and_the_limit_of_authority_does_not(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    budgets = (BudgetLeft(1, "Night desk", "team", eur("35"), eur("60")),)
    line = judged(given_facts(harm_class="distress", price=180), "night_part", budgets=budgets)
    # Above 80 % of the budget (48 euros, 25 of them used) the table asks for the duty manager.
    assert (line.own_limit, line.authority_limit) == (eur("23"), eur("60"))


def test_an_amount_cannot_be_named_where_it_is_fixed(
    judged: Callable[..., GestureLine], given_facts: Build
) -> None:
    assert judged(given_facts(), "chocolates", eur("18")).status == "allowed"
    assert codes(judged(given_facts(), "chocolates", eur("17"))) == ["amount_fixed"]
    assert codes(judged(given_facts(), "handwritten_note", eur("1"))) == ["amount_fixed"]


def test_an_unknown_gesture_is_refused(judged: Callable[..., GestureLine], given_facts: Build) -> None:
    with pytest.raises(GestureUnknown) as refused:
        judged(given_facts(), "a_pony")
    assert refused.value.field == "gesture"


def test_somebody_elses_giving_changes_the_digest_only_when_an_answer_changes(
    document: PolicyDocument, digest: str, given_facts: Build, given_standing: Stand
) -> None:
    def shown(left: str) -> Envelope:
        budgets = (BudgetLeft(1, "Night desk", "team", eur(left), eur("1000")),)
        return build_envelope(document, given_facts(), given_standing(budgets=budgets), policy_digest=digest)

    assert shown("1000").digest == shown("120").digest
    assert shown("1000").digest != shown("43.99").digest
    assert (
        shown("1000").digest
        != build_envelope(document, given_facts(price=3), given_standing(), policy_digest=digest).digest
    )
