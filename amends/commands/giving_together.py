"""One step of acting on events: all to which nobody has to look twice are given to at once, in sets.

No command, like `carrying_out` beside it: it runs inside the transaction of one. Every event is decided for itself
(`giving_in_mind`); rows are read and written, and money moves, for all of them together.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import InterfaceError, OperationalError

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.events import store as events
from amends.apps.ledger import store as ledger
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units.store import UnitRecord
from amends.apps.vouchers import store as vouchers
from amends.commands.giving_alone import count_for_day, day_of
from amends.commands.giving_in_mind import Ids, NotPlain, Ready, make_ready
from amends.commands.opening_together import open_together
from amends.core.message.desk import NEW_LINK, signature
from amends.core.message.held import summary_of
from amends.core.message.marks import fill_marks, link_mark, marks_in, voucher_mark
from amends.core.message.template import Stage
from amends.core.money import Money
from amends.core.policy.trigger import Trigger
from amends.core.refusal import Refusal
from amends.kernel.context import Context

logger = logging.getLogger(__name__)


def give_together(ctx: Context, taken: Sequence[events.EventRecord]) -> frozenset[int]:
    """Give for as many of these locked events as can be given for at once; their ids.

    1. read the events, find and lock their customers, 2. take each case through its steps in mind, 3. write them all,
    4. count the days, lock the budgets in their one order, and move the money last: everybody waits for the root.
    Raises `DayLimitReached` and `BudgetTooSmall` where there is too little for all of them: nothing is given then.
    """
    try:
        policy = policies.in_force(ctx.now)
    except policies.NoPolicyInForce:
        return frozenset()
    ready = _ready(ctx, policy, taken)
    if ready:
        _write(ctx, policy, ready)
        _move_money(ctx, ready)
    return frozenset(done.opened.event.id for done in ready)


def _ready(ctx: Context, policy: policies.PolicyRecord, taken: Sequence[events.EventRecord]) -> list[Ready]:
    """Those that are plain, each decided with what the ones before it leave in the budgets."""
    opened = open_together(ctx, policy, taken)
    count = len(opened)
    drawn = zip(
        policies.draw_decision_ids(count),
        offers.draw_offer_ids(count),
        offers.draw_option_ids(count),
        strict=True,
    )
    budgets, days = _Budgets(ctx), _Days(ctx)
    ready = []
    for one, ids in zip(opened, drawn, strict=True):
        try:
            chain = budgets.chain(one.where.unit.id)
            done = make_ready(one, Ids(one.case.record.id, *ids), policy, chain)
            days.use(one.matched.trigger, one.where.unit, done.alone.giving.face)
        except (OperationalError, InterfaceError):
            raise
        except (Refusal, NotPlain):
            continue  # it is met again, and kept, where the event is acted on alone
        except Exception:  # one event that we cannot cope with must not stop all others
            logger.warning("an event is left to itself", extra={"event": one.event.id}, exc_info=True)
            continue
        budgets.use(chain, done.alone.giving.reserve)
        ready.append(done)
    return ready


class _Budgets:
    """What is left along each chain while one event after the other is decided; a reading, as for one giving alone."""

    def __init__(self, ctx: Context) -> None:
        self._now = ctx.now
        self._periods: dict[int, ledger.PeriodRecord] = {}
        self._chains: dict[int, list[int]] = {}

    def chain(self, unit_id: int) -> tuple[ledger.PeriodRecord, ...]:
        """The chain of a unit as it is by now. Raises `NotPlain` where a period of it has yet to begin."""
        if unit_id not in self._chains:
            chain = ledger.chain_begun(unit_id, self._now)
            if chain is None:
                raise NotPlain
            known = {record.period_id or 0: record for record in chain}
            self._chains[unit_id] = list(known)
            self._periods = known | self._periods
        return tuple(self._periods[period_id] for period_id in self._chains[unit_id])

    def use(self, chain: Iterable[ledger.PeriodRecord], amount: Money) -> None:
        """So much less is left in it."""
        for record in chain:
            committed = record.committed_minor + amount.minor
            self._periods[record.period_id or 0] = replace(record, committed_minor=committed)


class _Days:
    """What triggers have given on their days while one event after the other is decided; a reading as well."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._given: dict[tuple[str, date, str], Money] = {}

    def use(self, trigger: Trigger, unit: UnitRecord, face: Money) -> None:
        """So much more is given. Raises `NotPlain` where the day does not hold it."""
        today, most = day_of(self._ctx, trigger, unit, face.currency)
        key = trigger.code, today, face.currency
        if key not in self._given:
            self._given[key] = events.given_on(*key)
        if most < self._given[key] + face:
            raise NotPlain
        self._given[key] += face


def _write(ctx: Context, policy: policies.PolicyRecord, ready: Sequence[Ready]) -> None:
    """All rows of all events, and what became of each of them."""
    by_source = defaultdict(list)
    for done in ready:
        by_source[done.opened.ctx.actor].append(done)
    for several in by_source.values():
        acting = several[0].opened.ctx
        customers.write_newcomers(
            [done.opened.newcomer for done in several if done.opened.newcomer is not None]
        )
        cases.write_in_mind(acting, [done.opened.case for done in several])
        clocks.write_in_mind([(done.ids.case, done.course.clocks) for done in several])
        policies.freeze_many(acting, [done.decision for done in several])
        offers.add_many(acting, str(acting.actor), [done.offer for done in several])
        voucher_ids = vouchers.issue_many(acting, [done.voucher for done in several])
        offers.make_remedies(
            [
                offers.NewRemedy(done.offer.id, done.ids.option, "voucher", done.voucher.face, False, made)
                for done, made in zip(several, voucher_ids, strict=True)
            ]
        )
        _queue(acting, several, voucher_ids)
    ends = {done.opened.event.id: _end(done, policy.number) for done in ready}
    are_ours = events.conclude_given(ctx, ends)
    assert are_ours, "an event is acted on once, under its lock"


def _end(done: Ready, policy_number: int) -> events.Conclusion:
    matched = done.opened.matched
    return events.Conclusion(
        *("given", None, matched.trigger.code, matched.row, policy_number),
        *(done.ids.case, done.offer.id, done.alone.planned.face),
    )


def _queue(ctx: Context, ready: Sequence[Ready], voucher_ids: Sequence[int]) -> None:
    """Their letters, each with a link of its own where the text has one."""
    linked = [done.ids.case for done in ready if NEW_LINK in marks_in(done.letter.words).links]
    links_to = dict(zip(linked, links.open_portals(ctx, linked), strict=True))
    letters = []
    for done, voucher_id in zip(ready, voucher_ids, strict=True):
        letter, serial = done.letter, done.voucher.serial
        post, words = letter.desk.post, letter.words
        if done.ids.case in links_to:
            mark = link_mark(links_to[done.ids.case])
            words = fill_marks(words, links={NEW_LINK: mark}, vouchers={serial: voucher_mark(serial)})
        shape = conversations.LetterShape(
            *(Stage.FINAL.value, letter.template.code, post.record.language, signature(post.record)),
            *(post.reply_to, Decimal(f"{float(letter.result.score):.3f}"), summary_of(letter.result)),
        )
        letters.append(
            conversations.ReadyLetter(
                shape, done.ids.case, post.to_address.strip(), letter.subject, words, voucher_id
            )
        )
    conversations.queue_many(ctx, str(ctx.actor), letters)


def _move_money(ctx: Context, ready: Sequence[Ready]) -> None:
    """Count what the triggers give for their days, then hold and post it: the root last, as everywhere."""
    days: dict[tuple[str, str], list[tuple[Trigger, UnitRecord, Money]]] = defaultdict(list)
    chains = defaultdict(list)
    for done in ready:
        trigger, unit, giving = done.opened.matched.trigger, done.opened.where.unit, done.alone.giving
        if giving.face:
            days[trigger.code, unit.timezone].append((trigger, unit, giving.face))
        if giving.reserve:
            chains[done.opened.ctx.actor, done.voucher.period_ids].append(done)
    for _, counted in sorted(days.items()):
        trigger, unit, first = counted[0]
        count_for_day(ctx, trigger, unit, sum((face for _, _, face in counted[1:]), first))
    ledger.lock_periods({period_id for _, period_ids in chains for period_id in period_ids})
    for several in chains.values():
        acting, chain = several[0].opened.ctx, several[0].chain
        ledger.reserve_many(
            acting,
            chain,
            [
                ledger.Holding(done.ids.case, done.offer.id, done.alone.giving.reserve.minor)
                for done in several
            ],
        )
        ledger.post_many(acting, [done.offer.id for done in several])
