"""Evidence: statements stay, the latest counts, and what rests on it is judged anew."""

from __future__ import annotations

import pytest
from givens.logged import closed

from amends.apps.cases import store as cases
from amends.apps.cases.models import Evidence
from amends.commands.casework.record_evidence import FactGiven, NothingSaid, record_evidence
from amends.core.case.evidence import CoreFact, Held, Source
from amends.core.policy.facts import FactsInvalid


def test_a_worse_harm_raises_severity_and_restarts_the_clocks(house, ref) -> None:
    told = record_evidence(house.ctx("nora"), case_ref=ref, facts=(FactGiven("harm_class", "distress"),))

    assert (told.severity, told.band) == (3, "G3")
    case = cases.case_by_ref(ref)
    assert (case.severity, case.priority, case.version) == (3, 3, told.version)


def test_a_core_fact_that_somebody_said_is_known(house, ref) -> None:
    record_evidence(
        house.ctx("nora"), case_ref=ref, facts=(FactGiven("impact", " Hardly slept. "),), from_customer=True
    )

    facts = cases.facts_of(cases.case_by_ref(ref).id)
    assert facts.core_facts[CoreFact.IMPACT] is Held.KNOWN
    assert (facts.core[CoreFact.IMPACT].value, facts.core[CoreFact.IMPACT].source) == (
        "Hardly slept.",
        Source.CUSTOMER,
    )


def test_what_cannot_be_known_carries_its_reason(house, ref) -> None:
    record_evidence(
        house.ctx("nora"), case_ref=ref, facts=(FactGiven("who_involved", None, "The rota is lost."),)
    )

    held = cases.facts_of(cases.case_by_ref(ref).id).core_facts
    assert held[CoreFact.WHO_INVOLVED] is Held.UNKNOWN_WITH_REASON


def test_the_weight_of_the_moment_changes_the_case_itself(house, ref) -> None:
    record_evidence(house.ctx("nora"), case_ref=ref, facts=(FactGiven("criticality", "low"),))

    case = cases.case_by_ref(ref)
    assert (case.criticality, case.severity, case.band) == ("low", 1, "G1")


@pytest.mark.parametrize(
    ("fact", "refusal", "field"),
    [
        (FactGiven("impact", "  "), NothingSaid, "impact"),
        (FactGiven("harm_class", "huge"), FactsInvalid, "harm_class"),
        (FactGiven("shoe_size", 44), FactsInvalid, "shoe_size"),
    ],
)
def test_what_says_nothing_or_cannot_be_read_is_refused_and_not_kept(
    house, ref, fact, refusal, field
) -> None:
    with pytest.raises(refusal) as refused:
        record_evidence(house.ctx("nora"), case_ref=ref, facts=(FactGiven("impact", "Bad."), fact))

    named = [one.field for one in getattr(refused.value, "refusals", (refused.value,))]
    assert named == [field]
    assert Evidence.objects.count() == 0


def test_a_case_that_has_ended_takes_no_more(house, ref) -> None:
    closed(house, ref)

    with pytest.raises(cases.CaseEnded):
        record_evidence(house.ctx("nora"), case_ref=ref, facts=(FactGiven("impact", "Bad."),))
