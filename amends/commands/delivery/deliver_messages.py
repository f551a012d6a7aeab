"""The errand that takes queued messages out of the house.

1. Claim a batch in one transaction, and put links and voucher codes into the texts.
2. Hand the messages over one by one, through one connection, outside any transaction.
3. Record each directly after its own hand-over, so that a worker that dies repeats one message at most, under the
   same Message-ID, once its claim has run out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from amends.adapters.delivery.base import Parcel, Send, Transport, TransportError
from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.conversations import store as conversations
from amends.apps.conversations.store import MessageRecord
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.apps.staff import store as staff
from amends.apps.vouchers import store as vouchers
from amends.commands.putting_right import fulfil_when_proven
from amends.core.case.lifecycle import ENDS
from amends.core.case.wanted import Wanted
from amends.core.message.delivery import try_again_at
from amends.core.message.marks import fill_marks, marks_in
from amends.core.message.page import page_of
from amends.core.message.words import phrase
from amends.core.roles import Permission
from amends.core.voucher.code import group
from amends.kernel import journal
from amends.kernel.context import Context
from amends.kernel.errand import errand, leave_the_house

LEASE_SECONDS = 60
BATCH = 20
_MARGIN = timedelta(seconds=25)  # longer than one hand-over may take (EMAIL_TIMEOUT)


@dataclass(frozen=True, slots=True)
class MessagesDelivered:
    """What became of the messages that were due."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


@errand(Permission.SWEEP)
def deliver_messages(
    ctx: Context,
    *,
    transports: Mapping[str, Transport],
    worker: str,
    clock: Callable[[], datetime],
    batch: int = BATCH,
    lease_seconds: int = LEASE_SECONDS,
) -> MessagesDelivered:
    """Hand over everything that is due, batch after batch. `transports` are the ways out by channel.

    `worker` names whoever claims; `clock` is read again for each message, because a batch takes time.
    """
    claimant = f"{worker}/{ctx.random(6).hex()}"[:80]
    total = MessagesDelivered()
    while True:
        now = clock()
        with transaction.atomic():
            claimed = conversations.claim_messages(claimant, now, limit=batch, lease_seconds=lease_seconds)
            parcels = {message.id: _parcel(message) for message in claimed}
        until = now + timedelta(seconds=lease_seconds) - _MARGIN
        for channel in sorted({message.channel for message in claimed}):
            mine = tuple(message for message in claimed if message.channel == channel)
            done = _hand_over(ctx, transports.get(channel), mine, parcels, claimant, clock, until)
            total = MessagesDelivered(
                total.sent + done.sent, total.put_off + done.put_off, total.failed + done.failed
            )
        if len(claimed) < batch:
            return total


def _hand_over(
    ctx: Context,
    transport: Transport | None,
    messages: tuple[MessageRecord, ...],
    parcels: Mapping[int, Parcel],
    claimant: str,
    clock: Callable[[], datetime],
    until: datetime,
) -> MessagesDelivered:
    """All messages of one channel through one session; what the lease has no time for is given back."""
    if transport is None:
        for message in messages:
            no_way = TransportError(f"no way out by {message.channel}", permanent=True)
            _record(replace(ctx, now=clock()), message, claimant, no_way)
        return MessagesDelivered(failed=len(messages))
    counts = {"sent": 0, "put_off": 0, "failed": 0}
    with transport.session() as send:
        for place, message in enumerate(messages):
            if clock() >= until:
                _give_back(messages[place:], claimant)
                break
            problem = _try(send, parcels[message.id])
            counts[_record(replace(ctx, now=clock()), message, claimant, problem)] += 1
    return MessagesDelivered(**counts)


def _try(send: Send, parcel: Parcel) -> TransportError | None:
    leave_the_house()
    try:
        send(parcel)
    except TransportError as problem:
        return problem
    return None


@transaction.atomic
def _record(ctx: Context, message: MessageRecord, claimant: str, problem: TransportError | None) -> str:
    """Write down what happened; "sent", "put_off" or "failed"."""
    if problem is None:
        # The lock of the case comes before everything else that is written for it.
        case = None if message.voucher_id is None else cases.lock_case(message.case_id or 0)
        if conversations.mark_sent(message.id, claimant, ctx.now):
            _journal(ctx, message, "message.sent", {})
            if case is not None and message.voucher_id is not None:
                _voucher_arrived(ctx, case, message.voucher_id)
        return "sent"
    again_at = None if problem.permanent else try_again_at(message.attempts, ctx.now)
    if again_at is not None:
        conversations.try_again(message.id, claimant, again_at, problem.problem)
        return "put_off"
    case = cases.lock_case(message.case_id) if message.case_id and message.audience == "customer" else None
    if conversations.mark_failed(message.id, claimant, problem.problem):
        _journal(ctx, message, "message.failed", {"attempts": message.attempts})
        if case is not None:
            _call_instead(ctx, case, problem.problem)
    return "failed"


def _voucher_arrived(ctx: Context, case: CaseRecord, voucher_id: int) -> None:
    """The voucher is in the customer's hand: the proof of its remedy."""
    if vouchers.mark_delivered(voucher_id, ctx.now):
        body = {"voucher": voucher_id, "channel": "email"}
        journal.record(ctx, f"case:{case.id}", "voucher.delivered", body)
        fulfil_when_proven(ctx, case, offers.prove_fulfilment(ctx, voucher_id=voucher_id))


def _call_instead(ctx: Context, case: CaseRecord, problem: str) -> None:
    """The customer does not know yet what the message says: its owner calls, and hears so by mail."""
    if case.state not in ENDS:
        cases.set_due(ctx, case, ctx.now, Wanted.CALL_BACK)
    if case.owner_id is None:
        return
    owner = staff.user(case.owner_id)
    record = replace(
        cases.correspondence(case.id).record,
        language=owner.language,
        colleague=owner.display_name,
        problem=problem,
        desk_link=f"{settings.AMENDS_PUBLIC_URL}/cases/{case.ref}",
    )
    conversations.queue_notice(ctx, "not_delivered", record, to_address=owner.email, case_id=case.id)


@transaction.atomic
def _give_back(messages: tuple[MessageRecord, ...], claimant: str) -> None:
    conversations.release_claims(tuple(message.id for message in messages), claimant)


def _journal(ctx: Context, message: MessageRecord, event: str, more: Mapping[str, int]) -> None:
    if message.case_id is not None:
        body = {"message": message.id, "channel": message.channel, "stage": message.stage, **more}
        journal.record(ctx, f"case:{message.case_id}", event, body)


_BUTTON = {"customer": "open_page", "staff": "open_desk"}
"""What the one address in a letter is called, by who reads it."""


def _parcel(message: MessageRecord) -> Parcel:
    """The message with everything in place; what is in it now is never stored."""
    marks = marks_in(message.body)
    addresses = {serial: _address(serial) for serial in marks.links}
    codes = {serial: _code(serial) for serial in marks.vouchers}
    text = fill_marks(message.body, links=addresses, vouchers=codes)
    return Parcel(
        message_id=message.message_id,
        to_address=message.to_address,
        from_name=message.from_name,
        reply_to=message.reply_to,
        subject=message.subject,
        text=text,
        html=page_of(
            text, language=message.language, button=phrase(_BUTTON[message.audience], message.language)
        ),
        language=message.language,
        references=message.references,
        automatic=message.is_automatic,
    )


def _address(serial: str) -> str:
    link = links.link_by_serial(serial)
    return "" if link is None else f"{settings.AMENDS_PUBLIC_URL}/p/{links.token_of(link)}/"


def _code(serial: str) -> str:
    voucher = vouchers.voucher_by_serial(serial)
    return "" if voucher is None else group(vouchers.code_of(voucher))
