"""One person of an incident is kept back by hand, and brought back: never given to in between, and no cent is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.contexts import someone
from givens.house import NIGHT
from givens.incidents import Outage, again, an_outage

from amends.apps.cases.models import Case
from amends.apps.incidents.models import IncidentPerson
from amends.apps.incidents.store import SomebodyHitTwice
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.vouchers.models import Voucher
from amends.commands.incident.bring_back_person import (
    HeldInAnotherPeriod,
    NoShareToBringBack,
    NotKeptByHand,
    bring_back_person,
)
from amends.commands.incident.hold_back_person import (
    HoldingReasonMissing,
    PersonMovedOn,
    hold_back_person,
)
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.resume_giving import resume_giving
from amends.commands.incident.stop_giving import stop_giving
from amends.core.incident.lifecycle import IncidentStepNotAllowed
from amends.core.roles import Role
from amends.core.unseen import IncidentUnknown, PersonUnknown
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.case_page import case_page
from amends.queries.case_parts import IncidentShown
from amends.queries.incident_check import incident_check
from amends.queries.incident_people import incident_people
from amends.queries.incidents import incident_page
from amends.queries.ledger_check import ledger_check

pytestmark = pytest.mark.django_db


def hold(
    outage: Outage, n: int, *, later: float = 0, who: str = "", reason: str = "I phone her myself"
) -> int:
    """The `n`th person is kept back; how much was let go."""
    person = outage.people()[n]
    ctx = outage.ctx(who, later=later)
    return hold_back_person(ctx, incident_ref=outage.ref, person_id=person.id, reason=reason).released_minor


def back(outage: Outage, n: int, *, later: float = 0) -> str:
    """The `n`th person is brought back; where they stand then."""
    person = outage.people()[n]
    return bring_back_person(outage.ctx(later=later), incident_ref=outage.ref, person_id=person.id).state


def held_money() -> set[tuple[int, int]]:
    return set(BudgetPeriod.objects.values_list("reserved_minor", "issued_minor"))


def states(outage: Outage) -> list[str]:
    return [person.state for person in outage.people()]


def test_before_deciding_nothing_is_decided_for_them() -> None:
    outage = an_outage(3)

    hold(outage, 1)
    decided = outage.decide()

    assert (decided.decided, decided.total.minor) == (2, 2 * 1800)
    assert states(outage) == ["decided", "held_back", "decided"]
    person = outage.people()[1]
    assert (person.reason, person.detail, person.held_by) == (
        "by_hand",
        "I phone her myself",
        f"person:{outage.house.people['carla'].id}",
    )


def test_before_the_money_is_held_they_are_no_part_of_what_is_decided_any_more() -> None:
    outage = an_outage(3)
    decided = outage.decide()

    assert hold(outage, 0) == 0

    digest = outage.row().decided_digest
    assert digest != decided.digest
    assert incident_page(outage.ctx(), ref=outage.ref).total.minor == 2 * 1800
    assert reserve_people(outage.ctx(), incident_ref=outage.ref, digest=digest).people == 2
    assert held_money() == {(3600, 0)}
    with pytest.raises(NoShareToBringBack):
        back(outage, 0)


def test_with_the_money_held_theirs_is_let_go_and_held_again() -> None:
    outage = an_outage(3)
    outage.reserve()

    assert hold(outage, 2) == 1800
    assert held_money() == {(3600, 0)}
    assert back(outage, 2) == "reserved"
    assert held_money() == {(5400, 0)}

    outage.begin()
    outage.waves()
    assert states(outage) == ["given"] * 3
    assert held_money() == {(0, 5400)}
    assert Transfer.objects.filter(kind="reserve").count() == 4
    assert Transfer.objects.filter(kind="void").count() == 1
    assert incident_check(someone(Role.AUDITOR)).findings == ()
    assert ledger_check(someone(Role.AUDITOR)).findings == ()
    told = JournalEntry.objects.filter(event__startswith="person.").order_by("id")
    assert list(told.values_list("event", flat=True)) == ["person.held_back", "person.brought_back"]
    assert "phone" not in str(list(told.values_list("body", flat=True)))


def test_between_two_waves_they_get_a_case_on_the_work_list_and_nothing_else() -> None:
    outage = an_outage(4)
    outage.start(wave_size=2)
    outage.waves(most=1)
    pause_giving(outage.ctx(later=2), incident_ref=outage.ref)

    hold(outage, 3, later=3)
    resume_giving(outage.ctx(later=4), incident_ref=outage.ref)
    outage.waves(later=5)

    assert states(outage) == ["given", "given", "given", "held_back"]
    assert outage.row().state == "finished"
    assert Voucher.objects.count() == 3
    person = outage.people()[3]
    case = Case.objects.get(id=person.case_id)
    assert (case.customer_id, case.owner_id, case.state) == (person.customer_id, None, "received")
    told = case_page(outage.ctx(later=6), ref=case.ref).incident
    assert told == IncidentShown(outage.ref, "Fire alarm in the night", "Carla Berg", "I phone her myself")
    assert held_money() == {(0, 3 * 1800)}
    assert incident_check(someone(Role.AUDITOR)).findings == ()
    with pytest.raises(IncidentStepNotAllowed):
        back(outage, 3, later=6)


def test_whoever_has_a_case_already_is_not_brought_back() -> None:
    outage = an_outage(3)
    outage.reserve()
    hold(outage, 0)
    outage.begin(wave_size=1)
    outage.waves(most=1)

    with pytest.raises(NotKeptByHand):
        back(outage, 0, later=2)

    assert Transfer.objects.filter(kind="reserve").count() == 3


def test_brought_back_before_the_money_is_held_it_is_decided_anew_with_them() -> None:
    outage = an_outage(3)
    outage.decide()
    hold(outage, 1)

    assert back(outage, 1) == "found"

    assert outage.row().state == "drafted"
    person = outage.people()[1]
    assert (person.reason, person.detail, person.held_by, person.held_at) == ("", "", "", None)
    assert outage.decide().decided == 3


def test_the_budgets_have_turned_to_a_new_period() -> None:
    outage = an_outage(2)
    outage.reserve()
    hold(outage, 0)

    with pytest.raises(HeldInAnotherPeriod):
        back(outage, 0, later=timedelta(days=40).total_seconds() / 60)

    assert states(outage) == ["held_back", "reserved"]
    assert (
        sum(
            BudgetPeriod.objects.filter(budget__name="Harbour Hotel").values_list("reserved_minor", flat=True)
        )
        == 1800
    )


def test_an_overlapping_incident_that_gave_meanwhile_keeps_them_out() -> None:
    outage = an_outage(2)
    outage.reserve()
    hold(outage, 0)
    other = again(outage)
    decided = other.decide()
    assert (decided.decided, decided.skipped) == (1, 1)
    reserve_people(other.ctx(), incident_ref=other.ref, digest=decided.digest)

    with pytest.raises(SomebodyHitTwice):
        back(outage, 0)

    assert held_money() == {(3600, 0)}


def test_who_was_given_to_or_is_kept_back_already_stays_so() -> None:
    outage = an_outage(3)
    outage.start(wave_size=1)
    outage.waves(most=1)
    hold(outage, 1, later=2)

    for n in (0, 1):
        with pytest.raises(PersonMovedOn):
            hold(outage, n, later=3)
    with pytest.raises(NotKeptByHand):
        back(outage, 2, later=3)

    assert states(outage) == ["given", "held_back", "reserved"]
    assert Transfer.objects.filter(kind="void").count() == 1


def test_it_takes_a_reason_and_a_person_of_this_incident() -> None:
    outage = an_outage(1)
    with pytest.raises(HoldingReasonMissing):
        hold(outage, 0, reason="  ")
    with pytest.raises(PersonUnknown):
        hold_back_person(outage.ctx(), incident_ref=outage.ref, person_id=999_999, reason="x")
    other = again(outage)
    with pytest.raises(PersonUnknown):
        hold_back_person(
            other.ctx(), incident_ref=other.ref, person_id=outage.people()[0].id, reason="of the other one"
        )
    stop_giving(outage.ctx(), incident_ref=outage.ref)
    with pytest.raises(IncidentStepNotAllowed):
        hold(outage, 0)

    assert not IncidentPerson.objects.filter(state="held_back").exists()


@pytest.mark.parametrize("who", ["nora", "fin", "audrey", "otto", "til"])
def test_others_keep_nobody_back(who: str) -> None:
    outage = an_outage(1)

    with pytest.raises((NotPermitted, IncidentUnknown)):
        hold(outage, 0, who=who)

    assert states(outage) == ["found"]


def test_the_list_says_who_keeps_whom_back_and_why() -> None:
    outage = an_outage(3)
    outage.reserve()
    hold(outage, 1)

    page = incident_people(outage.ctx(), ref=outage.ref, shown="held_back")
    found = incident_people(outage.ctx(), ref=outage.ref, q="guest 2")
    paged = incident_people(outage.ctx(), ref=outage.ref, limit=2)
    rest = incident_people(outage.ctx(), ref=outage.ref, after=paged.after)
    blind = incident_people(outage.ctx("fin"), ref=outage.ref)

    (row,) = page.rows
    assert (row.customer_name, row.held_by, row.words) == ("Guest 1", "Carla Berg", "I phone her myself")
    assert (row.may_come_back, row.may_be_held, row.held_at) == (True, False, NIGHT)
    assert [one.customer_name for one in found.rows] == ["Guest 2"]
    assert [len(paged.rows), len(rest.rows), rest.after] == [2, 1, ""]
    assert {(one.customer_name, one.words) for one in blind.rows} == {("", "")}
