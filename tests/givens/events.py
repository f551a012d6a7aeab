"""A restaurant whose kitchen and guests send events, with a policy that has triggers for them."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from givens.giving import open_budgets
from givens.house import NIGHT, House, make_house, system
from givens.policy import demonstration

from amends.apps.events.models import ReceivedEvent
from amends.apps.policies import store as policies
from amends.commands.governance.register_source import register_source
from amends.commands.intake.act_on_events import EventsActedOn, act_on_events
from amends.commands.intake.receive_events import EventsReceived, receive_events
from amends.core.policy.parse import document_text, parse_policy
from amends.core.roles import Permission, Role
from amends.kernel.context import Actor, ActorKind, Context, Placed

LATE: dict[str, Any] = {
    "code": "food_late",
    "name": "Food came late",
    "types": ["kitchen.ticket.late"],
    "sources": ["kitchen"],
    "facts": {"duration_hours": "data.hours", "price": "data.bill"},
    "details": {
        "ref": "data.guest.number",
        "email": "data.guest.email",
        "name": "data.guest.name",
        "occurred_at": "data.at",
        "unit": "data.unit",
    },
    "grant": {"per_case": 30, "per_customer": 60, "per_day": 100},
    "table": {
        "hit_policy": "first",
        "rows": """
            duration_hours || failure     | gesture
            >= 6           || "food_lost" | null
            >= 2           || "food_late" | "dessert"
            >= 1           || "food_late" | "recommended"
            >= 0.5         || "food_late" | null
        """,
    },
}
ANSWERED: dict[str, Any] = {
    "code": "low_score",
    "name": "A low score",
    "types": ["amends.survey.answered"],
    "origin": "survey",
    "facts": {"survey_score": "data.score", "price": "data.bill"},
    "details": {"email": "data.email", "name": "data.name", "words": "data.comment"},
    "table": {"rows": 'survey_score || failure\n<= 4 || "food_late"'},
}
_NUMBERS = count(1)


@dataclass
class Kitchen:
    """The house, with the source `kitchen` at the restaurant."""

    house: House
    secret: str

    def send(self, *given: Any, now: datetime = NIGHT) -> EventsReceived:
        """Receive these events, as their source."""
        return receive_events(self.source(now), source="kitchen", sent=given)

    def source(self, now: datetime = NIGHT) -> Context:
        """The context of the source itself."""
        place = Placed(Role.PROGRAM, None, frozenset({Permission.SEND_EVENTS}))
        return replace(system(now), actor=Actor(ActorKind.SOURCE, 1), placements=(place,))

    def act(self, now: datetime = NIGHT) -> EventsActedOn:
        """A worker acts on what waits."""
        return act_on_events(system(now), clock=lambda: now)

    def one(self, *, now: datetime = NIGHT, **data: Any) -> ReceivedEvent:
        """One event of a late dish, sent and acted on; its row."""
        taken = self.send(late(**data), now=now).taken[0]
        self.act(now)
        return ReceivedEvent.objects.select_related("case", "offer").get(id=taken.event_id)


def late(
    *, id: str = "", hours: object = Decimal("2.5"), at: str = "2026-05-04T20:00:00Z", **data: Any
) -> Any:
    """A dish came late for Ada, unless `data` says otherwise."""
    guest = {"number": "G-77", "email": "ada@example.org", "name": "Ada Lindqvist"}
    return {
        "specversion": "1.0",
        "id": id or f"t-{next(_NUMBERS)}",
        "source": "/kiln/kitchen",
        "type": "kitchen.ticket.late",
        "time": at,
        "data": {"hours": hours, "guest": guest, **data},
    }


def policy_data(*triggers: dict[str, Any]) -> dict[str, Any]:
    """The demonstration's policy with these triggers (by default both), and the fact of a survey's score."""
    data: dict[str, Any] = demonstration()
    known = {fact["name"] for fact in data["facts"]}
    if "survey_score" not in known:
        data["facts"].append({"name": "survey_score", "type": "number", "least": 0, "optional": True})
    return {**data, "triggers": deepcopy(list(triggers or (LATE, ANSWERED)))}


@transaction.atomic
def publish(data: dict[str, Any], since: datetime = NIGHT - timedelta(days=365)) -> policies.PolicyRecord:
    """Put it in force."""
    return policies.publish(system(), document_text(parse_policy(data)), since)


def a_kitchen(
    *triggers: dict[str, Any], since: datetime = NIGHT - timedelta(days=365), **budgets: int
) -> Kitchen:
    """The house with its policy and budgets, and the kitchen registered as a source."""
    house = make_house()
    publish(policy_data(*triggers), since)
    open_budgets(house, **budgets)
    made = register_source(house.ctx("otto"), name="kitchen", unit_code="kiln")
    return Kitchen(house, made.secret)


def body_of(event: Any) -> bytes:
    """The event as it goes over the wire."""
    return json.dumps(event, default=float).encode()
