"""Two people open the same places at once: each place is there once, and nobody meets a defect."""

from __future__ import annotations

import pytest
from givens.house import make_house
from givens.together import together

from amends.apps.units.models import Place
from amends.commands.governance.open_places import open_places

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_places_opened_at_once_are_there_once(committed_db) -> None:
    house = make_house()
    names = tuple(f"Room {number}" for number in range(500, 510))
    contexts = [house.ctx("carla") for _ in range(6)]

    ended = together(
        lambda thread, _: open_places(contexts[thread], unit_id=house.desk.id, names=names), threads=6
    )

    assert ended == {"done": 6}
    assert Place.objects.filter(name__in=names).count() == 10
    assert Place.objects.values("short_code").distinct().count() == 11
