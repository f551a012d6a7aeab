"""A dry run says what acting would do, and writes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from givens.events import LATE, Kitchen, a_kitchen, late
from givens.house import NIGHT

from amends.apps.cases.models import Case
from amends.apps.events.models import ReceivedEvent
from amends.apps.offers.models import Offer
from amends.kernel.context import NotPermitted
from amends.queries.event_dry_run import WouldBe, event_dry_run, received_dry_run

pytestmark = pytest.mark.django_db

SENT = (
    late(id="a"),
    late(id="b", hours="0.5"),
    late(id="c", hours=6),
    late(id="d", hours="long"),
    late(id="e", unit="harbour"),
    late(id="f", hours="0.1"),
    late(id="g") | {"type": "kitchen.oven.cold"},
    {"id": "h"},
    None,
)


@pytest.fixture
def kitchen() -> Kitchen:
    return a_kitchen()


def told(line: WouldBe) -> tuple[str, str, str]:
    return line.id, line.state, "" if line.reason is None else line.reason.code


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname")
        found: dict[str, Any] = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names of tables
            found[name] = cursor.fetchone()[0]
    return found


def test_each_event_is_told_as_it_would_end_and_nothing_is_written(kitchen: Kitchen) -> None:
    before = rows()

    dry = event_dry_run(kitchen.house.ctx("carla"), source="kitchen", sent=SENT)

    assert [told(line) for line in dry.lines] == [
        ("a", "given", ""),
        ("b", "opened", "person_decides"),
        ("c", "failed", "event_without_unit"),
        ("d", "failed", "fact_unusable"),
        ("e", "failed", "event_without_unit"),
        ("f", "ignored", "no_row_fits"),
        ("g", "ignored", "no_trigger"),
        ("h", "failed", "event_unusable"),
        ("", "failed", "event_unusable"),
    ]
    first = dry.lines[0]
    assert (first.trigger, first.row, first.failure, first.gesture, str(first.face)) == (
        "food_late",
        2,
        "food_late",
        "dessert",
        "24.00 EUR",
    )
    assert str(dry.total) == "24.00 EUR"
    assert rows() == before


def test_what_a_dry_run_says_is_what_acting_does(kitchen: Kitchen) -> None:
    good = [each for each in SENT if isinstance(each, dict) and each["id"] in "abf"]
    said = [
        line.state for line in event_dry_run(kitchen.house.ctx("carla"), source="kitchen", sent=good).lines
    ]
    kitchen.send(*good)
    kitchen.act()

    assert list(ReceivedEvent.objects.order_by("event_id").values_list("state", flat=True)) == said


def test_limits_of_a_customer_who_was_given_before_count(kitchen: Kitchen) -> None:
    kitchen.one()
    kitchen.one()

    dry = event_dry_run(kitchen.house.ctx("carla"), source="kitchen", sent=[late()])
    assert told(dry.lines[0])[1:] == ("opened", "customer_limit_reached")
    assert Offer.objects.count() == 2


def test_what_came_can_be_asked_again_without_acting_on_it(kitchen: Kitchen) -> None:
    kitchen.send(late(id="a"), late(id="b", hours="0.1"))

    dry = received_dry_run(kitchen.house.ctx("carla"), days=1)

    assert {told(line)[:2] for line in dry.lines} == {("a", "given"), ("b", "ignored")}
    assert received_dry_run(kitchen.house.ctx("otto", now=NIGHT.replace(year=2027)), days=1).lines == ()
    assert not Case.objects.exists()
    with pytest.raises(NotPermitted):
        received_dry_run(kitchen.house.ctx("nora"))


def test_a_source_of_elsewhere_has_no_unit(kitchen: Kitchen) -> None:
    dry = event_dry_run(kitchen.house.ctx("carla"), source="nobody", sent=[late()])

    assert told(dry.lines[0])[1:] == ("ignored", "no_trigger")


CAUSE = {**LATE, "facts": {**LATE["facts"], "locus": "data.cause"}}


@pytest.mark.parametrize(
    ("data", "state", "code"),
    [
        ({}, "given", ""),
        ({"cause": "unknown"}, "opened", "cause_unclear"),
        ({"hours": "0.5"}, "opened", "person_decides"),
        ({"hours": "0.1"}, "ignored", "no_row_fits"),
        ({"guest": {"number": "G-1", "name": "Ines"}}, "opened", ""),
        ({"guest": {}}, "failed", "customer_untold"),
        ({"guest": {"email": "new@example.org"}}, "failed", "name_missing"),
        ({"at": "yesterday"}, "failed", "moment_unusable"),
        ({"unit": "nowhere"}, "failed", None),
    ],
)
def test_what_it_says_is_what_acting_does(data: dict[str, Any], state: str, code: str | None) -> None:
    kitchen = a_kitchen(CAUSE)
    event = {**late(), "time": "2026-05-04T20:00:00Z"}
    event["data"] = {**event["data"], **data}

    (would,) = event_dry_run(kitchen.house.ctx("carla", now=NIGHT), source="kitchen", sent=(event,)).lines
    row = ReceivedEvent.objects.get(id=kitchen.send(event).taken[0].event_id)
    kitchen.act()
    row.refresh_from_db()

    assert (would.state, row.state) == (state, state)
    if code is not None:
        assert ("" if would.reason is None else would.reason.code) == code
        assert ("" if row.reason is None else row.reason["code"]) == code
