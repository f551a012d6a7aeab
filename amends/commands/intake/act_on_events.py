"""The sweep that acts on events: each, in a transaction of its own, opens a case, and may give without a person.

1. The event is locked, and the policy in force is asked what it means.
2. Customer and case are locked as by every other command; the case is opened, acknowledged and judged.
3. What the trigger may give is given by the same steps that a colleague's giving takes, with the same envelope. What it
   may not is undone up to here, and the case is a person's.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import InterfaceError, OperationalError, transaction

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.events import store as events
from amends.apps.policies import store as policies
from amends.commands.event_read import failure_told, where_it_failed, whose_it_is
from amends.commands.giving_alone import GivenAlone, give_alone
from amends.commands.giving_together import give_together
from amends.commands.hearing import Heard, acknowledge_in_writing, hear, open_heard, write_that_we_have_it
from amends.commands.judging import judge_if_policy
from amends.core.case.evidence import Source
from amends.core.case.hearing import Channel, one_line
from amends.core.event.told import check_customer
from amends.core.policy.triggering import Matched, NoRowFits, NoTrigger, match_event
from amends.core.refusal import Kind, Refusal
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

AT_A_TIME = 25
"""Events that one transaction acts on: what it locks, others wait for until it is done."""

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
def act_on_events(
    ctx: Context, *, clock: Callable[[], datetime], most: int = AT_ONCE, at_a_time: int = AT_A_TIME
) -> EventsActedOn:
    """Act on what waits, the oldest first, at most `most`; `clock` is read anew, because many take time.

    Up to `at_a_time` share a transaction as long as all of them are plain (see `give_together`); whatever is not, or
    cannot be acted on, is taken alone, kept with its reason, and holds up no other.
    """
    counts = Counter[str]()
    alone = deque[int]()  # events of which each needs a transaction of its own
    last_id, left = 0, most
    while left > 0 or alone:
        with reading_once(), waking_together():
            ends_at = clock() + TOGETHER
            while (left > 0 or alone) and (now := clock()) < ends_at:
                if alone:
                    counts[_alone(replace(ctx, now=now), alone.popleft())] += 1
                    continue
                taken = _together(replace(ctx, now=now), last_id, min(left, at_a_time))
                last_id, left = (taken.ids[-1], left - len(taken.ids)) if taken.ids else (last_id, 0)
                alone += (event_id for event_id in taken.ids if event_id not in taken.given)
                counts["given"] += len(taken.given)
    return EventsActedOn(**{name: counts[name] for name in ("given", "opened", "ignored", "failed")})


@dataclass(frozen=True, slots=True)
class _Taken:
    """The events that were taken in hand, the oldest first; those among them that are done."""

    ids: tuple[int, ...]
    given: frozenset[int] = frozenset()


def _together(ctx: Context, after_id: int, most: int) -> _Taken:
    """Take the next events in hand, and give for all to which nobody has to look twice; the others are free again.

    Whatever stands in the way undoes it for all of them: then each is acted on alone, and meets it alone.
    """
    ids: tuple[int, ...] = ()
    try:
        with transaction.atomic():
            taken = events.take_waiting(after_id=after_id, most=most)
            ids = tuple(event.id for event in taken)
            return _Taken(ids, give_together(ctx, taken) if most > 1 else frozenset())
    except (OperationalError, InterfaceError):
        raise  # the database itself: nothing was done, and the next run takes it up again
    except Refusal as reason:  # a day or a budget that is used up for all, but not for each
        logger.info("events are acted on one by one", extra={"events": len(ids), "reason": reason.code})
    except Exception:
        if not ids:
            raise
        logger.exception("events could not be acted on together", extra={"events": ids})
    return _Taken(ids)


def _alone(ctx: Context, event_id: int) -> str:
    """Take that event in hand; what became of it, "" where another worker has it."""
    event = None
    try:
        with transaction.atomic():
            event = events.take(event_id)
            if event is None:
                return ""
            end = _act(replace(ctx, actor=Actor(ActorKind.SOURCE, event.source_id)), event)
            is_ours = events.conclude(ctx, event.id, end)
            assert is_ours, "an event is acted on once, under its lock"
            return end.state
    except (OperationalError, InterfaceError):
        raise  # the database itself: nothing was done, and the next run takes it up again
    except Exception as defect:  # one event that we cannot cope with must not stop all others
        if event is None:
            raise
        logger.exception("an event could not be acted on", extra={"event": event.id})
        return _put_aside(ctx, event.id, ActingBroke(defect=type(defect).__name__))


@transaction.atomic
def _put_aside(ctx: Context, event_id: int, reason: Refusal) -> str:
    events.conclude(ctx, event_id, events.Conclusion("failed", reason))  # unless another worker could do it
    return "failed"


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
    told = failure_told(event, matched.details, ctx.now)
    case = open_heard(
        ctx,
        heard,
        origin=matched.trigger.origin,
        way=Channel.API,
        words=told.words,
        facts=matched.facts,
        source=Source.SYSTEM,
        remedy_sought=told.remedy_sought,
        occurred_at=told.occurred_at,
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
    where, said = where_it_failed(source, matched), matched.details
    details = whose_it_is(where.unit, said)
    customers.line_up([details])
    email, number, ref = said.get("email", ""), details.number, details.external_ref
    known = customers.known_customer(email=email, phone=number, external_ref=ref)
    check_customer(said, is_known=known is not None)
    someone = customers.find_or_make_customer(
        ctx,
        home_unit_id=where.unit.id,
        display_name=one_line(said.get("name", ""), 200, field="name"),
        language=details.language,
        email=email,
        phone=number,
        external_ref=ref,
    )
    return hear(where.unit, where.place, where.kind, someone)
