"""One step of acting on an event: what its trigger may give is given and told, by the steps that people's givings take.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of customer and case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from amends.apps.cases import store as cases
from amends.apps.events import store as events
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.units import store as units
from amends.apps.vouchers import store as vouchers
from amends.commands import deciding
from amends.commands.giving import Desk, add_offers, execute, sit_down
from amends.commands.handing_over import with_voucher
from amends.commands.writing import checked, desk_for, queue_written, template_for
from amends.core.apology.model import RubricResult
from amends.core.case.facts import CaseFacts
from amends.core.decision.giving import Giving
from amends.core.event.automatic import automatic_asker, decide_alone
from amends.core.message.desk import Desk as WritingDesk
from amends.core.message.held import takes_responsibility
from amends.core.message.marks import marks_in
from amends.core.message.record import Remedy
from amends.core.message.template import Stage, Template
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.trigger import Trigger
from amends.core.policy.triggering import Matched
from amends.core.refusal import Refusal
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class GivenAlone:
    """The offer that was made and its face value, or why nothing was given."""

    offer_id: int | None = None
    face: Money | None = None
    withheld: Refusal | None = None


def give_alone(
    ctx: Context, unit: units.UnitRecord, case: cases.CaseRecord, matched: Matched, *, currency: str
) -> GivenAlone:
    """Give what the trigger may in an acknowledged and judged case, and tell it by letter in the same transaction.

    Nothing is half given: whatever stands in the way undoes all of it, and comes back as the reason.
    """
    try:
        with transaction.atomic():
            return _give(ctx, unit, case, matched, currency)
    except Refusal as reason:
        return GivenAlone(withheld=reason)


def _give(
    ctx: Context, unit: units.UnitRecord, case: cases.CaseRecord, matched: Matched, currency: str
) -> GivenAlone:
    locked, facts = cases.lock_with_facts(case.id)
    desk = sit_down(ctx, locked, facts, automatic_asker(matched.trigger.grant, currency))
    past = offers.past_givings(case.customer_id, now=ctx.now)
    alone = decide_alone(desk.basis, matched, past, currency=currency, now=ctx.now)
    giving, shown = alone.giving, alone.shown
    decision = deciding.freeze(ctx, locked, desk.policy, desk.basis, shown)
    made = add_offers(ctx, desk, giving, decision)
    case = deciding.decide(ctx, locked, facts, unit, shown.verdict, remedy_from_tables=giving.fits)
    _hold(ctx, desk, giving, matched, made[0].id)
    for offer in made:
        if offer.state is OfferState.OFFERED and not offer.needs_acceptance:
            execute(ctx, case, offer)
    _tell(ctx, unit, case, facts, matched)
    return GivenAlone(made[0].id, alone.planned.face)


def _hold(ctx: Context, desk: Desk, giving: Giving, matched: Matched, offer_id: int) -> None:
    """Count it for the trigger's day, then hold the money in every budget: the root last, as everywhere."""
    if giving.face:
        count_for_day(ctx, matched.trigger, desk.unit, giving.face)
    if giving.reserve:
        ledger.reserve(ctx, desk.chain, giving.reserve, case_id=desk.case.id, offer_id=offer_id)


def count_for_day(ctx: Context, trigger: Trigger, unit: units.UnitRecord, face: Money) -> None:
    """Count `face` for the trigger's day at the unit; raises `DayLimitReached`."""
    today, most = day_of(ctx, trigger, unit, face.currency)
    events.count_for_day(trigger.code, trigger.name, today, face, most)


def day_of(ctx: Context, trigger: Trigger, unit: units.UnitRecord, currency: str) -> tuple[date, Money]:
    """Today at the unit, and what the trigger may give in a day."""
    assert trigger.grant is not None, "what gives has its grant"
    most = Money.from_decimal(trigger.grant.per_day, currency)
    return ctx.now.astimezone(ZoneInfo(unit.timezone)).date(), most


@dataclass(frozen=True, slots=True)
class Written:
    """The letter that says what is given: what it was written at and from, its words, and what the rubric says."""

    desk: WritingDesk
    template: Template
    subject: str
    words: str
    result: RubricResult

    def brings(self, serial: str) -> bool:
        """Whether the voucher with that serial is in it; otherwise it goes out in a letter of its own."""
        return serial in marks_in(self.words).vouchers


def written_alone(desk: WritingDesk, unit: units.UnitRecord, matched: Matched) -> Written:
    """The letter, held against the rubric like everybody's.

    Raises `TemplateUnknown` and `MessageNotSendable`.
    """
    ours = "upheld" if takes_responsibility(desk.post.grounds) else "sympathy"
    usual = f"offer_{ours}" if matched.trigger.is_told else f"noticed_{ours}"
    template = template_for(desk, matched.trigger.letter or usual, unit)
    assert template is not None, "there is always a usual text"
    letter = desk.filled(template)
    result = checked(desk, letter.body, Stage.FINAL, template)
    return Written(desk, template, letter.subject, letter.body, result)


def _tell(
    ctx: Context, unit: units.UnitRecord, case: cases.CaseRecord, facts: CaseFacts, matched: Matched
) -> None:
    """The letter that says what is given and brings the voucher, held against the rubric like everybody's; the case
    goes on from there. A text of the organisation without a place for the voucher leaves it to a letter of its own.
    """
    desk = desk_for(ctx, case, unit, Stage.FINAL)
    voucher = next(iter(vouchers.vouchers_of_case(case.id)), None)
    if voucher is not None:
        remedy = Remedy(voucher.name, voucher.face, voucher.percent)
        desk = replace(desk, post=with_voucher(desk.post, voucher.serial, remedy, voucher.expires_at))
    letter = written_alone(desk, unit, matched)
    queue_written(
        *(ctx, case, desk, Stage.FINAL, letter.words, letter.subject, letter.template, letter.result),
        is_automatic=True,
        brings=voucher if voucher is not None and letter.brings(voucher.serial) else None,
    )
    deciding.told(ctx, case, facts, unit.timezone, rubric_passed=True)
