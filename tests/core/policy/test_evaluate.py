"""The demonstration group's verdicts: every cell of the band table, the edges of EU261, and the frozen decision."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest

from amends.core.money import Money
from amends.core.policy.envelope import build_envelope
from amends.core.policy.evaluate import evaluate
from amends.core.policy.explain import explain_line, explain_verdict
from amends.core.policy.freeze import PolicyDiffers, freeze, replay, result_text
from amends.core.policy.hits import decide_table
from amends.core.policy.model import BANDS, PolicyDocument
from amends.core.policy.parse import document_digest, document_text
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts

Build = Callable[..., Facts]
LOCI = ["firm", "external", "customer", "unknown"]


def band(document: PolicyDocument, locus: str, severity: int, taken: str, before: int) -> str:
    table = document.table("band")
    assert table is not None
    facts: Facts = {
        "locus": locus,
        "severity": Decimal(severity),
        "service": taken,
        "double_deviation": Decimal(before),
    }
    outcome = decide_table(table, facts)
    assert len(outcome.rows) == 1
    return str(dict(outcome.values)["band"])


def test_the_band_table_answers_all_180_cells_once_and_never_falls(document: PolicyDocument) -> None:
    cells = list(product(LOCI, range(1, 6), ["accepted", "rejected", "na"], range(3)))
    assert len(cells) == 180
    for locus, severity, taken, before in cells:
        here = band(document, locus, severity, taken, before)
        assert here in BANDS
        if severity < 5:
            assert here <= band(document, locus, severity + 1, taken, before)
        if before < 2:
            assert here <= band(document, locus, severity, taken, before + 1)
        if locus == "firm":
            assert here == band(document, "shared", severity, taken, before)
        if locus == "unknown":
            assert here == min(band(document, "firm", severity, taken, before), "G2")


@pytest.mark.parametrize(
    ("distance", "intra_eu", "delay", "owed"),
    [
        (1500, None, 3, 250),
        (1501, None, 3, 400),
        (3500, False, 3, 400),
        (3501, True, 9, 400),
        (3501, False, 3, 300),
        (3501, None, "3.99", 300),
        (3501, None, 4, 600),
        (3501, None, "2.99", None),
    ],
)
def test_eu261_pays_by_distance_and_delay(
    document: PolicyDocument,
    given_facts: Build,
    distance: int,
    intra_eu: bool | None,
    delay: object,
    owed: int | None,
) -> None:
    flight = {
        "business": "airline",
        "distance_km": distance,
        "intra_eu": intra_eu,
        "delay_hours": delay,
        "passengers": 1,
    }
    verdict = evaluate(document, given_facts(**flight))
    paid = [due.amount for due in verdict.entitlements if due.code == "eu261"]
    assert paid == ([] if owed is None else [Money(owed * 100, "EUR")])
    extraordinary = evaluate(document, given_facts(**flight, extraordinary=True))
    assert [due.code for due in extraordinary.entitlements if due.code == "eu261"] == []


def test_what_is_owed_names_the_fact_that_is_still_missing(
    document: PolicyDocument, given_facts: Build
) -> None:
    verdict = evaluate(document, given_facts(business="airline", distance_km=900, delay_hours=5))
    assert [(due.code, due.amount, due.missing) for due in verdict.entitlements] == [
        ("eu261", None, ("passengers",)),
        ("eu261_care", None, ()),
    ]


def test_without_any_fact_the_verdict_is_the_least_there_is(document: PolicyDocument) -> None:
    verdict = evaluate(document, {})
    assert (verdict.severity, verdict.band, verdict.entitlements, verdict.remedy_types) == (1, "G0", (), ())


def test_the_words_say_which_row_and_which_facts(document: PolicyDocument, given_facts: Build) -> None:
    facts = given_facts(
        business="airline", harm_class="distress", distance_km=3500, delay_hours=3, passengers=2
    )
    words = [str(reason) for reason in explain_verdict(document, evaluate(document, facts), facts)]
    assert words == [
        "Severity 3, because of row 8 (Harm: distress): It distressed the customer.",
        "Owed: Compensation under EU law, 800.00 EUR (row 2: Regulation 261/2004, Art. 7(1)(b)).",
        "Owed: Meals, two calls, a bed if needed (row 6: Regulation 261/2004, Art. 9).",
        "What fits: exchange, psychological, delayed money, points, immediate money, because of row 7 "
        "(What the customer lost: service; It can still be done again: no; What the customer asks for: –): "
        "it cannot be done again.",
        "Band G3, because of row 8 (Who caused it: firm; severity: 3; "
        "Did the customer take it all the same: accepted; Recoveries that failed before: 0): "
        "It mattered, and was taken all the same: a part of the price.",
    ]


def test_a_line_says_who_has_to_say_yes_and_why(
    document: PolicyDocument, digest: str, given_facts: Build, given_standing: Callable[..., Standing]
) -> None:
    envelope = build_envelope(document, given_facts(), given_standing(), policy_digest=digest)
    upgrade = envelope.line("room_upgrade")
    assert upgrade is not None
    assert [str(reason) for reason in explain_line(upgrade)][:2] == [
        "A better room: needs a yes from a lead.",
        "An upgrade takes a room or a seat: the duty manager says yes",
    ]


def test_a_frozen_decision_replays_byte_for_byte(
    document: PolicyDocument, digest: str, given_facts: Build, given_standing: Callable[..., Standing]
) -> None:
    facts = given_facts(harm_class="distress", price="180.00", duration_hours="0.10")
    standing = given_standing(
        grant_per_case=Money(9_000, "EUR"),
        budgets=(BudgetLeft(3, "Nacht “Süd”", "team", Money(1, "EUR"), Money(2, "EUR")),),
        last_given_days={"breakfast": 3},
        given_in_case={"chocolates": 1},
        signals=("many_claims",),
    )
    given = {
        "policy_digest": digest,
        "sources": {"price": "staff"},
        "amounts": {"night_part": Money(2_000, "EUR")},
    }
    frozen = freeze(facts, standing, **given)  # type: ignore[arg-type]
    result = result_text(build_envelope(document, facts, standing, **given))  # type: ignore[arg-type]
    assert replay(document, frozen, policy_digest=digest) == result
    assert '"duration_hours":0.1,' in frozen
    assert frozen == freeze(facts, standing, **given)  # type: ignore[arg-type]


def test_a_decision_is_not_replayed_with_another_policy(
    document: PolicyDocument, digest: str, given_facts: Build, given_standing: Callable[..., Standing]
) -> None:
    frozen = freeze(given_facts(), given_standing(), policy_digest=digest)
    with pytest.raises(PolicyDiffers):
        replay(document, frozen, policy_digest=document_digest(document_text(document) + " "))
