"""What each person of an incident gets: equal facts are judged once, by the policy in force, what is owed first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from amends.apps.approvals import store as approvals
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.ledger import store as ledger
from amends.commands.judging_together import Groups, Judge, Known, known_about, sorted_out
from amends.commands.sharing_out import Ground, ground_of
from amends.commands.sharing_shape import shape_of
from amends.core.decision.basis import Asker, Basis
from amends.core.incident.lifecycle import IncidentEvent, PersonState
from amends.core.incident.reasons import Reason
from amends.core.incident.sharing import Share, level_of_total
from amends.core.money import Money
from amends.core.policy.judge import GestureUnknown
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission, Role
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

HELD_BACK = frozenset({Reason.GRAVE, Reason.NEED, Reason.FACTS_MISSING})
"""Verdicts under which a colleague looks after the person; under the others nothing is given."""


LETTERS_TRIED = 10
"""How many groups have their letter tried when they are decided."""


class NobodyFound(Refusal):
    """There is nobody to decide about."""

    code = "nobody_found"
    kind = Kind.CONFLICT
    message = gettext_noop("Nobody is in this incident yet. Find them by unit, or upload a list.")


@dataclass(frozen=True, slots=True)
class PeopleDecided:
    """How many get something, are held back, get nothing; what the gestures come to and what is owed; whose yes it
    needs (0: nobody's). `digest` is that of all of it, and goes along when the money is held."""

    decided: int
    held_back: int
    skipped: int
    verdicts: int
    total: Money
    owed: tuple[Money, ...]
    true_cost: Money
    level: int
    digest: str


@command(Permission.GIVE_TO_MANY)
def decide_people(
    ctx: Context, *, incident_ref: str, gesture_codes: tuple[str, ...] = (), holds_repeats: bool = False
) -> PeopleDecided:
    """Decide for everybody who was found; may be repeated until the money is held.

    1. leave out who was put right in an overlapping incident, and hold back who needs a person's own care (with
    `holds_repeats` also those we failed within a year), 2. judge each set of equal facts and standing once: all that is
    owed, and the first of `gesture_codes` that the policy allows, 3. find whose yes the whole of it needs. Raises
    `IncidentUnknown`, `IncidentStepNotAllowed`, `NobodyFound`, `GestureUnknown`, `NoPolicyInForce` and
    `LetterNotSendable`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    ground = ground_of(ctx, incident)
    unknown = next((code for code in gesture_codes if code not in ground.policy.document.by_code), None)
    if unknown is not None:
        raise GestureUnknown(field="gesture_codes", gesture=unknown[:80])
    incidents.begin_anew(incident.id)
    people = incidents.to_decide(incident.id)
    if not people:
        raise NobodyFound
    judge = Judge(
        ctx,
        ground,
        Asker.of(ctx.role_at(incident.unit_id) or Role.FRONT_LINE, None, is_person=ctx.user_id is not None),
        ledger.chain_for(incident.unit_id, None, ctx.now),
        gesture_codes,
    )
    known = known_about(ctx, ground, [customer_id for _, customer_id, _ in people])
    assigned, groups = sorted_out(judge, known, people, holds_repeats=holds_repeats)
    shares, bases = _judged(judge, known, groups)
    verdict_ids = incidents.replace_verdicts(incident.id, shares)
    for verdict_id, share, members in zip(verdict_ids, shares, groups.values(), strict=True):
        assigned += [_assigned(person_id, verdict_id, share) for person_id, _ in members]
    incidents.assign(assigned)
    _letters_hold(ctx, ground, dict(zip(verdict_ids, groups.values(), strict=True)))
    answer = _answer(ground, shares, bases, assigned)
    incidents.move(
        ctx,
        incident,
        IncidentEvent.DECIDE,
        gesture_codes=gesture_codes,
        holds_repeats=holds_repeats,
        policy_version_id=ground.policy.id,
        currency=ground.policy.document.currency,
        decided_by=str(ctx.actor),
        decided_at=ctx.now,
        decided_digest=answer.digest,
        level=answer.level,
        approved_by="",
        approved_at=None,
    )
    approvals.withdraw_about_incident(ctx, incident.id)
    body = {"policy_id": ground.policy.id, "gesture_codes": list(gesture_codes), "digest": answer.digest}
    counted = {"decided": answer.decided, "held_back": answer.held_back, "skipped": answer.skipped}
    record(ctx, f"incident:{incident.id}", "people.decided", body | counted | {"total": answer.total})
    return answer


def _judged(judge: Judge, known: Known, groups: Groups) -> tuple[list[Share], list[Basis]]:
    shares, bases = [], []
    for (facts, _tier, is_repeat, _standing), members in groups.items():
        customer_id = members[0][1]
        share, basis = judge.share(customer_id, facts, is_repeat, known.past.get(customer_id, ()))
        shares.append(replace(share, people=len(members)))
        bases.append(basis)
    return shares, bases


def _assigned(person_id: int, verdict_id: int, share: Share) -> incidents.Assigned:
    if share.reason is None:
        return incidents.Assigned(person_id, PersonState.DECIDED, verdict_id)
    state = PersonState.HELD_BACK if share.reason in HELD_BACK else PersonState.SKIPPED
    return incidents.Assigned(person_id, state, verdict_id, share.reason.value)


def _letters_hold(ctx: Context, ground: Ground, members: Mapping[int, list[tuple[int, int]]]) -> None:
    """The letters of the largest groups, written as their first person would read them, so that what the rubric stops
    is known before any money is held."""
    verdicts = incidents.verdicts_of(ground.incident.id)
    largest = sorted(verdicts.values(), key=lambda verdict: -verdict.people)[:LETTERS_TRIED]
    for verdict in largest:
        someone = customers.customer(members[verdict.id][0][1])
        shape_of(ctx, ground, verdict, someone, someone.language)


def _answer(
    ground: Ground, shares: list[Share], bases: list[Basis], assigned: list[incidents.Assigned]
) -> PeopleDecided:
    """The sums over all verdicts, and the level of authority that they call for together."""
    currency = ground.policy.document.currency
    given = [(share, basis) for share, basis in zip(shares, bases, strict=True) if share.reason is None]
    total = Money(sum(share.reserve_minor * share.people for share, _ in given), currency)
    cost = Money(sum(share.true_cost_minor * share.people for share, _ in given), currency)
    owed: dict[str, int] = defaultdict(int)
    for share, _ in given:
        for option in share.owed:
            owed[option.face.currency] += option.face.minor * share.people
    counts = {state: sum(one.state is state for one in assigned) for state in PersonState}
    level = max(
        (max(share.level, level_of_total(basis, share, total, cost)) for share, basis in given), default=0
    )
    return PeopleDecided(
        decided=counts[PersonState.DECIDED],
        held_back=counts[PersonState.HELD_BACK],
        skipped=counts[PersonState.SKIPPED],
        verdicts=len(shares),
        total=total,
        owed=tuple(Money(minor, code) for code, minor in sorted(owed.items()) if minor),
        true_cost=cost,
        level=level,
        digest=incidents.decided_digest(ground.incident.id, ground.policy.id),
    )
