"""What is going to happen: the plans of all cases, drawn with a chance that repeats."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from amends.entrypoints.cli.demonstration.fate import Fate, Plan
from amends.entrypoints.cli.demonstration.group import Group
from amends.entrypoints.cli.demonstration.house import SITES, ZONE, Site
from amends.entrypoints.cli.demonstration.world import Told, Visitor
from amends.entrypoints.cli.starter import failure_types

DAYS = 91
CASES = 58

# How often what happens, in the past and in the last days.
FATES = {
    Fate.YES: 46,
    Fate.SILENT: 14,
    Fate.SAID_YES: 6,
    Fate.PARTLY: 8,
    Fate.NO: 6,
    Fate.DECLINED: 4,
    Fate.WITHDRAWN: 3,
    Fate.NO_COMPLAINT: 3,
    Fate.BROKEN: 4,
}
SHARES = {"hotel": 38, "restaurant": 24, "airline": 18, "shop": 20}


class Casting:
    """Draws customers, words and fates for the plans."""

    def __init__(self, group: Group, seed: str = "kintsu") -> None:
        self.group = group
        self.chance = random.Random(seed)  # noqa: S311 - repeats on purpose
        self.stories: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text())
        self._turn: dict[str, int] = {}
        self._new: list[str] = list(self.stories["people"])
        self._met: list[str] = []
        self.chance.shuffle(self._new)

    def visitor(self, name: str | None = None) -> Visitor:
        """A customer, most of them new, some for the second time."""
        chosen = name or self._next_name()
        number = sum(map(ord, chosen))
        return Visitor(
            name=chosen,
            email=f"{chosen.lower().replace(' ', '.')}@mail.example",
            external_ref=f"K-{number * 7 % 9000 + 1000}" if number % 3 == 0 else "",
            loyalty_tier=("none", "silver", "gold")[number % 5 % 3],
        )

    def _next_name(self) -> str:
        if self._new and (not self._met or self.chance.random() < 0.8):
            self._met.append(self._new.pop())
            return self._met[-1]
        return self.chance.choice(self._met)

    def told(self, failure: str, site: Site) -> Told:
        """What somebody says of such a failure, each wording in its turn."""
        wordings: Sequence[dict[str, Any]] = self.stories["failures"][failure]
        turn = self._turn[failure] = self._turn.get(failure, -1) + 1
        said = wordings[turn % len(wordings)]
        places = {
            "hotel": ("Room 204", "Room 312", "Room 318", "Room 405", "Room 412", "Room 506"),
            "restaurant": ("Table 4", "Table 7", "Table 12", "Terrace"),
            "airline": ("Gate B7", "Gate C2", ""),
            "shop": ("", "Returns"),
        }[site.business]
        return Told(failure, said["words"], said["wants"], self.chance.choice(places), said.get("facts", {}))

    def plan(self, at: datetime, business: str, failure: str, fate: Fate, *, name: str | None = None) -> Plan:
        """One plan at `at`; about a third of the customers write it themselves into a form."""
        site = SITES[business]
        by_form = self.chance.random() < 0.34 and fate is not Fate.NO_COMPLAINT
        forms = self.group.forms[site.unit]
        answers = self.stories["answers"]
        first = {
            Fate.PARTLY: self.chance.choice(answers["partly"]),
            Fate.NO: self.chance.choice(answers["no"]),
            Fate.SAID_YES: self.stories["spoken_yes"],
            Fate.WITHDRAWN: "Leave it. It has sorted itself out.",
            Fate.DECLINED: "Thank you, but I did not write for a present.",
        }.get(fate, self.chance.choice(answers["yes"]))
        cause, action = self.stories["learned"].get(failure, ("not_found", ""))
        return Plan(
            at=at,
            site=site,
            visitor=self.visitor(name),
            told=self.told(failure, site),
            channel="desk" if business in ("hotel", "restaurant") else self.chance.choice(("phone", "chat")),
            fate=fate,
            form=self.chance.choice(forms) if by_form else "",
            answers=(first, self.chance.choice(answers["yes"])),
            learned=(cause, action),
            seed=self.chance.randrange(1 << 30),
        )

    def past(self, now: datetime) -> Iterator[Plan]:
        """Three months of cases, more of them of late; late room service grows in the last five weeks."""
        for number in range(CASES):
            days_ago = (DAYS - 3) * (1 - (number + 0.5) / CASES) ** 1.25
            at = now - timedelta(days=days_ago, minutes=self.chance.randrange(30, 400))
            business = self.chance.choices(list(SHARES), list(SHARES.values()))[0]
            kinds = [kind.code for kind in failure_types(business)]
            failure = self.chance.choice(kinds)
            if business == "hotel" and days_ago < 35 and self.chance.random() < 0.4:
                failure = "room_service_late"
            fate = self.chance.choices(list(FATES), list(FATES.values()))[0]
            yield self.plan(self._awake(at, business), business, failure, fate)

    def regular(self, now: datetime) -> Iterator[Plan]:
        """The regular: three failures in ten weeks, the third one today."""
        name = self.stories["regular"]
        for days, failure, fate in ((68, "room_not_clean", Fate.YES), (31, "room_service_late", Fate.PARTLY)):
            yield self._spoken(self.plan(now - timedelta(days=days), "hotel", failure, fate, name=name))
        today = self.plan(now - timedelta(minutes=95), "hotel", "noise", Fate.LEFT_LYING, name=name)
        yield replace(self._spoken(today), hears="nora")

    def today(self, now: datetime) -> Iterator[Plan]:
        """What lies on the table at this moment: late things, questions that wait for a yes, and fresh ones."""
        for minutes, business, failure, fate, hears in (
            (4 * 1440, "shop", "delivery_late", Fate.LEFT_LYING, ""),
            (3 * 1440 + 200, "hotel", "hotel_charged_wrong", Fate.LEFT_LYING, "nora"),
            (2 * 1440, "airline", "bag_late", Fate.LEFT_LYING, ""),
            (1500, "restaurant", "table_gone", Fate.LEFT_LYING, ""),
            (300, "airline", "seat_changed", Fate.LEFT_LYING, ""),
            (50, "hotel", "no_hot_water", Fate.WAITS, "nora"),
            (30, "hotel", "room_not_clean", Fate.WAITS, "nora"),
            (25, "restaurant", "food_late", Fate.LEFT_LYING, ""),
            (12, "hotel", "room_not_ready", Fate.LEFT_LYING, "nora"),
        ):
            plan = self.plan(now - timedelta(minutes=minutes), business, failure, fate)
            yield replace(plan, form="", hears=hears) if hears else plan
        social = self.plan(now - timedelta(minutes=340), "airline", "flight_late", Fate.LEFT_LYING)
        yield replace(social, form="", channel="social")
        yield self._last_alarm(now)
        called = self.plan(now - timedelta(minutes=1750), "hotel", "room_service_late", Fate.SILENT)
        by_phone = replace(
            called.visitor, name="Edith Sommer", email="", phone="+43 1 555 0199", external_ref=""
        )
        yield replace(called, form="", hears="nora", visitor=by_phone)

    def _last_alarm(self, now: datetime) -> Plan:
        """The alarm clock, the last time it was ten past one: three notes by six, one of them forgotten."""
        at = now.astimezone(ZONE).replace(hour=1, minute=10, second=0, microsecond=0)
        if at > now - timedelta(minutes=20):
            at -= timedelta(days=1)
        plan = self.plan(at.astimezone(now.tzinfo), "hotel", "alarm_set", Fate.BROKEN)
        return replace(plan, form="", hears="nora", gesture="handwritten_note")

    def _awake(self, at: datetime, business: str) -> datetime:
        """People complain when somebody is there; a hotel is awake all night."""
        local = at.astimezone(ZONE)
        if business == "hotel":
            return at
        moment = local.replace(hour=9 + local.hour % 12).astimezone(at.tzinfo)
        return moment if moment <= at else moment - timedelta(days=1)

    @staticmethod
    def _spoken(plan: Plan) -> Plan:
        return replace(plan, form="")
