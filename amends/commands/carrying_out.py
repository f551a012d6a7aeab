"""One step that several commands take: what was accepted, or needs no acceptance, becomes vouchers and promises.

It is no command: it runs inside the transaction of one (make_offer, decide_approval, accept_offer), which holds the
locks of customer, case and offer. It stands here because it joins four apps and none of them may know the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.cases.store import CaseRecord
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.apps.vouchers import store as vouchers
from amends.core.offer.carrying_out import Plan, Work, plan
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Role
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class NobodyToPromise(Refusal):
    """The policy promises work, and nobody at the unit answers to the words it names its owner by."""

    code = "nobody_to_promise"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Nobody here could be found for “%(what)s” (%(owner)s). Give the case an owner first."
    )


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What came of it, by id."""

    voucher_ids: tuple[int, ...] = ()
    promise_ids: tuple[int, ...] = ()
    fulfilment_ids: tuple[int, ...] = ()


def carry_out(
    ctx: Context,
    case: CaseRecord,
    offer: offers.OfferRecord,
    options: Sequence[offers.OptionRecord],
) -> CarriedOut:
    """Post what is held for `offer`, and make what each of `options` (the chosen one, or all that is owed) needs.

    Raises `NobodyToPromise`, `ReservationEnded`.
    """
    chain = units.chain(case.unit_id)
    reservation = None if offer.is_owed else ledger.reservation_of(offer.id)
    period_ids = reservation.period_ids if reservation is not None and options[0].terms["budget"] else ()
    if reservation is not None:
        charged = bool(period_ids) and bool(options[0].face)
        ledger.post(ctx, reservation.id, options[0].face) if charged else ledger.void(ctx, reservation.id)
    done: list[offers.NewFulfilment] = []
    for option in options:
        steps = plan(option.form, option.terms, timezone=chain[0].timezone, now=ctx.now)
        if offer.is_owed and option.face:
            ledger.record_owed(ctx, option.face, case_id=case.id, offer_id=offer.id)
        elif steps.is_spent_at_once and option.face and period_ids:
            ledger.spend(ctx, period_ids, option.face, case_id=case.id, offer_id=offer.id)
        done += _made(ctx, case, offer, option, steps, period_ids, chain)
    kept = offers.add_fulfilments(ctx, offer.id, done)
    return CarriedOut(
        tuple(new.voucher_id for new in done if new.voucher_id is not None),
        tuple(new.promise_id for new in done if new.promise_id is not None),
        tuple(each.id for each in kept),
    )


def _made(
    ctx: Context,
    case: CaseRecord,
    offer: offers.OfferRecord,
    option: offers.OptionRecord,
    steps: Plan,
    period_ids: tuple[int, ...],
    chain: Sequence[units.UnitRecord],
) -> list[offers.NewFulfilment]:
    """The voucher, the promises and the payment of one option, each waiting for its proof."""
    made: list[offers.NewFulfilment] = []

    def waits(kind: str, *, voucher_id: int | None = None, promise_id: int | None = None) -> None:
        made.append(
            offers.NewFulfilment(option.id, kind, option.face, voucher_id, promise_id, is_owed=offer.is_owed)
        )

    if steps.voucher_until is not None:
        voucher = vouchers.issue(
            ctx,
            case_id=case.id,
            offer_id=offer.id,
            unit_id=house_of(chain),
            name=option.name,
            form=option.form,
            face=option.face,
            percent=option.percent,
            expires_at=steps.voucher_until,
            period_ids=period_ids,
        )
        waits("voucher", voucher_id=voucher.id)
    if steps.works:
        new = tuple(_promise(ctx, case, work) for work in steps.works)
        opened = promises.open_promises(
            ctx, case_id=case.id, unit_id=case.unit_id, offer_id=offer.id, promises=new
        )
        for promise in opened:
            waits("promise", promise_id=promise.id)
    if steps.is_payment:
        waits("payment")
    return made


def house_of(chain: Sequence[units.UnitRecord]) -> int:
    """Where a voucher is good: at the whole site of the case, or at the unit itself where that is no team."""
    return next((unit.id for unit in chain if unit.level != "team"), chain[0].id)


def _promise(ctx: Context, case: CaseRecord, work: Work) -> promises.NewPromise:
    """Who does it: whoever the policy's words fit, else the owner of the case, else who acts, else a lead."""
    named = staff.person_for(case.unit_id, work.owner, prefer_user_id=ctx.user_id) if work.owner else None
    leads = () if named or case.owner_id or ctx.user_id else staff.people_with_role(case.unit_id, Role.LEAD)
    owner_id = (
        (named.id if named else None) or case.owner_id or ctx.user_id or (leads[0].id if leads else None)
    )
    if owner_id is None:
        raise NobodyToPromise(what=work.what, owner=work.owner)
    return promises.NewPromise(work.kind, work.what, owner_id, work.due_at)
