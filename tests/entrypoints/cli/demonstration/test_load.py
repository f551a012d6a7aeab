"""The demonstration loads whatever the day and the hour, and holds what a visitor should find."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case, Evidence
from amends.apps.customers.models import Customer
from amends.apps.events.models import ReceivedEvent, TriggerDay
from amends.apps.incidents.models import Incident, IncidentPerson
from amends.apps.promises.models import Promise
from amends.apps.staff.models import User
from amends.apps.tasks.models import ClosingTask
from amends.apps.vouchers.models import Redemption, Voucher
from amends.core.roles import Role
from amends.entrypoints.cli.demonstration.load import Loaded, load
from amends.entrypoints.cli.demonstration.people import PASSWORD, sign_ins
from amends.entrypoints.common.context import shell_context
from amends.queries.case_fold_check import case_fold_check
from amends.queries.incident_check import incident_check
from amends.queries.ledger_check import ledger_check

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.timeout(300)]

SATURDAY_NOON = datetime(2026, 11, 21, 13, 10, tzinfo=UTC)
NOTICED = {
    "HA214-1": ("given", "", 3900),
    "HA214-9": ("given", "", 3900),
    "HA214-17": ("opened", "customer_limit_reached", 0),  # the third within 90 days
    "HA331-4": ("given", "", 3900),  # sent twice, given once
    "HA331-5": ("failed", "customer_untold", 0),
    "HA118-3": ("given", "", 3900),
    "HA602-2": ("opened", "person_decides", 0),
    "HA602-8": ("opened", "person_decides", 0),
    "a-3107": ("opened", "person_decides", 0),
    "a-3140": ("ignored", "no_row_fits", 0),
    "a-3225": ("opened", "person_decides", 0),
    "a-3390": ("ignored", "no_row_fits", 0),
    "a-3401": ("opened", "person_decides", 0),
}
A_NIGHT_IN_SPRING = datetime(2027, 3, 29, 1, 20, tzinfo=UTC)  # the day after the clocks went forward


def test_a_visitor_finds_every_kind_of_work_and_the_books_are_right() -> None:
    loaded = load(SATURDAY_NOON)

    assert loaded == Loaded(cases=loaded.cases, cut_short=())
    of_incidents = IncidentPerson.objects.filter(case_id__in=Case.objects.values("id"))
    assert 70 <= loaded.cases == Case.objects.count() - of_incidents.count() <= 90
    assert 40 <= Customer.objects.count() - IncidentPerson.objects.count() <= 80
    outcomes = Counter(Case.objects.values_list("outcome", flat=True))
    assert outcomes["recovered"] >= 25
    assert min(outcomes["unverified"], outcomes["said_yes_unverified"], outcomes["not_recovered"]) >= 1
    assert Case.objects.filter(closed_at=None, wanted_by_at__lt=SATURDAY_NOON).count() >= 3
    assert Case.objects.filter(owner__email="nora@kintsu.example", wanted_by_at__lt=SATURDAY_NOON).exists()
    waiting = Approval.objects.filter(state="waiting", due_at__gt=SATURDAY_NOON)
    assert waiting.filter(incident=None).count() == 2
    assert waiting.get(incident__isnull=False).level == 2
    assert {"kept", "broken"} <= set(Promise.objects.values_list("state", flat=True))
    assert {"issued", "redeemed"} <= set(Voucher.objects.values_list("state", flat=True))
    assert Redemption.objects.count() >= 5
    late = ClosingTask.objects.filter(done_at=None, due_at__lt=SATURDAY_NOON)
    assert not late.filter(due_at__lt=SATURDAY_NOON - timedelta(days=4)).exists()
    assert ClosingTask.objects.filter(done_at=None).count() >= 3
    regular = Case.objects.filter(customer__display_name="Margarethe Stein").order_by("received_at")
    assert [case.failure_type.code for case in regular] == ["room_not_clean", "room_service_late", "noise"]
    events = {
        row.event_id: (row.state, (row.reason or {}).get("code", ""), row.face_minor)
        for row in ReceivedEvent.objects.all()
    }
    assert events == NOTICED
    assert TriggerDay.objects.count() == 4
    low = ReceivedEvent.objects.get(event_id="a-3401").case
    assert (low.origin, low.owner.display_name, low.place_text, low.state) == (
        *("survey", "Sven Aigner", "Table 12"),
        "assessed",
    )
    assert low.words.startswith("Three of ten.")
    said = dict(Evidence.objects.filter(case=low).values_list("name", "value"))
    assert said == {"survey_score": 3, "duration_hours": "0.8", "price": "88.00"}
    incidents = {one.name: one for one in Incident.objects.all()}
    assert {name: one.state for name, one in incidents.items()} == {
        "The oven stood still": "finished",
        "No hot water in the whole house": "paused",
        "A smaller aircraft to Lisbon": "decided",
    }
    stand = Counter(IncidentPerson.objects.values_list("incident__name", "state"))
    assert stand["The oven stood still", "given"] == 8
    assert stand["No hot water in the whole house", "given"] == 16
    assert stand["No hot water in the whole house", "reserved"] == 9
    assert IncidentPerson.objects.get(reason="by_hand").customer.display_name == "Rosa Feldmann"
    for person in sign_ins():
        assert check_password(PASSWORD, User.objects.get(email=person.email).password)
    assert {person.role for person in sign_ins()} == set(Role) - {Role.PROGRAM, Role.CUSTOMER, Role.SYSTEM}


def test_no_story_breaks_off_in_a_night_after_the_clocks_changed_and_the_proofs_hold() -> None:
    assert load(A_NIGHT_IN_SPRING).cut_short == ()
    ctx = shell_context()
    assert ledger_check(ctx).findings == ()
    assert case_fold_check(ctx).findings == ()
    assert incident_check(ctx).findings == ()
