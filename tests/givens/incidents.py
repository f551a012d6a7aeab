"""An outage at the hotel: guests whom it hit, the policy and budgets in force, and the steps by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from givens.giving import open_budgets
from givens.house import NIGHT, House, make_house, system
from givens.policy import LONG_AGO, a_policy

from amends.apps.customers import store as customers
from amends.apps.incidents.models import Incident, IncidentPerson
from amends.commands.incident.decide_people import PeopleDecided, decide_people
from amends.commands.incident.declare_incident import declare_incident
from amends.commands.incident.find_people import find_people
from amends.commands.incident.give_waves import WavesGiven, give_waves
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.start_giving import start_giving
from amends.kernel.context import Context

HAPPENED = "The fire alarm of the whole house rang for an hour, because a sensor was broken."


@dataclass(frozen=True)
class Outage:
    """The house, one incident in it, and who declared it."""

    house: House
    ref: str
    who: str = "carla"

    def ctx(self, who: str = "", *, later: float = 0, key: str | None = None) -> Context:
        """A colleague, so many minutes after it was declared."""
        return self.house.ctx(who or self.who, now=NIGHT + timedelta(minutes=later), key=key)

    def row(self) -> Incident:
        """The incident as it stands."""
        return Incident.objects.get(ref=self.ref)

    def people(self) -> QuerySet[IncidentPerson]:
        """Everybody of it whom we know, in the order in which they are given to."""
        return IncidentPerson.objects.filter(incident__ref=self.ref, customer__isnull=False).order_by("id")

    def decide(self, *codes: str, **given: object) -> PeopleDecided:
        """Decide with these gestures (chocolates)."""
        return decide_people(
            self.ctx(),
            incident_ref=self.ref,
            gesture_codes=codes or ("chocolates",),
            **given,  # type: ignore[arg-type]
        )

    def reserve(self, *codes: str, **given: object) -> PeopleDecided:
        """Decide, and hold the money."""
        decided = self.decide(*codes, **given)
        reserve_people(self.ctx(), incident_ref=self.ref, digest=decided.digest)
        return decided

    def start(self, *codes: str, wave_size: int = 2_000, wave_seconds: int = 0) -> None:
        """Decide, hold the money and let the waves begin."""
        self.reserve(*codes)
        self.begin(wave_size=wave_size, wave_seconds=wave_seconds)

    def begin(self, *, wave_size: int = 2_000, wave_seconds: int = 0) -> None:
        """Let the waves begin."""
        start_giving(self.ctx(), incident_ref=self.ref, wave_size=wave_size, wave_seconds=wave_seconds)

    def waves(self, *, most: int | None = None, later: float = 1) -> WavesGiven:
        """What a worker does when it is woken."""
        at = NIGHT + timedelta(minutes=later)
        return give_waves(system(at), clock=lambda: at, most=most)


@transaction.atomic
def guests(house: House, count: int, *, first: int = 0, language: str = "en", **details: str) -> list[int]:
    """So many guests of the hotel, by number."""
    made = []
    for n in range(first, first + count):
        known = {"email": f"guest{n}@example.org", "external_ref": f"G-{n:05}", **details}
        someone = customers.find_or_make_customer(
            system(), home_unit_id=house.hotel.id, display_name=f"Guest {n}", language=language, **known
        )
        made.append(someone.id)
    return made


def a_house(*, hotel: int = 500_000, group: int = 1_000_000) -> House:
    """The house with its policy and budgets."""
    house = make_house()
    a_policy(LONG_AGO)
    open_budgets(house, hotel=hotel, group=group)
    return house


def declared(
    house: House,
    *,
    who: str = "carla",
    started_at: datetime = NIGHT - timedelta(hours=2),
    ended_at: datetime | None = NIGHT - timedelta(hours=1),
    failure: str = "alarm_set",
) -> Outage:
    """An incident at the hotel in which nobody is yet."""
    made = declare_incident(
        house.ctx(who),
        unit_code="harbour",
        failure_code=failure,
        name="Fire alarm in the night",
        happened=HAPPENED,
        started_at=started_at,
        ended_at=ended_at,
    )
    return Outage(house, made.ref, who)


def an_outage(count: int = 5, *, who: str = "carla", **given: int) -> Outage:
    """An incident that hit so many guests of the hotel, all found."""
    house = a_house(**given)
    guests(house, count)
    outage = declared(house, who=who)
    find_people(outage.ctx(), incident_ref=outage.ref)
    return outage


def again(outage: Outage, **given: object) -> Outage:
    """Another incident of the same kind at the same house."""
    other = declared(outage.house, **given)  # type: ignore[arg-type]
    find_people(other.ctx(), incident_ref=other.ref)
    return replace(other)
