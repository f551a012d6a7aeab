"""Acting on an event opens a case, and what its trigger may give is given: no more, and never half."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from givens.events import LATE, Kitchen, a_kitchen, late, policy_data, publish
from givens.house import NIGHT

from amends.apps.cases.models import Case, Evidence
from amends.apps.conversations.models import Message
from amends.apps.customers.models import Customer
from amends.apps.events.models import EventSource, ReceivedEvent, TriggerDay
from amends.apps.ledger.models import BudgetPeriod
from amends.apps.offers.models import Offer
from amends.apps.policies.models import Decision
from amends.apps.vouchers.models import Voucher
from amends.commands.intake.act_on_events import EventsActedOn
from amends.commands.intake.replay_events import replay_events
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> Kitchen:
    return a_kitchen()


def nothing_was_given() -> bool:
    held = BudgetPeriod.objects.exclude(reserved_minor=0, issued_minor=0).exists()
    return not (Offer.objects.exists() or Voucher.objects.exists() or Decision.objects.exists() or held)


def code_of(row: ReceivedEvent) -> str:
    return "" if row.reason is None else str(row.reason["code"])


# ---- given without a person


def test_what_the_trigger_may_give_is_given_and_told_in_one_transaction(kitchen: Kitchen) -> None:
    row = kitchen.one()

    assert (row.state, row.reason, row.trigger_code, row.trigger_row) == ("given", None, "food_late", 2)
    assert (row.face_minor, row.currency) == (2400, "EUR")
    case = row.case
    assert (case.origin, case.channel, case.state, case.severity) == ("event", "api", "fulfilling", 2)
    assert case.recorder == f"source:{EventSource.objects.get().id}"
    assert case.unit_id == kitchen.house.restaurant.id
    assert [option.gesture_code for option in row.offer.options.all()] == ["dessert"]
    assert Voucher.objects.get().case_id == case.id
    letter = Message.objects.get()
    assert (letter.template_code, letter.state, letter.is_automatic) == ("noticed_upheld", "queued", True)
    assert letter.voucher_id == Voucher.objects.get().id
    assert f"{{voucher:{Voucher.objects.get().serial}}}" in letter.body
    assert "Its code is" in letter.body
    assert "Dessert for the table" in letter.body
    assert "24.00 EUR" in letter.body
    assert letter.score is not None
    assert set(BudgetPeriod.objects.values_list("reserved_minor", "issued_minor")) <= {(0, 2400), (0, 0)}
    assert BudgetPeriod.objects.filter(issued_minor=2400).count() == 1
    assert TriggerDay.objects.get().given_minor == 2400


def test_facts_of_the_event_are_evidence_of_the_system_and_the_decision_replays(kitchen: Kitchen) -> None:
    row = kitchen.one(bill="48.00")

    said = {piece.name: (piece.value, piece.source) for piece in Evidence.objects.filter(case=row.case)}
    assert said == {"duration_hours": ("2.5", "system"), "price": ("48.00", "system")}
    decision = Decision.objects.get()
    assert '"actor_role":"program"' in decision.frozen
    events = list(
        JournalEntry.objects.filter(stream=f"case:{row.case_id}")
        .order_by("id")
        .values_list("event", flat=True)
    )
    assert events[0] == "case.opened"
    assert events[-1] == "event.acted_on"
    assert "ada@example.org" not in "".join(JournalEntry.objects.values_list("body", flat=True))


def test_recommended_takes_what_stands_first_and_needs_nobody(kitchen: Kitchen) -> None:
    row = kitchen.one(hours=1)

    assert row.state == "given"
    assert row.trigger_row == 3


def test_a_row_without_a_gesture_opens_a_case_for_a_person(kitchen: Kitchen) -> None:
    row = kitchen.one(hours="0.5")

    assert (row.state, code_of(row)) == ("opened", "person_decides")
    assert row.case.state == "assessed"
    assert row.case.owner.display_name == "Carla Berg"
    assert list(Message.objects.values_list("template_code", flat=True)) == ["noticed"]
    assert nothing_was_given()


def with_grant(**changes: Any) -> dict[str, Any]:
    trigger = deepcopy(LATE)
    trigger["grant"] |= changes
    return trigger


def test_above_the_grant_for_one_case_a_person_decides() -> None:
    row = a_kitchen(with_grant(per_case="23.99")).one()

    assert (row.state, code_of(row)) == ("opened", "gesture_withheld")
    assert nothing_was_given()
    assert not TriggerDay.objects.exists()


def test_a_customer_is_given_no_more_than_the_trigger_may_give_to_one() -> None:
    kitchen = a_kitchen(with_grant(per_customer=40))
    first, second = kitchen.one(), kitchen.one(now=NIGHT + timedelta(days=89))

    assert (first.state, second.state) == ("given", "opened")
    assert code_of(second) == "customer_limit_reached"
    assert second.reason["params"] == {"before": "24.00 EUR", "days": 90, "most": "40.00 EUR"}
    assert Offer.objects.count() == 1
    assert kitchen.one(now=NIGHT + timedelta(days=91)).state == "given"


def test_a_day_has_its_end_and_the_next_day_begins_anew() -> None:
    kitchen = a_kitchen(with_grant(per_day=50))
    guests = [{"email": f"guest{n}@example.org", "name": f"Guest {n}"} for n in range(4)]
    states = [kitchen.one(guest=guest) for guest in guests]

    assert [row.state for row in states] == ["given", "given", "opened", "opened"]
    assert code_of(states[2]) == "day_limit_reached"
    assert TriggerDay.objects.get().given_minor == 4800
    assert sum(Offer.objects.values_list("face_minor", flat=True)) == 4800
    another = {"email": "late@example.org", "name": "Late"}
    assert kitchen.one(guest=another, now=NIGHT + timedelta(days=1)).state == "given"


def test_without_money_in_the_budget_nothing_is_given_and_the_case_is_open() -> None:
    row = a_kitchen(group=2399, hotel=2399, desk=2399).one()

    assert (row.state, code_of(row)) == ("opened", "gesture_withheld")
    assert nothing_was_given()


def test_without_an_address_somebody_calls_and_nothing_is_given(kitchen: Kitchen) -> None:
    row = kitchen.one(guest={"number": "G-1", "name": "Ines"})

    assert (row.state, row.case.state) == ("opened", "received")
    assert row.case.wanted == "call_back" or row.case.wanted
    assert not Message.objects.exists()
    assert nothing_was_given()


def test_a_letter_that_cannot_go_out_takes_everything_back() -> None:
    trigger = deepcopy(LATE) | {"letter": "no_such_text"}
    row = a_kitchen(trigger).one()

    assert (row.state, code_of(row)) == ("opened", "template_unknown")
    assert nothing_was_given()
    assert not TriggerDay.objects.exists()
    assert list(Message.objects.values_list("template_code", flat=True)) == ["noticed"]


def test_a_survey_answer_is_on_the_list_of_whoever_leads_with_the_bill_and_the_words() -> None:
    kitchen = a_kitchen()
    answer = late() | {
        "type": "amends.survey.answered",
        "data": {
            "score": 3,
            "bill": "64.00",
            "comment": "We waited.",
            "email": "eva@example.org",
            "name": "Eva",
        },
    }
    kitchen.send(answer)

    assert kitchen.act() == EventsActedOn(opened=1)
    case = Case.objects.get()
    assert (case.origin, case.words, case.state) == ("survey", "We waited.", "assessed")
    assert case.owner.display_name == "Carla Berg"
    assert {e.name: e.value for e in Evidence.objects.all()} == {"survey_score": 3, "price": "64.00"}
    assert list(Message.objects.values_list("template_code", flat=True)) == ["ack"]


def test_a_good_score_is_ignored(kitchen: Kitchen) -> None:
    kitchen.send(
        late() | {"type": "amends.survey.answered", "data": {"score": 9, "email": "eva@example.org"}}
    )

    assert kitchen.act() == EventsActedOn(ignored=1)
    assert code_of(ReceivedEvent.objects.get()) == "no_row_fits"
    assert not Case.objects.exists()


# ---- what cannot be acted on


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"hours": "long"}, "fact_unusable"),
        ({"hours": 6}, "failure_unknown"),
        ({"guest": {}}, "customer_untold"),
        ({"guest": {"email": "new@example.org"}}, "name_missing"),
        ({"guest": {"email": "not an address", "name": "X"}}, "email_invalid"),
        ({"guest": {"email": {"deep": 1}, "name": "X"}}, "event_detail_unusable"),
        ({"at": "yesterday"}, "event_detail_unusable"),
        ({"unit": "harbour"}, "unit_unknown"),
        ({"unit": "nowhere"}, "unit_unknown"),
    ],
)
def test_what_cannot_be_acted_on_is_kept_with_its_reason(
    kitchen: Kitchen, data: dict[str, Any], reason: str
) -> None:
    given = late()
    given["data"] |= data
    if data.get("at"):
        reason = "moment_unusable"
    kitchen.send(given)

    assert kitchen.act() == EventsActedOn(failed=1)
    row = ReceivedEvent.objects.get()
    assert (row.state, code_of(row), row.case_id) == ("failed", reason, None)
    assert row.reason["message"] % row.reason["params"]
    assert not Case.objects.exists()
    assert not Customer.objects.exists()


def test_an_event_that_nobody_waits_for_is_ignored(kitchen: Kitchen) -> None:
    kitchen.send(late() | {"type": "kitchen.oven.cold"})

    assert kitchen.act() == EventsActedOn(ignored=1)
    assert code_of(ReceivedEvent.objects.get()) == "no_trigger"


def test_a_failed_event_is_acted_on_after_the_policy_has_changed(kitchen: Kitchen) -> None:
    row = kitchen.one(hours=6)
    assert (row.state, code_of(row), row.policy_number) == ("failed", "failure_unknown", 1)
    changed = deepcopy(LATE)
    changed["table"]["rows"] = changed["table"]["rows"].replace("food_lost", "food_late")
    publish(policy_data(changed), NIGHT)

    replayed = replay_events(kitchen.house.ctx("carla"), event_ids=(row.id,))

    assert replayed.count == 1
    assert kitchen.act() == EventsActedOn(opened=1)
    row.refresh_from_db()
    assert (row.state, row.policy_number, code_of(row)) == ("opened", 2, "person_decides")


def test_what_was_acted_on_is_never_taken_again(kitchen: Kitchen) -> None:
    row = kitchen.one()

    assert replay_events(kitchen.house.ctx("carla"), event_ids=(row.id,)).count == 0
    assert kitchen.act() == EventsActedOn()
    assert Case.objects.count() == 1
    with pytest.raises(NotPermitted):
        replay_events(kitchen.house.ctx("nora"), event_ids=(row.id,))
