"""The screens of an incident in a real browser: being decided, and being given, on phone and desk, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.incidents import an_outage, guests

from amends.commands.incident.find_people import find_people
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
    outage.start(wave_size=3)
    outage.waves(most=1)
    carla.go(f"/incidents/{outage.ref}")
    assert "3 of 5 given" in carla.page.inner_text("#progress")
