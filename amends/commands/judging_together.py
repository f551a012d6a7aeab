"""One step that deciding an incident takes: its people are sorted into those about whom nothing is to be judged, and
groups whose facts and history are equal, each judged once.

No command, like `carrying_out` beside it: it runs inside the transaction of one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.offers import store as offers
from amends.commands.sharing_out import Ground, example, flags_of
from amends.core.case.assessment import REPEAT_DAYS
from amends.core.case.standing import Flag
from amends.core.decision.basis import Asker, Basis, PastGiving, build_basis, standing_of
from amends.core.incident.lifecycle import PersonState
from amends.core.incident.reasons import Reason
from amends.core.incident.sharing import Share, share_of
from amends.core.policy.standing import Standing
from amends.kernel.context import Context


@dataclass(frozen=True)
class Known:
    """What is known about the people before anything is decided."""

    brief: Mapping[int, tuple[str, bool]]
    hit: Mapping[int, str]
    own_cases: Mapping[int, str]
    failed_before: frozenset[int]
    past: Mapping[int, tuple[PastGiving, ...]]


@dataclass(frozen=True)
class Judge:
    """Judges one set of facts after the other; equal ones once."""

    ctx: Context
    ground: Ground
    asker: Asker
    chain: tuple[Any, ...]
    gesture_codes: tuple[str, ...]

    def standing(self, past: tuple[PastGiving, ...]) -> Standing:
        """Where a giving to somebody with that past stands."""
        return standing_of(
            past,
            self.chain,
            asker=self.asker,
            case_id=0,
            currency=self.ground.policy.document.currency,
            timezone=self.ground.unit.timezone,
            now=self.ctx.now,
        )

    def share(
        self, customer_id: int, facts: str, is_repeat: bool, past: tuple[PastGiving, ...]
    ) -> tuple[Share, Basis]:
        """The verdict for everybody with the same facts and the same standing as this customer."""
        own_facts = json.loads(facts)
        flags = frozenset({Flag.REPEAT_FAILURE} if is_repeat else ())
        found = example(self.ctx, self.ground, customer_id=customer_id, own_facts=own_facts, flags=flags)
        policy = self.ground.policy
        basis = build_basis(
            policy.document,
            policy.digest,
            values=found.facts.values,
            sources=found.facts.sources,
            asker=self.asker,
            case_id=0,
            past=past,
            chain=self.chain,
            timezone=self.ground.unit.timezone,
            now=self.ctx.now,
        )
        _, _, marked = flags_of(self.ground, found.facts, flags)
        share = share_of(
            basis,
            said=own_facts,
            flags=marked,
            gesture_codes=self.gesture_codes,
            timezone=self.ground.unit.timezone,
            now=self.ctx.now,
        )
        return share, basis


def known_about(ctx: Context, ground: Ground, customer_ids: list[int]) -> Known:
    """What is known about these customers, each thing read once for all of them."""
    incident = ground.incident
    return Known(
        brief=customers.in_brief(customer_ids),
        hit=incidents.hit_elsewhere(incident.id),
        own_cases=cases.open_cases_of(customer_ids, incident.failure_type_id, since=incident.started_at),
        failed_before=cases.failed_since(customer_ids, ctx.now - timedelta(days=REPEAT_DAYS)),
        past=offers.past_givings_of(customer_ids, now=ctx.now),
    )


Groups = dict[tuple[str, str, bool, Any], list[tuple[int, int]]]


def sorted_out(
    judge: Judge, known: Known, people: list[tuple[int, int, str]], *, holds_repeats: bool
) -> tuple[list[incidents.Assigned], Groups]:
    """Those about whom nothing is to be judged, and the others (person, customer) by what makes them equal."""
    assigned: list[incidents.Assigned] = []
    groups: Groups = defaultdict(list)
    nothing = judge.standing(())
    for person_id, customer_id, facts in people:
        brief = known.brief.get(customer_id)
        if brief is None:
            assigned.append(_out(person_id, PersonState.SKIPPED, Reason.ERASED))
        elif customer_id in known.hit:
            assigned.append(
                _out(person_id, PersonState.SKIPPED, Reason.OTHER_INCIDENT, known.hit[customer_id])
            )
        elif customer_id in known.own_cases:
            assigned.append(
                _out(person_id, PersonState.HELD_BACK, Reason.OWN_CASE, known.own_cases[customer_id])
            )
        elif not brief[1]:
            assigned.append(_out(person_id, PersonState.HELD_BACK, Reason.NO_ADDRESS))
        elif holds_repeats and customer_id in known.failed_before:
            assigned.append(_out(person_id, PersonState.HELD_BACK, Reason.FAILED_BEFORE))
        else:
            past = known.past.get(customer_id)
            standing = nothing if past is None else judge.standing(past)
            key = (facts, brief[0], customer_id in known.failed_before, _comparable(standing))
            groups[key].append((person_id, customer_id))
    return assigned, groups


def _comparable(standing: Standing) -> tuple[Any, ...]:
    """What of a standing differs from person to person."""
    return (
        *(standing.given_90_days.minor, standing.given_365_days.minor, standing.count_90_days),
        tuple(sorted(standing.last_given_days.items())),
    )


def _out(person_id: int, state: PersonState, reason: Reason, detail: str = "") -> incidents.Assigned:
    return incidents.Assigned(person_id, state, None, reason.value, detail)
