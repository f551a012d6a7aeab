"""Who is left to a colleague, who gets nothing from an incident, and whose yes the whole of it needs."""

from __future__ import annotations

import pytest
from givens.house import NIGHT
from givens.incidents import again, an_outage, guests

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.incidents.models import IncidentPerson
from amends.apps.incidents.store import IncidentUnknown
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.ledger.store import BudgetTooSmall
from amends.apps.offers.models import Offer
from amends.apps.vouchers.models import Voucher
from amends.commands.incident.decide_people import NobodyFound
from amends.commands.incident.find_people import find_people
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.resume_giving import resume_giving
from amends.commands.incident.stop_giving import stop_giving
from amends.commands.intake.log_failure import LoggedFailure, log_failure
from amends.commands.offer.make_offer import make_offer
from amends.core.incident.lifecycle import IncidentStepNotAllowed
from amends.core.incident.sharing import DecidedOtherwise
from amends.core.offer.arguments import Choice
from amends.core.policy.judge import GestureUnknown
from amends.kernel.context import NotPermitted
from amends.queries.envelope import envelope

pytestmark = pytest.mark.django_db


def people(ref: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for pair in IncidentPerson.objects.filter(incident__ref=ref).values_list("state", "reason"):
        found[pair] = found.get(pair, 0) + 1
    return found


def test_who_told_us_themselves_keeps_their_own_case() -> None:
    outage = an_outage(3)
    guest = Customer.objects.get(external_ref="G-00001")
    logged = log_failure(
        outage.house.ctx("nora"),
        unit_id=outage.house.desk.id,
        customer=guest.ref,
        failures=(LoggedFailure("alarm_set", words="It rang for an hour."),),
    )

    outage.start()
    outage.waves()

    assert people(outage.ref) == {("given", ""): 2, ("held_back", "own_case"): 1}
    assert IncidentPerson.objects.get(reason="own_case").detail == logged.refs[0]
    assert Case.objects.filter(customer=guest).count() == 1


def test_who_cannot_be_written_to_goes_to_the_work_list() -> None:
    outage = an_outage(2)
    guests(outage.house, 1, first=9, email="", phone="+4366012345678")
    find_people(outage.ctx(), incident_ref=outage.ref)

    outage.start()
    given = outage.waves()

    assert (given.people, given.looked_after) == (2, 1)
    waiting = Case.objects.get(state="received")
    assert (waiting.wanted, waiting.owner_id, waiting.origin) == ("find_owner", None, "event")
    assert waiting.wanted_by_at is not None
    assert not Offer.objects.filter(case=waiting).exists()


def test_a_graver_harm_is_left_to_a_person_and_reserves_nothing() -> None:
    outage = an_outage(2)
    IncidentPerson.objects.filter(customer__external_ref="G-00000").update(facts={"harm_class": "distress"})

    decided = outage.reserve()

    assert (decided.decided, decided.held_back) == (1, 1)
    assert people(outage.ref) == {("reserved", ""): 1, ("held_back", "grave"): 1}
    assert Transfer.objects.count() == 1


def test_repeats_are_held_back_only_when_asked_to() -> None:
    outage = an_outage(2)
    log_failure(
        outage.house.ctx("nora"),
        unit_id=outage.house.desk.id,
        customer=Customer.objects.get(external_ref="G-00001").ref,
        failures=(LoggedFailure("room_not_ready"),),
    )

    assert outage.decide().decided == 2
    assert outage.decide(holds_repeats=True).decided == 1
    assert people(outage.ref) == {("decided", ""): 1, ("held_back", "failed_before"): 1}


def test_a_gesture_that_the_policy_does_not_allow_falls_to_the_next_one() -> None:
    outage = an_outage(2)

    decided = outage.reserve("night_back", "chocolates")

    assert decided.decided == 2
    assert decided.total.minor == 3600
    assert people(outage.ref) == {("reserved", ""): 2}


def test_a_gesture_unknown_to_the_policy_is_refused_and_nothing_is_decided() -> None:
    outage = an_outage(1)

    with pytest.raises(GestureUnknown):
        outage.decide("a_yacht")

    assert outage.row().state == "drafted"


def test_an_incident_without_anybody_is_refused() -> None:
    outage = an_outage(0)

    with pytest.raises(NobodyFound):
        outage.decide()


def test_an_overlapping_incident_of_the_same_kind_gives_nobody_twice() -> None:
    first = an_outage(3)
    first.start()
    first.waves()
    guests(first.house, 1, first=3)
    second = again(first)

    second.start()
    second.waves()

    assert people(second.ref) == {("given", ""): 1, ("skipped", "other_incident"): 3}
    assert set(
        IncidentPerson.objects.filter(incident__ref=second.ref, state="skipped").values_list(
            "detail", flat=True
        )
    ) == {first.ref}
    assert Voucher.objects.count() == 4


def test_an_incident_at_another_time_is_another_failure() -> None:
    first = an_outage(2)
    first.start()
    first.waves()

    second = again(first, started_at=NIGHT.replace(day=1), ended_at=NIGHT.replace(day=1, hour=23, minute=30))

    assert second.decide().skipped == 0


def test_a_budget_that_is_too_small_is_named_and_nothing_is_held() -> None:
    outage = an_outage(5, hotel=8_000)
    decided = outage.decide()

    with pytest.raises(BudgetTooSmall) as refused:
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=decided.digest)

    assert refused.value.params["name"] == "Harbour Hotel"
    assert refused.value.params["missing"].minor == 1_000
    assert outage.row().state == "decided"
    assert people(outage.ref) == {("decided", ""): 5}
    assert not Transfer.objects.exists()
    assert set(BudgetPeriod.objects.values_list("reserved_minor", flat=True)) <= {0}


def test_what_was_decided_anew_has_to_be_looked_at_again() -> None:
    outage = an_outage(2)
    before = outage.decide()
    guests(outage.house, 1, first=2)
    find_people(outage.ctx(), incident_ref=outage.ref)
    outage.decide()

    with pytest.raises(DecidedOtherwise):
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=before.digest)

    assert outage.row().state == "decided"


def test_pausing_keeps_the_money_and_resuming_goes_on_where_it_was() -> None:
    outage = an_outage(5)
    outage.start(wave_size=2)
    outage.waves(most=1)
    pause_giving(outage.ctx(later=2), incident_ref=outage.ref)

    assert outage.waves(later=3).people == 0
    assert people(outage.ref) == {("given", ""): 2, ("reserved", ""): 3}

    resume_giving(outage.ctx(later=4), incident_ref=outage.ref)
    assert outage.waves(later=5).people == 3
    assert outage.row().state == "finished"
    assert Voucher.objects.count() == 5


def test_waves_keep_their_distance() -> None:
    outage = an_outage(5)
    outage.start(wave_size=2, wave_seconds=600)

    assert outage.waves(later=1).people == 2
    assert outage.waves(later=2).people == 0
    assert outage.waves(later=11.5).people == 2
    assert outage.waves(later=22).people == 1
    assert outage.row().state == "finished"


def test_stopping_lets_go_of_what_was_not_given() -> None:
    outage = an_outage(5)
    outage.start(wave_size=2)
    outage.waves(most=1)

    stopped = stop_giving(outage.ctx(later=2), incident_ref=outage.ref)

    assert (stopped.state, stopped.released) == ("stopped", 3)
    assert people(outage.ref) == {("given", ""): 2, ("released", ""): 3}
    assert Transfer.objects.filter(kind="void").count() == 3
    assert set(BudgetPeriod.objects.values_list("reserved_minor", "issued_minor")) == {(0, 3600)}
    assert outage.waves(later=3).people == 0
    with pytest.raises(IncidentStepNotAllowed):
        resume_giving(outage.ctx(later=4), incident_ref=outage.ref)


def test_a_gesture_to_choose_waits_for_the_customer_with_its_money_held() -> None:
    outage = an_outage(2)
    outage.start("breakfast")

    outage.waves()

    assert Offer.objects.filter(state="offered", needs_acceptance=True).count() == 2
    assert Case.objects.filter(state="communicated", wanted="wait_choice").count() == 2
    assert not Voucher.objects.exists()
    assert set(BudgetPeriod.objects.values_list("reserved_minor", "issued_minor")) == {(8800, 0)}


def test_who_was_given_something_meanwhile_is_left_to_a_colleague() -> None:
    outage = an_outage(2)
    outage.start()
    guest = Customer.objects.get(external_ref="G-00001")
    other = an_offer_to(outage, guest)

    outage.waves(later=60)

    assert people(outage.ref) == {("given", ""): 1, ("held_back", "given_meanwhile"): 1}
    assert Transfer.objects.filter(kind="void", amount_minor=1800).count() == 1
    assert other


def an_offer_to(outage, guest) -> int | None:
    """Nora gives a breakfast for something else, half an hour after the incident was decided."""
    nora = outage.ctx("nora", later=30)
    logged = log_failure(
        nora, unit_id=outage.house.desk.id, customer=guest.ref, failures=(LoggedFailure("alarm_set"),)
    )
    shown = envelope(nora, case_ref=logged.refs[0])
    made = make_offer(
        nora, case_ref=logged.refs[0], envelope_digest=shown.digest, choices=(Choice("breakfast"),)
    )
    return made.offer_id


@pytest.mark.parametrize("who", ["nora", "fin", "audrey", "otto", "til"])
def test_others_do_not_give_to_many(who: str) -> None:
    outage = an_outage(1)

    with pytest.raises((NotPermitted, IncidentUnknown)):
        stop_giving(outage.ctx(who), incident_ref=outage.ref)

    assert outage.row().state == "drafted"
