"""The customer's own page: where their case stands, what they may choose, what is theirs, and what we ask
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from amends.apps.cases.models import Case, Evidence
from amends.apps.followups.models import Answer, FollowUp
from amends.apps.offers.models import Fulfilment, Offer, OfferOption
from amends.apps.promises.models import Promise
from amends.apps.units.models import Unit
from amends.apps.vouchers.models import Voucher
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.core.case.unknown import CaseUnknown
from amends.core.message.record import LetterRecord
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.roles import Permission
from amends.core.voucher.code import derive_code, group
from amends.core.voucher.lifecycle import VoucherState, last_day
from amends.kernel.context import Context
from amends.kernel.keys import derive
from amends.kernel.query import query


class Stage(StrEnum):
    """What the letter is about now; each has its own words."""

    HEARD = "heard"  # it is being looked into
    QUESTION = "question"  # we asked something and wait
    DECIDED = "decided"  # they are told next
    CHOOSE = "choose"
    TOLD = "told"  # answered, and nothing to choose
    COMING = "coming"  # being carried out
    ASK = "ask"  # is it right now?
    RECOVERED = "recovered"
    TAP = "tap"  # a yes that somebody noted for them
    SILENT = "silent"
    REVIEW = "review"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class OptionShown:
    """One thing to choose."""

    position: int
    name: str
    worth: Money | None
    percent: Decimal | None
    points: int | None
    wording: str


@dataclass(frozen=True, slots=True)
class OfferShown:
    """One offer that waits for their choice; its last moment is `expires_at`."""

    offer_id: int
    options: tuple[OptionShown, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoucherShown:
    """A voucher of theirs. `code` in groups of four; `last_day` in the place's zone."""

    serial: str
    code: str
    plain_code: str
    name: str
    form: str
    percent: Decimal | None
    face: Money
    left: Money
    state: VoucherState
    is_good: bool
    last_day: date | None
    place: str


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """What somebody does for them; `state` open, kept or broken."""

    who: str
    what: str
    due_at: datetime
    state: str
    kept_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """Money on its way to them, or paid."""

    name: str
    amount: Money
    is_owed: bool
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class PortalPage:
    """Everything one letter needs. `letter` holds names, places and times as in our mails."""

    stage: Stage
    case_ref: str
    letter: LetterRecord
    organisation: str
    reply_address: str
    words: str
    received_at: datetime
    next_at: datetime | None
    offers: tuple[OfferShown, ...]
    vouchers: tuple[VoucherShown, ...]
    promises: tuple[PromiseShown, ...]
    payments: tuple[PaymentShown, ...]
    may_answer: bool
    said: str  # their last answer: yes, partly, no, or ""


@query(Permission.SEE_OWN_CASE)
def portal_page(ctx: Context, *, case_ref: str) -> PortalPage:
    """The customer's own case; raises `CaseUnknown` for any other."""
    case = Case.objects.with_letter().filter(ref=case_ref, customer_id=ctx.actor.id or 0).first()
    if case is None:
        raise CaseUnknown(ref=case_ref[:20])
    post = case.correspondence(case.facts(Evidence.objects.said(case.id)))
    offers = _offers(case, ctx.now)
    asked = FollowUp.objects.filter(case_id=case.id)
    running = asked.filter(round=case.round, ended_at=None).exists()
    last = Answer.objects.filter(follow_up__case_id=case.id).order_by("-id").first()
    state = State(case.state)
    may_answer = (running and state in (State.FULFILLED, State.VERIFYING)) or (
        state is State.CLOSED and asked.exists()
    )
    return PortalPage(
        stage=_stage(case, state, has_choice=bool(offers), asked=running),
        case_ref=case.ref,
        letter=post.record,
        organisation=_organisation(case),
        reply_address=post.reply_to,
        words=case.words,
        received_at=case.received_at,
        next_at=case.wanted_by_at if case.wanted_by_at and case.wanted_by_at > ctx.now else None,
        offers=offers,
        vouchers=_vouchers(case, ctx.now),
        promises=_promises(case),
        payments=_payments(case),
        may_answer=may_answer,
        said="" if last is None else last.answer,
    )


_STAGE = {
    State.AWAITING_CUSTOMER: Stage.QUESTION,
    State.DECIDED: Stage.DECIDED,
    State.COMMUNICATED: Stage.TOLD,
    State.FULFILLING: Stage.COMING,
    State.EXTERNAL_REVIEW: Stage.REVIEW,
    State.RECLASSIFIED: Stage.ENDED,
    State.MERGED: Stage.ENDED,
    State.WITHDRAWN: Stage.ENDED,
}
_CLOSED = {
    Outcome.RECOVERED: Stage.RECOVERED,
    Outcome.SAID_YES_UNVERIFIED: Stage.TAP,
    Outcome.UNVERIFIED: Stage.SILENT,
}


def _stage(case: Case, state: State, *, has_choice: bool, asked: bool) -> Stage:
    if has_choice:
        return Stage.CHOOSE
    if state in (State.FULFILLED, State.VERIFYING):
        return Stage.ASK if asked else Stage.COMING
    if state is State.CLOSED:
        return _CLOSED.get(Outcome(case.outcome), Stage.ENDED) if case.outcome else Stage.ENDED
    return _STAGE.get(state, Stage.HEARD)


def _organisation(case: Case) -> str:
    """The brand as the customer knows it, else the site, else the organisation."""
    above = sorted(Unit.objects.filter(id__in=case.unit.lineage), key=lambda unit: len(unit.lineage))
    named = [unit.name for unit in above if unit.level == Unit.Level.BRAND]
    named += [unit.name for unit in above if unit.level == Unit.Level.SITE]
    return (named or [above[0].name])[0]


def _offers(case: Case, now: datetime) -> tuple[OfferShown, ...]:
    """What waits for a choice, once they were told of it."""
    if State(case.state) not in (State.COMMUNICATED, State.FULFILLING):
        return ()
    waiting = [
        offer
        for offer in Offer.objects.of_case(case.id)
        if offer.state == OfferState.OFFERED
        and offer.needs_acceptance
        and (offer.expires_at is None or now < offer.expires_at)
    ]
    return tuple(
        OfferShown(
            offer.id,
            tuple(_option(row) for row in sorted(offer.options.all(), key=lambda row: row.position)),
            offer.expires_at,
        )
        for offer in waiting
    )


def _option(row: OfferOption) -> OptionShown:
    worth = Money(row.face_minor, row.currency) if row.face_minor and row.percent is None else None
    return OptionShown(
        position=row.position,
        name=row.name,
        worth=worth,
        percent=row.percent,
        points=row.quantity,
        wording="" if "%(" in row.terms.get("wording", "") else row.terms.get("wording", ""),
    )


def _vouchers(case: Case, now: datetime) -> tuple[VoucherShown, ...]:
    rows = Voucher.objects.of_case(case.id).exclude(state=Voucher.State.VOID).select_related("unit")
    return tuple(_voucher(row, now) for row in rows)


def _voucher(row: Voucher, now: datetime) -> VoucherShown:
    code = derive_code(derive("voucher-code", row.key_id), row.serial)
    in_time = row.expires_at is None or now < row.expires_at
    return VoucherShown(
        serial=row.serial,
        code=group(code),
        plain_code=code,
        name=row.name,
        form=row.form,
        percent=row.percent,
        face=Money(row.face_minor, row.currency),
        left=Money(row.balance_minor, row.currency),
        state=VoucherState(row.state),
        is_good=row.state == Voucher.State.ISSUED and in_time,
        last_day=last_day(row.expires_at, row.unit.timezone),
        place=row.unit.name,
    )


def _promises(case: Case) -> tuple[PromiseShown, ...]:
    rows = Promise.objects.filter(case_id=case.id).exclude(state=Promise.State.RELEASED)
    return tuple(
        PromiseShown(row.owner.display_name, row.what, row.due_at, row.state, row.kept_at)
        for row in rows.select_related("owner").order_by("due_at", "id")
    )


def _payments(case: Case) -> tuple[PaymentShown, ...]:
    rows = Fulfilment.objects.filter(offer__case_id=case.id, kind="payment", failed_at=None)
    return tuple(
        PaymentShown(
            name=row.option.name,
            amount=Money(row.amount_minor, row.currency),
            is_owed=row.is_owed,
            paid_at=row.proven_at,
        )
        for row in rows.select_related("option").order_by("-is_owed", "id")
    )
