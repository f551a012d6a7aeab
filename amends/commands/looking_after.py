"""One step that the waves of an incident take: who was held back gets a case of their own on the work list.

No command, like `carrying_out` beside it: it runs inside the transaction of one.
"""

from __future__ import annotations

from collections import defaultdict

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.commands.sharing_out import example, ground_of
from amends.core.case.standing import Flag
from amends.core.clock.deadline import Start
from amends.core.incident.reasons import Reason
from amends.kernel.context import Context

_FLAGS = {Reason.NEED: (Flag.VULNERABILITY_NEED,), Reason.FAILED_BEFORE: (Flag.REPEAT_FAILURE,)}


def look_after(ctx: Context, incident: incidents.IncidentRecord) -> int:
    """Open a received case without an owner for the next people who were held back; how many they were.

    A lead sees them under "Find an owner"; the clocks of a fresh case run.
    """
    claimed = incidents.claim_held_back(incident.id, incident.wave_size)
    if not claimed:
        return 0
    ground = ground_of(ctx, incident)
    known = customers.lock_many([held.customer_id for held in claimed])
    groups: dict[tuple[str, str, str], list[incidents.HeldBack]] = defaultdict(list)
    for held in claimed:
        customer = known.get(held.customer_id)
        if customer is None:
            incidents.mark_skipped([held.id], Reason.ERASED)
        else:
            groups[held.reason, held.facts, customer.loyalty_tier].append(held)
    for (reason, _, _), people in groups.items():
        found = example(
            ctx,
            ground,
            customer_id=people[0].customer_id,
            own_facts=people[0].own_facts,
            flags=_FLAGS.get(Reason(reason), ()),
            owner_id=None,
            owner_level=0,
        )
        case_ids = cases.draw_case_ids(len(people))
        running = clocks.clocks_in_mind(
            severity=None,
            place=ground.unit.clocks,
            starts={Start.RECEIVED: ctx.now, Start.UPDATED: ctx.now},
        )
        case = cases.waiting_in_mind(found.case, min(due.due_at for due in running))
        keys = customers.person_keys(held.customer_id for held in people)
        cases.open_many(
            ctx,
            case,
            [
                cases.Beginning(case_id, held.customer_id, keys[held.customer_id])
                for case_id, held in zip(case_ids, people, strict=True)
            ],
            cases.fresh_refs(ctx, len(people)),
            found.said,
            event="case.opened",
            steps=("opened",),
            more={"incident_id": incident.id, "held_back": reason},
        )
        clocks.start_many(ctx, case_ids, running)
        incidents.set_cases([held.id for held in people], case_ids)
    return len(claimed)
