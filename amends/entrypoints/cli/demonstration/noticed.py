"""What other programs noticed: each event is sent and acted on at its moment, and its case goes on like every other."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from amends.commands.governance.register_source import register_source
from amends.core.roles import Role
from amends.entrypoints.cli.demonstration.fate import Fate, Plan
from amends.entrypoints.cli.demonstration.house import SITES
from amends.entrypoints.cli.demonstration.threads import Case, Thread
from amends.entrypoints.cli.demonstration.world import Told, Visitor, World

_ANSWERS = ("It is. I had not expected that anybody would notice.", "Yes, thank you.")
_FAILURES: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType(
    {
        "airline": ("flight_late", {"locus": "firm", "extraordinary": False}),
        "restaurant": ("food_late", {}),
    }
)
_LEARNED = {"kiln-survey": ("way_of_working", "The pass tells the floor after twenty minutes.")}


@dataclass(frozen=True)
class Sender:
    """A registered program of the group."""

    source_id: int
    name: str
    type: str
    business: str


@cache
def _written() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "noticed.yaml").read_text())
    return found


def register_senders(world: World, at: datetime) -> dict[str, Sender]:
    """Let the programs of noticed.yaml send events, from `at` on."""
    ctx = world.cast.house(at, Role.OPERATOR)
    senders = {}
    for each in _written()["sources"]:
        made = register_source(ctx, name=each["name"], unit_code=each["unit"])
        senders[each["name"]] = Sender(made.source_id, each["name"], each["type"], each["business"])
    return senders


def noticed(world: World, senders: dict[str, Sender], now: datetime) -> Iterator[Noticed]:
    """Every event of noticed.yaml up to `now`, each with what becomes of it."""
    for seed, each in enumerate(_written()["events"]):
        sender = senders[each["source"]]
        at = now - timedelta(days=each["days"])
        yield Noticed(
            world, _plan(each, sender, at, seed), sender, _event(each, sender, at), bool(each.get("again"))
        )


def _plan(each: dict[str, Any], sender: Sender, at: datetime, seed: int) -> Plan:
    site, name = SITES[sender.business], each.get("name", "")
    failure, facts = _FAILURES[sender.business]
    return Plan(
        at=at,
        site=site,
        visitor=Visitor(name=name, email=_address(name)),
        told=Told(failure, each["data"].get("comment", "We landed late."), "", "", facts),
        channel="api",
        fate=Fate[each.get("fate", "silent").upper()],
        form=sender.name,
        hears=site.lead,
        answers=_ANSWERS,
        learned=_LEARNED.get(sender.name, ("outside", "")),
        seed=seed,
    )


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@mail.example" if name else ""


def _event(each: dict[str, Any], sender: Sender, at: datetime) -> dict[str, Any]:
    """The event as its program would write it."""
    data, moment, name = dict(each["data"]), at.isoformat(), each.get("name", "")
    who = {"name": name, "email": _address(name)} if name else {}
    if sender.business == "airline":
        data |= {"landed_at": moment, "booking": {**data["booking"], **who}}
    else:
        data |= {"visited_at": (at - timedelta(minutes=50)).isoformat(), "guest": who}
    return {
        "specversion": "1.0",
        "id": each["id"],
        "source": f"/kintsu/{sender.name}",
        "type": sender.type,
        "time": moment,
        "data": {
            key: Decimal(str(value)) if isinstance(value, float) else value for key, value in data.items()
        },
    }


class Noticed(Case):
    """One event, and its case if it opens one: given alone, or somebody's to look after."""

    def __init__(
        self, world: World, plan: Plan, sender: Sender, event: dict[str, Any], is_sent_again: bool
    ) -> None:
        super().__init__(world, plan)
        self.sender, self.event, self.is_sent_again = sender, event, is_sent_again

    def run(self) -> Thread:
        """From the event to wherever it leads."""
        self.ref, state = self.world.notice(self.sender.source_id, self.sender.name, self.event, self.plan.at)
        if self.is_sent_again:
            at = yield self.plan.at + timedelta(minutes=2)
            self.world.notice(self.sender.source_id, self.sender.name, self.event, at)
        if state == "given":
            yield from self._asked()
        elif state == "opened":
            yield from self._looked_after((yield from self._found_out(self.plan.at)))

    def _found_out(self, at: datetime) -> Generator[datetime, datetime, datetime]:
        """A program says what happened; what lay behind it, the colleague who has the case finds out."""
        facts = self.plan.told.facts
        if self.plan.fate is not Fate.LEFT_LYING and facts:
            at = yield self._later(at, 30, 240, day=True)
            self.world.note(self.world.cast.colleague(self.who, at), self.ref, facts)
        return at
