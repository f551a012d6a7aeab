"""Who was hit, as a list from elsewhere says: each row is somebody we know, somebody new, or told why it is nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.incident.listing import ListRow, read_list
from amends.core.incident.reasons import Reason
from amends.core.refusal import Refusal
from amends.core.region import region_of_zone
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class PeopleUploaded:
    """How many rows there were, how many people are new to the incident and how many of those are new customers, for
    how many the facts were told anew, and how many rows came to nobody."""

    rows: int
    added: int
    made: int
    known: int
    left_out: int


@command(Permission.GIVE_TO_MANY)
def upload_people(
    ctx: Context, *, incident_ref: str, text: str, makes_unknown: bool = False
) -> PeopleUploaded:
    """Add the people of a CSV text: columns `external_ref`, `email`, `phone`, `name`, `language`, `loyalty_tier`, and
    the policy's facts by name. A row is matched by number with us, else e-mail, else phone.

    With `makes_unknown` a row with a name and an address that matches nobody begins a new customer. Raises
    `IncidentUnknown`, `IncidentStepNotAllowed`, `ListUnreadable`, `ListTooLarge`, `ListColumnUnknown`,
    `NoWayToKnowThem` and `NoPolicyInForce`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    moved = incidents.move(ctx, incident, IncidentEvent.ADD_PEOPLE)
    approvals.withdraw_about_incident(ctx, incident.id)
    unit = units.unit(moved.unit_id)
    rows = read_list(text, policies.in_force(ctx.now).document)
    left_out = [(row.number, Reason.UNREADABLE, row.problem) for row in rows if row.problem]
    read: list[tuple[ListRow, customers.Details]] = []
    region = region_of_zone(unit.timezone)
    for row in rows:
        if not row.problem:
            details = _details(row, region)
            if isinstance(details, str):
                left_out.append((row.number, Reason.UNREADABLE, details))
            else:
                read.append((row, details))
    found = customers.match_many([details for _, details in read])
    unknown = [place for place, customer_id in enumerate(found) if customer_id is None]
    made = _made(ctx, unit, read, found, unknown) if makes_unknown else 0
    people: dict[int, tuple[int, int | None, Mapping[str, object]]] = {}
    for (row, _), customer_id in zip(read, found, strict=True):
        if customer_id is None:
            left_out.append((row.number, Reason.MATCHES_NOBODY, ""))
        elif customer_id in people:
            left_out.append((row.number, Reason.TWICE_IN_FILE, ""))
        else:
            people[customer_id] = (customer_id, row.number, row.facts)
    added = incidents.add_people(moved.id, list(people.values()), tells_facts=True)
    incidents.add_left_out(moved.id, left_out)
    answer = PeopleUploaded(len(rows), len(added), made, len(people) - len(added), len(left_out))
    body = {"rows": answer.rows, "added": answer.added, "made": made, "left_out": answer.left_out}
    record(ctx, f"incident:{moved.id}", "people.uploaded", body)
    return answer


def _details(row: ListRow, region: str | None) -> customers.Details | str:
    """How the row names its customer, in normal forms; else what is the matter with it."""
    given = row.details

    def normal(name: str, make: Callable[[str], str]) -> str:
        return make(given[name]) if given[name] else ""

    try:
        return customers.Details(
            external_ref=given["external_ref"][:80],
            address=normal("email", customers.normal_email),
            number=normal("phone", lambda number: customers.normal_phone(number, region)),
            name=given["name"][:200],
            language=given["language"][:12],
            loyalty_tier=given["loyalty_tier"][:40],
        )
    except Refusal as refusal:
        return f"{refusal.field} cannot be one"


def _made(
    ctx: Context,
    unit: units.UnitRecord,
    read: list[tuple[ListRow, customers.Details]],
    found: list[int | None],
    unknown: list[int],
) -> int:
    """New customers for the rows that say enough, each once; their ids are put into `found`."""
    fresh: dict[customers.Details, int] = {}
    wanted = dict.fromkeys(read[place][1] for place in unknown if read[place][1].can_be_made)
    ids = customers.make_many(ctx, unit.id, unit.language, list(wanted))
    fresh = dict(zip(wanted, ids, strict=True))
    for place in unknown:
        found[place] = fresh.get(read[place][1])
    return len(fresh)
