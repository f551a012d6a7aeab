"""The pages of events in a real browser, at phone and desk size, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from givens.events import a_kitchen, late

from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_what_came_and_what_would_be_given_can_be_read_on_every_screen(
    opening: Callable[..., Opened], transactional_db: None, size: str, scheme: str
) -> None:
    now = datetime.now(UTC)
    kitchen = a_kitchen(since=now - timedelta(days=30))
    for data in ({}, {"hours": "0.5"}, {"hours": "long"}, {"hours": "0.1"}):
        kitchen.one(now=now, **data)
    kitchen.send(late(), now=now)
    opened = opening(user_id=kitchen.house.people["carla"].id, size=size, scheme=scheme)

    for address, name in (
        ("/events", "events"),
        ("/events/would", "events-would"),
        ("/events/sources", "sources"),
    ):
        opened.go(address)
        opened.look(f"{name}-{size}-{scheme}")
