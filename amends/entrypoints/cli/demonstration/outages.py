"""Failures that hit many: one is over, one is paused in the middle of its waves, one waits for a yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from amends.commands.incident.ask_for_yes import ask_for_yes
from amends.commands.incident.decide_people import PeopleDecided, decide_people
from amends.commands.incident.declare_incident import declare_incident
from amends.commands.incident.give_waves import give_waves
from amends.commands.incident.hold_back_person import hold_back_person
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.start_giving import start_giving
from amends.commands.incident.upload_people import upload_people
from amends.entrypoints.cli.demonstration.threads import Thread
from amends.entrypoints.cli.demonstration.world import World
from amends.queries.incident_people import incident_people

HOUR = timedelta(hours=1)
BETWEEN_WAVES = 3 * HOUR
ASKED_MINUTES_AGO = 20


class Outage:
    """One failure that hit many, as outages.yaml tells it; `who` declares it and signs."""

    def __init__(self, world: World, told: dict[str, Any], who: str) -> None:
        self.world, self.told, self.who = world, told, who
        self.ref = ""

    def decided(self, at: datetime) -> PeopleDecided:
        """Declare what began three hours ago, bring the list of the house, and decide."""
        ctx, told = self.world.cast.colleague(self.who, at), self.told
        self.ref = declare_incident(
            ctx,
            unit_code=told["unit"],
            failure_code=told["failure"],
            name=told["name"],
            happened=told["happened"],
            started_at=at - 5 * HOUR,
            ended_at=at - 2 * HOUR,
        ).ref
        rows = (f"{name},{_email(name)}" for name in told["guests"])
        text = "\n".join(("name,email", *rows))
        upload_people(ctx, incident_ref=self.ref, text=text, makes_unknown=True)
        return decide_people(ctx, incident_ref=self.ref, gesture_codes=(told["gesture"],))

    def begin(self, at: datetime, digest: str, *, wave_size: int, apart: timedelta = timedelta(0)) -> None:
        """Hold the money and let the waves begin."""
        ctx = self.world.cast.colleague(self.who, at)
        reserve_people(ctx, incident_ref=self.ref, digest=digest)
        seconds = int(apart.total_seconds())
        start_giving(ctx, incident_ref=self.ref, wave_size=wave_size, wave_seconds=seconds)

    def wave(self, at: datetime) -> None:
        """What is due goes out, and its letters with it."""
        give_waves(self.world.cast.house(at), clock=lambda: at)
        self.world.deliver(at)
        ctx = self.world.cast.colleague(self.who, at)
        for row in incident_people(ctx, ref=self.ref, shown="given").rows:
            self.world.learned[row.case_ref] = (self.who, *self.told["learned"])

    def person(self, name: str, at: datetime) -> tuple[int, str]:
        """One of the people: their number here, and the reference of their case."""
        page = incident_people(self.world.cast.colleague(self.who, at), ref=self.ref, q=name)
        return page.rows[0].person_id, page.rows[0].case_ref


def outages(world: World, now: datetime) -> Iterator[tuple[datetime, Thread]]:
    """The three of them, each with the moment at which it begins."""
    told: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "outages.yaml").read_text())
    oven = Outage(world, told["oven"], "sven")
    water = Outage(world, told["water"], "mira")
    seats = Outage(world, told["seats"], "lukas")
    for at, outage, fate in (
        (now - timedelta(days=24), oven, _is_over),
        (now - 13 * HOUR, water, _is_paused),
        (now - timedelta(minutes=ASKED_MINUTES_AGO), seats, _waits_for_a_yes),
    ):
        yield at, fate(outage, at)


def _is_over(oven: Outage, at: datetime) -> Thread:
    """Within the lead's own authority, given at once; four of the guests say how it is now."""
    decided = oven.decided(at)
    oven.begin(at, decided.digest, wave_size=100)
    oven.wave(at)
    for answer in oven.told["answers"]:
        email = _email(answer["guest"])
        _, ref = oven.person(answer["guest"], at)
        while not oven.world.times_asked(ref, email):
            at = yield at + timedelta(days=1)
        customer = oven.world.guest(ref, email, at)
        if customer is not None:
            oven.world.answer(customer, ref, answer["said"], answer["words"], rating=answer["rating"])
        at = yield at + 2 * HOUR


def _is_paused(water: Outage, at: datetime) -> Thread:
    """The general manager says yes; after two waves the duty manager keeps one guest back, and pauses."""
    decided = water.decided(at)
    asked = ask_for_yes(
        water.world.cast.colleague(water.who, at),
        incident_ref=water.ref,
        digest=decided.digest,
        note=water.told["note"],
    )
    at = yield at + timedelta(minutes=14)
    water.world.approve("greta", asked.approval_id, at)
    at = yield at + timedelta(minutes=6)
    water.begin(at, decided.digest, wave_size=8, apart=BETWEEN_WAVES)
    kept = water.told["kept_back"]
    person_id, _ = water.person(kept["guest"], at)
    ctx = water.world.cast.colleague(water.who, at)
    hold_back_person(ctx, incident_ref=water.ref, person_id=person_id, reason=kept["why"])
    water.wave(at)
    at = yield at + BETWEEN_WAVES
    water.wave(at)
    at = yield at + HOUR
    pause_giving(water.world.cast.colleague(water.who, at), incident_ref=water.ref)


def _waits_for_a_yes(seats: Outage, at: datetime) -> Thread:
    """Asked a moment ago; whoever signs in as the CX manager finds the question."""
    decided = seats.decided(at)
    ctx = seats.world.cast.colleague(seats.who, at)
    ask_for_yes(ctx, incident_ref=seats.ref, digest=decided.digest, note=seats.told["note"])
    yield at


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@mail.example"
