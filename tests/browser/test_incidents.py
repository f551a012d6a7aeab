"""The screens of an incident in a real browser: being decided, and being given, on phone and desk, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.incidents import an_outage, guests

from amends.commands.incident.find_people import find_people
from amends.commands.incident.hold_back_person import hold_back_person
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_an_incident_can_be_read_and_decided(opening: Opening, size: str, scheme: str) -> None:
    outage = an_outage(5)
    guests(outage.house, 1, first=9, email="", phone="+4366012345678")
    find_people(outage.ctx(), incident_ref=outage.ref)
    carla = opening(user_id=outage.house.people["carla"].id, size=size, scheme=scheme)

    carla.go("/incidents")
    carla.look(f"incidents-{size}-{scheme}")
    outage.decide()
    carla.go(f"/incidents/{outage.ref}")
    carla.look(f"incident-decided-{size}-{scheme}")
    carla.go(f"/incidents/{outage.ref}/sought?failure=alarm_set")
    carla.look(f"incident-sought-{size}-{scheme}")
    outage.start(wave_size=3)
    person = outage.people()[4]
    hold_back_person(outage.ctx(), incident_ref=outage.ref, person_id=person.id, reason="I phone her")
    carla.go(f"/incidents/{outage.ref}/people")
    assert "I phone her" in carla.page.inner_text("main")
    carla.look(f"incident-people-{size}-{scheme}")
    outage.waves(most=1)
    carla.go(f"/incidents/{outage.ref}")
    assert "3 of 4 given" in carla.page.inner_text("#progress")
