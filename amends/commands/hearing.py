"""One step that several commands take: somebody was let down, so a case is opened, owned, and answered in writing.

No command, like `carrying_out` beside it: it runs inside the transaction of one (receive_complaint, act_on_events).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.failures import store as kinds
from amends.apps.links import store as links
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.assessment import is_repeat
from amends.core.case.evidence import Source
from amends.core.case.facts import CaseFacts
from amends.core.case.hearing import Channel
from amends.core.case.lifecycle import Event
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Start
from amends.core.roles import LEVEL, Role
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class Heard:
    """Where it failed, what, for whom (locked), and who of us takes it."""

    unit: units.UnitRecord
    place: units.PlaceRecord | None
    kind: kinds.FailureRecord
    someone: customers.CustomerRecord
    person_key: bytes
    owner: staff.UserRecord | None
    owner_level: int

    @property
    def is_written_to(self) -> bool:
        """Whether there is somebody to sign and an address to write to; otherwise somebody has to call."""
        return self.owner is not None and bool(self.someone.email)


def hear(
    unit: units.UnitRecord,
    place: units.PlaceRecord | None,
    kind: kinds.FailureRecord,
    someone: customers.CustomerRecord,
) -> Heard:
    """Lock the customer, and find the colleague who takes it: the nearest lead with the fewest open cases."""
    customers.lock_customer(someone.id)
    owner, level = owner_for(unit.id)
    return Heard(unit, place, kind, someone, customers.person_key(someone.id), owner, level)


def open_heard(
    ctx: Context,
    heard: Heard,
    *,
    origin: str,
    way: Channel,
    words: str,
    facts: Mapping[str, object],
    source: Source,
    remedy_sought: str = "",
    occurred_at: datetime | None = None,
    summary: str = "",
) -> cases.CaseRecord:
    """The new case with its evidence and its clocks; `facts` are facts of the policy that it can read."""
    case = cases.open_case(
        ctx,
        customer_id=heard.someone.id,
        person_key=heard.person_key,
        flags=flags_at_hearing(ctx, cases.last_received_at(heard.someone.id), way),
        words=words,
        remedy_sought=remedy_sought,
        occurred_at=occurred_at,
        summary=summary,
        origin=origin,
        channel=str(way),
        **where_heard(heard, facts),
    )
    for name, value in facts.items():
        if name != "criticality":
            cases.record_evidence(ctx, case.id, name, value, source, person_key=heard.person_key)
    starts = {Start.RECEIVED: ctx.now, Start.UPDATED: ctx.now}
    clocks.start_clocks(ctx, case.id, severity=None, place=heard.unit.clocks, starts=starts)
    return case


def where_heard(heard: Heard, facts: Mapping[str, object]) -> dict[str, Any]:
    """The columns of the new case that say where it failed, what, how badly as far as is told, and who takes it."""
    return {
        "unit_id": heard.unit.id,
        "failure_type_id": heard.kind.id,
        "place_id": heard.place.id if heard.place else None,
        "place_text": heard.place.name if heard.place else "",
        "criticality": str(facts.get("criticality") or heard.kind.assumed_facts.get("criticality", "medium")),
        "owner_id": None if heard.owner is None else heard.owner.id,
        "owner_level": heard.owner_level,
        "team_unit_id": heard.unit.id,
    }


def acknowledge_in_writing(
    ctx: Context, case: cases.CaseRecord, facts: CaseFacts | None = None
) -> cases.CaseRecord:
    """The step for the acknowledgement that goes out in this transaction; `facts` where they were read already."""
    clocks.meet(ctx, case.id, "acknowledge")
    standing = cases.standing_of(ctx, case, facts, acknowledged_in_writing=True)
    due_at = clocks.next_due(case.id)
    return cases.apply_event(ctx, case, Event.ACKNOWLEDGE, standing, wanted_by_at=due_at)


def write_that_we_have_it(
    ctx: Context, heard: Heard, case: cases.CaseRecord, *, letter: str = "ack"
) -> conversations.MessageRecord:
    """Say who looks after it, what we wrote down, by when they hear, and where their own page is."""
    link = links.open_link(ctx, case_id=case.id, purpose="portal")
    post = cases.correspondence(case.id).about(
        link_serial=link.serial, next_at=clocks.due_of(case.id, "respond")
    )
    return conversations.queue_letter(ctx, letter, post, case_id=case.id, business=heard.unit.business)


def flags_at_hearing(ctx: Context, last_received_at: datetime | None, way: Channel) -> frozenset[Flag]:
    """What is true of it already: failed before (their latest case came in then), and said in public."""
    repeat = is_repeat(last_received_at, ctx.now)
    public = way is Channel.SOCIAL
    return frozenset({Flag.REPEAT_FAILURE} if repeat else ()) | ({Flag.PUBLIC_CHANNEL} if public else set())


def owner_for(
    unit_id: int, open_counts: Callable[[Collection[int]], Mapping[int, int]] = cases.open_counts
) -> tuple[staff.UserRecord | None, int]:
    """The nearest lead with the fewest open cases, else whoever else works cases there, with their authority.

    `open_counts` says of colleagues how many cases they have.
    """
    for role in (Role.LEAD, Role.CX_MANAGER, Role.FRONT_LINE):
        people = staff.people_with_role(unit_id, role)
        if people:
            busy = open_counts([person.id for person in people])
            return min(people, key=lambda person: busy.get(person.id, 0)), LEVEL[role]
    return None, 0
