"""The sweep that acts on events: each, in a transaction of its own, opens a case, and may give without a person.

1. The event is locked, and the policy in force is asked what it means.
2. Customer and case are locked as by every other command; the case is opened, acknowledged and judged.
3. What the trigger may give is given by the same steps that a colleague's giving takes, with the same envelope. What it
   may not is undone up to here, and the case is a person's.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import InterfaceError, OperationalError, transaction

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.events import store as events
from amends.apps.failures import store as kinds
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.commands.giving_alone import GivenAlone, give_alone
from amends.commands.hearing import Heard, acknowledge_in_writing, hear, open_heard, write_that_we_have_it
from amends.commands.judging import judge_if_policy
from amends.core.case.evidence import Source
from amends.core.case.hearing import REMEDY_MAX, WORDS_MAX, Channel, not_later, one_line, within
from amends.core.event.told import check_customer, moment_told
from amends.core.policy.triggering import Matched, NoRowFits, NoTrigger, match_event
from amends.core.refusal import Kind, Refusal
from amends.core.region import region_of_zone
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Actor, ActorKind, Context
from amends.kernel.errand import errand
from amends.kernel.journal import record
from amends.kernel.queue import waking_together
from amends.kernel.reading_once import reading_once

logger = logging.getLogger(__name__)

AT_ONCE = 1_000
"""Events that one run takes in hand; what is left then waits for the next run, some seconds."""

TOGETHER = timedelta(milliseconds=300)
"""For so long what seldom changes is read once, and the letters of all wait for one wake-up."""


class ActingBroke(Refusal):
    """A defect of ours; the log has it in full."""

    code = "acting_broke"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Something went wrong on our side (%(defect)s). Tell the operator, then try it again."
    )


@dataclass(frozen=True, slots=True)
class EventsActedOn:
    """How many events were acted on, by what became of them."""

    given: int = 0
    opened: int = 0
    ignored: int = 0
    failed: int = 0


@errand(Permission.SWEEP)
def act_on_events(ctx: Context, *, clock: Callable[[], datetime], most: int = AT_ONCE) -> EventsActedOn:
    """Act on what waits, the oldest first, at most `most`; `clock` is read anew for each, because many take time.

    An event that cannot be acted on is kept with its reason and can be taken again; it holds up no other.
    """
    counts = {"given": 0, "opened": 0, "ignored": 0, "failed": 0}
    last_id = 0
    left = most
    while left > 0:
        with reading_once(), waking_together():
            ends_at = clock() + TOGETHER
            while left > 0 and (now := clock()) < ends_at:
                done = _next(replace(ctx, now=now), last_id)
                if done is None:
                    return EventsActedOn(**counts)
                last_id, state = done
                counts[state] += 1
                left -= 1
    return EventsActedOn(**counts)


def _next(ctx: Context, after_id: int) -> tuple[int, str] | None:
    """Take the next event in hand; its number and what became of it."""
    event = None
    try:
        with transaction.atomic():
            event = events.next_waiting(after_id)
            if event is None:
                return None
            end = _act(replace(ctx, actor=Actor(ActorKind.SOURCE, event.source_id)), event)
            is_ours = events.conclude(ctx, event.id, end)
            assert is_ours, "an event is acted on once, under its lock"
            return event.id, end.state
    except (OperationalError, InterfaceError):
        raise  # the database itself: nothing was done, and the next run takes it up again
    except Exception as defect:  # one event that we cannot cope with must not stop all others
        if event is None:
            raise
        logger.exception("an event could not be acted on", extra={"event": event.id})
        return _put_aside(ctx, event.id, ActingBroke(defect=type(defect).__name__))


@transaction.atomic
def _put_aside(ctx: Context, event_id: int, reason: Refusal) -> tuple[int, str]:
    events.conclude(ctx, event_id, events.Conclusion("failed", reason))  # unless another worker could do it
    return event_id, "failed"


def _act(ctx: Context, event: events.EventRecord) -> events.Conclusion:
    """Everything about one event; a refusal undoes what was begun and is kept as its reason."""
    matched, number = None, None
    try:
        with transaction.atomic():
            policy = policies.in_force(ctx.now)
            number = policy.number
            source = events.source_by_id(event.source_id)
            matched = match_event(policy.document, json.loads(event.body, parse_float=Decimal), source.name)
            return replace(_open(ctx, event, source, matched, policy.document.currency), policy_number=number)
    except (NoTrigger, NoRowFits) as reason:
        return events.Conclusion("ignored", reason, policy_number=number)
    except Refusal as reason:
        code, row = ("", None) if matched is None else (matched.trigger.code, matched.row)
        return events.Conclusion("failed", reason, code, row, policy_number=number)


def _open(
    ctx: Context, event: events.EventRecord, source: events.SourceRecord, matched: Matched, currency: str
) -> events.Conclusion:
    """The case, answered and judged; then what can be given, or the letter that says who looks after it."""
    heard = _heard(ctx, source, matched)
    said = matched.details
    happened_at = moment_told(said.get("occurred_at")) or event.happened_at
    case = open_heard(
        ctx,
        heard,
        origin=matched.trigger.origin,
        way=Channel.API,
        words=within(said.get("words", ""), WORDS_MAX, field="words"),
        facts=matched.facts,
        source=Source.SYSTEM,
        remedy_sought=within(said.get("remedy", ""), REMEDY_MAX, field="remedy"),
        occurred_at=not_later(happened_at, ctx.now),
    )
    alone = GivenAlone()
    if heard.is_written_to:
        _, known = cases.lock_with_facts(case.id)
        case = acknowledge_in_writing(ctx, case, known)
        case = judge_if_policy(ctx, case, known)
        alone = give_alone(ctx, heard.unit, case, matched, currency=currency)
        if alone.offer_id is None:
            letter = "ack" if matched.trigger.is_told else "noticed"
            write_that_we_have_it(ctx, heard, case, letter=letter)
    if alone.offer_id is None:
        cases.set_due(ctx, case, clocks.next_due(case.id))
    state = "opened" if alone.offer_id is None else "given"
    body = {"event": event.id, "trigger": matched.trigger.code, "row": matched.row, "state": state}
    record(ctx, f"case:{case.id}", "event.acted_on", body)
    return events.Conclusion(
        state,
        alone.withheld,
        matched.trigger.code,
        matched.row,
        case_id=case.id,
        offer_id=alone.offer_id,
        face=alone.face,
    )


def _heard(ctx: Context, source: events.SourceRecord, matched: Matched) -> Heard:
    """Where, what and whom: a unit below that of the source, a kind of failure, and a customer we can tell apart."""
    said = matched.details
    unit = units.unit(source.unit_id)
    if "unit" in said:
        named = units.unit_by_code(said["unit"], field="unit")
        if source.unit_id not in named.lineage:
            raise units.UnitUnknown(field="unit")
        unit = named
    place = units.place_named(unit.id, said["place"]) if "place" in said else None
    kind = kinds.failure_type(matched.failure, field="failure")
    return hear(unit, place, kind, _customer(ctx, unit, said))


def _customer(ctx: Context, unit: units.UnitRecord, said: Mapping[str, str]) -> customers.CustomerRecord:
    email, phone = said.get("email", ""), said.get("phone", "")
    number = within(said.get("ref", ""), 80, field="ref")
    region = region_of_zone(unit.timezone)
    known = customers.known_customer(email=email, phone=phone, external_ref=number, region=region)
    check_customer(said, is_known=known is not None)
    return customers.find_or_make_customer(
        ctx,
        home_unit_id=unit.id,
        display_name=one_line(said.get("name", ""), 200, field="name"),
        language=said.get("language", "")[:12] or unit.language,
        region=region,
        email=email,
        phone=phone,
        external_ref=number,
    )
