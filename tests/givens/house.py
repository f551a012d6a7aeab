"""A small group to test in: a hotel and a restaurant, a few colleagues with their roles, a few things that go wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db import transaction

from amends.apps.failures import store as failures
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.queries.access import person_access

NIGHT = datetime(2026, 5, 4, 23, 10, tzinfo=UTC)  # ten past one in the night, in Vienna
PASSWORD = "a-quiet-lake-at-dawn"


def chance() -> Callable[[int], bytes]:
    """Random bytes that are the same in every run, and never twice the same within one."""
    drawn = 0

    def draw(count: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.shake_256(str(drawn).encode()).digest(count)

    return draw


_DRAW = chance()


@dataclass(frozen=True)
class House:
    """Ids and colleagues by the names they have in `make_house`."""

    group: units.UnitRecord
    hotel: units.UnitRecord
    desk: units.UnitRecord
    restaurant: units.UnitRecord
    room: units.PlaceRecord
    people: dict[str, staff.UserRecord] = field(default_factory=dict)

    def ctx(self, name: str, *, now: datetime = NIGHT, key: str | None = None) -> Context:
        """The context of one colleague, at `now`."""
        return ctx_of(self.people[name].id, now=now, key=key)


def system(now: datetime = NIGHT) -> Context:
    """The installation itself."""
    return Context(Actor(ActorKind.SYSTEM), (placed(Role.SYSTEM, None),), now, "test", _DRAW)


def ctx_of(user_id: int, *, now: datetime = NIGHT, key: str | None = None) -> Context:
    """The context of a colleague with everything their placements give them."""
    access = person_access(user_id, now=now)
    assert access is not None
    return Context(
        actor=Actor(ActorKind.PERSON, user_id),
        placements=access.placements,
        now=now,
        entrypoint="test",
        random=_DRAW,
        idempotency_key=key,
        restricted=access.restricted,
    )


def later(ctx: Context, **span: float) -> Context:
    """The same actor, some time later."""
    return replace(ctx, now=ctx.now + timedelta(**span))


PEOPLE = (
    # name, where, role, title
    ("nora", "desk", Role.FRONT_LINE, "night desk"),
    ("hugo", "hotel", Role.FRONT_LINE, "housekeeping"),
    ("dana", "hotel", Role.LEAD, "duty manager"),
    ("leo", "hotel", Role.LEAD, "front office lead"),
    ("carla", "group", Role.CX_MANAGER, "customer experience"),
    ("rita", "restaurant", Role.FRONT_LINE, "floor"),
    ("til", "desk", Role.CASHIER, "till"),
    ("fin", "group", Role.FINANCE, "finance"),
    ("audrey", "group", Role.AUDITOR, "audit"),
    ("otto", "group", Role.OPERATOR, "operations"),
)


@transaction.atomic
def make_house() -> House:
    """The group with its units, places, colleagues and kinds of failure."""
    group = units.add_unit(
        parent_id=None, level="organisation", name="Kintsu Group", code="kintsu", business="", currency="EUR"
    )
    hotel = units.add_unit(
        parent_id=group.id,
        level="site",
        name="Harbour Hotel",
        code="harbour",
        business="hotel",
        currency="EUR",
        timezone="Europe/Vienna",
        reply_address="hello@harbour.example",
        phone="+4315123456",
    )
    desk = units.add_unit(
        parent_id=hotel.id,
        level="team",
        name="Front desk",
        code="harbour-desk",
        business="hotel",
        currency="EUR",
        timezone="Europe/Vienna",
    )
    restaurant = units.add_unit(
        parent_id=group.id,
        level="site",
        name="Kiln Kitchen",
        code="kiln",
        business="restaurant",
        currency="EUR",
        timezone="Europe/Vienna",
    )
    room = units.add_place(unit_id=desk.id, name="Room 412", short_code="H412")
    at = {"group": group, "hotel": hotel, "desk": desk, "restaurant": restaurant}
    people = {}
    for name, where, role, title in PEOPLE:
        people[name] = staff.add_user(
            email=f"{name}@kintsu.example",
            display_name=f"{name.title()} Berg",
            title=title,
            password=PASSWORD,
        )
        staff.place_user(
            system(NIGHT - timedelta(days=90)), user_id=people[name].id, unit_id=at[where].id, role=role
        )
    make_failures()
    return House(group, hotel, desk, restaurant, room, people)


def make_failures() -> None:
    """Three kinds of failure: a small one, a costly one, and one that touches safety."""
    failures.add_failure_type(
        code="alarm_set",
        name="Woken by an alarm set earlier",
        business="hotel",
        nature="process",
        lost_resource="attention",
        usual_expectation="A quiet night",
        assumed_facts={"harm_class": "inconvenience", "locus": "firm", "service": "accepted"},
        terms=("alarm", "alarm clock", "woken"),
        told_as={"en": "that an alarm woke you", "de": "dass ein Wecker Sie geweckt hat"},
        position=1,
    )
    failures.add_failure_type(
        code="room_not_ready",
        name="Room not ready",
        business="hotel",
        nature="outcome",
        lost_resource="service",
        usual_expectation="The room ready at three",
        assumed_facts={"harm_class": "distress", "locus": "firm", "service": "accepted"},
        terms=("room", "ready", "check-in"),
        position=2,
    )
    failures.add_failure_type(
        code="food_late",
        name="Food came late",
        business="restaurant",
        nature="process",
        lost_resource="service",
        usual_expectation="Food within half an hour",
        assumed_facts={"harm_class": "inconvenience", "locus": "firm", "service": "accepted"},
        terms=("late", "waited", "food"),
        position=1,
    )
