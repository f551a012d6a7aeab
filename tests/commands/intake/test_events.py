"""Events come in once, from registered sources, and stay as they came."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from givens.events import Kitchen, a_kitchen, late
from givens.house import NIGHT, system

from amends.apps.cases.models import Case
from amends.apps.events import store as events
from amends.apps.events.models import EventSource, ReceivedEvent
from amends.apps.events.store import SourceTaken, SourceUnknown
from amends.apps.offers.models import Offer
from amends.apps.units.store import UnitUnknown
from amends.commands.governance.end_source import end_source
from amends.commands.governance.register_source import SourceNameInvalid, register_source
from amends.commands.governance.renew_source_secret import renew_source_secret
from amends.commands.intake.forget_events import forget_events
from amends.commands.intake.receive_events import NoEvents, TooManyEvents
from amends.kernel.context import NotPermitted
from amends.queries.event_sources import event_sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> Kitchen:
    return a_kitchen()


# ---- once


def test_the_same_event_again_is_repeated_and_acts_once(kitchen: Kitchen) -> None:
    event = late(id="same")
    first, again = kitchen.send(event).taken[0], kitchen.send(dict(reversed(event.items()))).taken[0]
    kitchen.act()
    third = kitchen.send(event).taken[0]
    kitchen.act()

    assert [taken.status for taken in (first, again, third)] == ["accepted", "repeated", "repeated"]
    assert first.event_id == again.event_id == third.event_id
    assert Case.objects.count() == Offer.objects.count() == 1


def test_the_same_id_with_something_else_in_it_is_refused_and_seen(kitchen: Kitchen) -> None:
    kitchen.send(late(id="same"))
    taken = kitchen.send(late(id="same", hours=9)).taken[0]

    assert (taken.status, taken.code) == ("refused", "event_differs")
    row = ReceivedEvent.objects.get()
    assert row.differing == 1
    assert '"hours":2.5' in row.body


def test_a_batch_is_answered_event_by_event(kitchen: Kitchen) -> None:
    good, twice = late(id="a"), late(id="b")
    sent = (good, {"id": "c"}, twice, twice, 7, late(id="b", hours=1))

    taken = kitchen.send(*sent).taken

    assert [(each.id, each.status, each.code) for each in taken] == [
        ("a", "accepted", ""),
        ("c", "refused", "event_unusable"),
        ("b", "accepted", ""),
        ("b", "repeated", ""),
        ("", "refused", "event_unusable"),
        ("b", "refused", "event_differs"),
    ]
    assert ReceivedEvent.objects.count() == 2


def test_an_empty_batch_and_one_that_is_too_large_are_refused(kitchen: Kitchen) -> None:
    with pytest.raises(NoEvents):
        kitchen.send()
    with pytest.raises(TooManyEvents):
        kitchen.send(*([late()] * 501))
    assert not ReceivedEvent.objects.exists()


@pytest.mark.parametrize(
    "change",
    ["type = 'x'", "body = '{}'", "digest = ''", "event_id = 'y'", "received_at = now()"],
)
def test_what_came_is_never_changed(kitchen: Kitchen, change: str) -> None:
    kitchen.send(late())
    with pytest.raises(Error, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE events_receivedevent SET {change}")  # noqa: S608 - ours
    with pytest.raises(Error, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM events_receivedevent")


# ---- sources


def test_a_source_has_a_name_and_a_secret_that_is_kept_nowhere(kitchen: Kitchen) -> None:
    row = EventSource.objects.get()

    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", kitchen.secret)
    assert kitchen.secret not in str(vars(row))
    with pytest.raises(SourceTaken):
        register_source(kitchen.house.ctx("otto"), name="kitchen")
    with pytest.raises(SourceNameInvalid):
        register_source(kitchen.house.ctx("otto"), name="The Kitchen")
    with pytest.raises(UnitUnknown):
        register_source(kitchen.house.ctx("otto"), name="bar", unit_code="nowhere")
    with pytest.raises(NotPermitted):
        register_source(kitchen.house.ctx("carla"), name="bar")


def test_a_renewed_secret_is_another_one_and_the_one_before_ends(kitchen: Kitchen) -> None:
    renewed = renew_source_secret(kitchen.house.ctx("otto"), name="kitchen", keep_hours=2)

    assert renewed.secret != kitchen.secret
    assert renewed.previous_until_at == NIGHT + timedelta(hours=2)
    assert EventSource.objects.get().previous_serial != ""


def test_nothing_is_taken_from_a_source_that_has_ended(kitchen: Kitchen) -> None:
    end_source(kitchen.house.ctx("otto"), name="kitchen")

    with pytest.raises(SourceUnknown):
        kitchen.send(late())
    with pytest.raises(SourceUnknown):
        end_source(kitchen.house.ctx("otto"), name="kitchen")


def test_what_an_event_said_is_forgotten_after_its_days_and_what_was_done_stays(kitchen: Kitchen) -> None:
    row, waiting = kitchen.one(), kitchen.send(late(id="waits")).taken[0]

    assert forget_events(system(NIGHT + timedelta(days=90))).count == 0
    assert forget_events(system(NIGHT + timedelta(days=91))).count == 1
    row.refresh_from_db()
    assert (row.body, row.state, row.case_id is None) == ("", "given", False)
    assert ReceivedEvent.objects.get(id=waiting.event_id).body != ""


def test_what_an_event_said_goes_with_its_customer(kitchen: Kitchen) -> None:
    row = kitchen.one()
    with transaction.atomic():
        events.forget([row.case_id])

    row.refresh_from_db()
    assert (row.body, row.subject) == ("", "")


def test_the_sources_are_listed_with_what_came_from_them(kitchen: Kitchen) -> None:
    kitchen.send(late(), late())

    (line,) = event_sources(kitchen.house.ctx("otto"))
    assert (line.name, line.unit_name, line.events, line.last_at) == ("kitchen", "Kiln Kitchen", 2, NIGHT)
    with pytest.raises(NotPermitted):
        event_sources(kitchen.house.ctx("nora"))
