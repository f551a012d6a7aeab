"""One step of acting on many events: they are read, their customers found and locked, and their cases opened in mind.

No command, like `carrying_out` beside it: it runs inside the transaction of one. An event that cannot be read, or whose
customer has another one before it, is left out: it is acted on alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.events import store as events
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.signals import store as signals
from amends.commands.event_read import FailureTold, Where, failure_told, where_it_failed, whose_it_is
from amends.commands.hearing import Heard, flags_at_hearing, owner_for, where_heard
from amends.core.case.hearing import Channel, one_line
from amends.core.decision.basis import PastGiving
from amends.core.event.told import check_customer
from amends.core.message.desk import APOLOGIES_WITHIN
from amends.core.message.held import NOTHING_BEFORE, Before
from amends.core.policy.triggering import Matched, match_event
from amends.core.refusal import Refusal
from amends.kernel.context import Actor, ActorKind, Context


@dataclass(frozen=True)
class Opened:
    """An event whose case was opened in mind, with what is known about its customer."""

    ctx: Context  # in which its source acts
    event: events.EventRecord
    matched: Matched
    where: Where
    newcomer: customers.Newcomer | None
    case: cases.CaseInMind
    past: tuple[PastGiving, ...] = ()
    signals: tuple[str, ...] = ()
    before: Before = NOTHING_BEFORE


@dataclass(frozen=True)
class _Asked:
    """One event, read; nothing was looked up for it yet but what seldom changes."""

    event: events.EventRecord
    matched: Matched
    where: Where
    details: customers.Details
    told: FailureTold


@dataclass(frozen=True)
class _Whose:
    """The customer of one event, locked if they were there before, with the key of what the journal commits to."""

    record: customers.CustomerRecord
    key: bytes
    newcomer: customers.Newcomer | None = None


def open_together(
    ctx: Context, policy: policies.PolicyRecord, taken: Sequence[events.EventRecord]
) -> list[Opened]:
    """The cases of those events that name each another customer, with somebody to sign and an address to write to."""
    asked = _read(ctx, policy, taken)
    customers.line_up(one.details for one in asked)
    whose = _whose(ctx, asked)
    ids = [each.record.id for each in whose.values() if each.newcomer is None]
    last = cases.last_received_of(ids)
    past = offers.past_givings_of(ids, now=ctx.now) if ids else {}
    refs, case_ids = cases.fresh_refs(ctx, len(asked)), cases.draw_case_ids(len(asked))
    busy = _Busy()
    opened = []
    for one, ref, case_id in zip(asked, refs, case_ids, strict=True):
        known = whose.get(one.event.id)
        owner, level = owner_for(one.where.unit.id, busy.counts)
        if known is None or owner is None or not known.record.email:
            continue
        heard = Heard(
            *(one.where.unit, one.where.place, one.where.kind, known.record, known.key, owner, level)
        )
        busy.add(owner.id)
        acting = replace(ctx, actor=Actor(ActorKind.SOURCE, one.event.source_id))
        case = cases.begin_in_mind(
            acting,
            case_id=case_id,
            ref=ref,
            customer=known.record.columns,
            person_key=known.key,
            flags=flags_at_hearing(ctx, last.get(known.record.id), Channel.API),
            words=one.told.words,
            remedy_sought=one.told.remedy_sought,
            occurred_at=one.told.occurred_at,
            summary="",
            origin=one.matched.trigger.origin,
            channel=str(Channel.API),
            **where_heard(heard, one.matched.facts),
        )
        found = Opened(acting, one.event, one.matched, one.where, known.newcomer, case)
        if known.newcomer is None:
            found = replace(
                found,
                past=past.get(known.record.id, ()),
                signals=signals.standing_kinds(known.record.id, ctx.now),
                before=conversations.before(known.record.id, since=ctx.now - APOLOGIES_WITHIN),
            )
        opened.append(found)
    cases.bring_along([one.case for one in opened])
    return opened


def _read(ctx: Context, policy: policies.PolicyRecord, taken: Sequence[events.EventRecord]) -> list[_Asked]:
    """What can be read and may be given for, in the order of receipt; of one customer's events the first alone."""
    asked = []
    named: set[str] = set()
    for event in taken:
        try:
            source = events.source_by_id(event.source_id)
            matched = match_event(policy.document, json.loads(event.body, parse_float=Decimal), source.name)
            where = where_it_failed(source, matched)
            details = whose_it_is(where.unit, matched.details)
        except Refusal:
            continue
        names = {name for name in (details.external_ref, details.address, details.number) if name}
        is_first = named.isdisjoint(names)
        named |= names
        if is_first and names and matched.gesture:
            try:
                told = failure_told(event, matched.details, ctx.now)
            except Refusal:
                continue
            asked.append(_Asked(event, matched, where, details, told))
    return asked


def _whose(ctx: Context, asked: Sequence[_Asked]) -> dict[int, _Whose]:
    """The customers by event: those who are there and need nothing added, and newcomers with a name; each once."""
    found = customers.match_many([one.details for one in asked])
    there = customers.lock_many({customer_id for customer_id in found if customer_id is not None})
    keys = customers.person_keys(there)
    fresh = customers.draw_customer_ids(found.count(None))
    whose: dict[int, _Whose] = {}
    taken: set[int] = set()
    for one, customer_id in zip(asked, found, strict=True):
        if customer_id is None:
            newcomer = _newcomer(ctx, fresh.pop(0), one)
            if newcomer is not None:
                whose[one.event.id] = _Whose(newcomer.record, newcomer.key, newcomer)
            continue
        is_first = customer_id not in taken
        taken.add(customer_id)
        if is_first and customer_id in keys and _is_complete(there.get(customer_id), one.details):
            whose[one.event.id] = _Whose(there[customer_id], keys[customer_id])
    return whose


def _newcomer(ctx: Context, customer_id: int, one: _Asked) -> customers.Newcomer | None:
    said = one.matched.details
    try:
        check_customer(said, is_known=False)
        details = replace(one.details, name=one_line(said.get("name", ""), 200, field="name"))
    except Refusal:
        return None
    return customers.newcomer(
        ctx, customer_id, details, home_unit_id=one.where.unit.id, email=said.get("email", "")
    )


def _is_complete(record: customers.CustomerRecord | None, details: customers.Details) -> bool:
    """Whether the event tells nothing of them that their record lacks."""
    if record is None:
        return False
    told = (
        (details.address, record.email),
        (details.number, record.phone),
        (details.external_ref, record.external_ref),
    )
    return all(kept or not new for new, kept in told)


class _Busy:
    """How many open cases colleagues have, those of this transaction among them."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def counts(self, user_ids: Collection[int]) -> Mapping[int, int]:
        """Of these colleagues; each is asked for once."""
        missing = [user_id for user_id in user_ids if user_id not in self._counts]
        if missing:
            self._counts |= dict.fromkeys(missing, 0) | cases.open_counts(missing)
        return self._counts

    def add(self, user_id: int) -> None:
        """They have one more."""
        self._counts[user_id] += 1
