"""Handing messages over to a real mail server: once, in the right form, and again when it must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import transaction
from givens.contexts import NOON, someone
from givens.post import PostOffice, a_post_office

from amends.adapters.delivery.base import Parcel, Recorder, TransportError
from amends.adapters.delivery.email import Email
from amends.apps.conversations import store as conversations
from amends.apps.conversations.models import Message
from amends.apps.conversations.store import MessageRecord
from amends.commands.delivery.deliver_messages import MessagesDelivered, deliver_messages
from amends.core.roles import Role
from amends.kernel.context import Context

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def ctx() -> Context:
    return someone(Role.SYSTEM)


def say(ctx: Context, to: str = "ines@example.org", **more: object) -> MessageRecord:
    fields = {"stage": "FINAL", "subject": "What we do", "body": "Dear Ines,\n\nthat was our fault.", **more}
    with transaction.atomic():
        return conversations.queue_message(ctx, case_id=None, to_address=to, **fields)


def deliver(ctx: Context, *, at: datetime = NOON, **more: object) -> MessagesDelivered:
    ways = more.pop("transports", {"email": Email()})
    return deliver_messages(replace(ctx, now=at), transports=ways, worker="test", clock=lambda: at, **more)


def row(message: MessageRecord) -> Message:
    return Message.objects.get(id=message.id)


def test_a_mail_arrives_with_both_parts_its_own_id_and_the_person_who_signs(ctx: Context) -> None:
    with a_post_office() as office:
        said = say(ctx, from_name="Mia Berg, Hotel Kintsu", reply_to="desk@kintsu.example", language="de")
        assert deliver(ctx) == MessagesDelivered(sent=1)

    (mail,) = office.taken
    assert mail["Message-ID"] == said.message_id
    assert mail["To"] == "ines@example.org"
    assert mail["From"].addresses[0].display_name == "Mia Berg, Hotel Kintsu"
    assert mail["Reply-To"] == "desk@kintsu.example"
    assert mail["Content-Language"] == "de"
    assert mail["References"] is None
    assert mail["Auto-Submitted"] is None
    assert mail.get_body(("plain",)).get_content().strip() == "Dear Ines,\n\nthat was our fault."
    html = mail.get_body(("html",)).get_content()
    assert "<p>that was our fault.</p>" in html
    assert '<html lang="de">' in html
    assert row(said).state == "sent"
    assert row(said).sent_at == NOON


def test_delivering_again_sends_nothing_twice(ctx: Context) -> None:
    with a_post_office() as office:
        say(ctx)
        deliver(ctx)
        assert deliver(ctx) == MessagesDelivered()
    assert len(office.taken) == 1


def test_a_message_for_later_waits_for_its_time(ctx: Context) -> None:
    with a_post_office() as office:
        say(ctx, send_after_at=NOON + timedelta(hours=2))
        assert deliver(ctx) == MessagesDelivered()
        assert office.taken == []
        assert deliver(ctx, at=NOON + timedelta(hours=2)) == MessagesDelivered(sent=1)


def test_a_batch_goes_through_one_connection(ctx: Context) -> None:
    with a_post_office() as office:
        for number in range(7):
            say(ctx, f"guest{number}@example.org")
        assert deliver(ctx, batch=10) == MessagesDelivered(sent=7)
    assert office.connections == 1
    assert [mail["To"] for mail in office.taken] == [f"guest{number}@example.org" for number in range(7)]


def test_several_batches_empty_the_queue(ctx: Context) -> None:
    ways = {"email": Recorder()}
    for number in range(7):
        say(ctx, f"guest{number}@example.org")
    assert deliver(ctx, batch=3, transports=ways) == MessagesDelivered(sent=7)
    assert ways["email"].sessions == 3


def test_an_address_that_does_not_exist_fails_for_good_and_the_others_go_out(ctx: Context) -> None:
    with a_post_office() as office:
        lost = say(ctx, "somebody@nowhere.example")
        say(ctx)
        assert deliver(ctx) == MessagesDelivered(sent=1, failed=1)
        assert deliver(ctx, at=NOON + timedelta(days=3)) == MessagesDelivered()
    assert row(lost).state == "failed"
    assert row(lost).last_problem == "550 5.1.1 no such person here"
    assert len(office.taken) == 1


@pytest.mark.parametrize("address", ['"\x0b"@[::1]', "a@b@c", "a@example.org\r\nBcc: x@example.org"])
def test_an_address_of_which_no_mail_can_be_made_holds_up_nobody(ctx: Context, address: str) -> None:
    with a_post_office() as office:
        lost = say(ctx, address, reply_to=address)
        say(ctx)
        assert deliver(ctx) == MessagesDelivered(sent=1, failed=1)
        assert deliver(ctx, at=NOON + timedelta(days=3)) == MessagesDelivered()
    assert row(lost).state == "failed"
    assert row(lost).last_problem
    assert [mail["To"] for mail in office.taken] == ["ines@example.org"]


def test_the_head_of_a_mail_is_one_line_whatever_was_kept_as_a_name(ctx: Context) -> None:
    with a_post_office() as office:
        say(ctx, from_name="Mia\r\nBcc: x@example.org", subject="What\nwe do")
        assert deliver(ctx) == MessagesDelivered(sent=1)

    (mail,) = office.taken
    assert mail["From"].addresses[0].display_name == "Mia Bcc: x@example.org"
    assert (mail["Subject"], mail["Bcc"]) == ("What we do", None)


def test_a_busy_server_is_tried_again_later_with_the_same_id(ctx: Context) -> None:
    busy = True

    def answer(mail: EmailMessage) -> str:
        return "451 4.3.0 come back later" if busy else "250 OK"

    with a_post_office() as office:
        office.answer = answer
        said = say(ctx)
        assert deliver(ctx) == MessagesDelivered(put_off=1)
        assert row(said).send_after_at == NOON + timedelta(seconds=30)
        assert deliver(ctx, at=NOON + timedelta(seconds=29)) == MessagesDelivered()
        assert deliver(ctx, at=NOON + timedelta(seconds=30)) == MessagesDelivered(put_off=1)
        assert row(said).send_after_at == NOON + timedelta(seconds=30 + 90)
        busy = False
        assert deliver(ctx, at=NOON + timedelta(minutes=3)) == MessagesDelivered(sent=1)
    assert [mail["Message-ID"] for mail in office.taken] == [said.message_id]
    assert row(said).attempts == 3


def test_no_server_at_all_puts_the_mail_off_and_after_ten_times_gives_it_up(ctx: Context) -> None:
    said = say(ctx)
    gone = {"email": Recorder(refuse=_refuse("connection refused", permanent=False))}
    at, ends = NOON, []
    for _ in range(10):
        ends.append(deliver(ctx, at=at, transports=gone))
        at = row(said).send_after_at
    assert ends == [MessagesDelivered(put_off=1)] * 9 + [MessagesDelivered(failed=1)]
    assert row(said).state == "failed"


def test_what_a_dead_worker_had_claimed_goes_out_when_its_claim_has_run_out(ctx: Context) -> None:
    said = say(ctx)
    with transaction.atomic():
        (claimed,) = conversations.claim_messages("dead", NOON, limit=5, lease_seconds=60)
    ways = {"email": Recorder()}

    assert deliver(ctx, at=NOON + timedelta(seconds=59), transports=ways) == MessagesDelivered()
    assert deliver(ctx, at=NOON + timedelta(seconds=60), transports=ways) == MessagesDelivered(sent=1)
    assert [parcel.message_id for parcel in ways["email"].taken] == [said.message_id]
    with transaction.atomic():
        assert conversations.mark_sent(claimed.id, "dead", NOON + timedelta(minutes=2)) is False


def test_what_the_lease_has_no_time_for_is_given_back_unharmed(ctx: Context) -> None:
    first, second = say(ctx, "a@example.org"), say(ctx, "b@example.org")
    moments = iter([NOON, NOON, NOON, *[NOON + timedelta(seconds=50)] * 5])
    ways = {"email": Recorder()}
    deliver_messages(ctx, transports=ways, worker="slow", clock=lambda: next(moments))
    assert (row(first).state, row(second).state) == ("sent", "queued")
    assert row(second).attempts == 0


def test_a_channel_without_a_way_out_fails_and_says_so(ctx: Context) -> None:
    said = say(ctx, "+4366012345", channel="fax")
    assert deliver(ctx) == MessagesDelivered(failed=1)
    assert row(said).last_problem == "no way out by fax"


def test_no_address_is_refused_at_once(ctx: Context) -> None:
    with pytest.raises(conversations.AddressMissing) as refused:
        say(ctx, "  ")
    assert refused.value.field == "to_address"
    assert Message.objects.count() == 0


def _refuse(problem: str, *, permanent: bool):  # type: ignore[no-untyped-def]
    def refuse(parcel: Parcel) -> None:
        raise TransportError(problem, permanent=permanent)

    return refuse


def test_an_automatic_mail_asks_for_no_out_of_office_answer(ctx: Context) -> None:
    office: PostOffice
    with a_post_office() as office:
        say(ctx, is_automatic=True)
        deliver(ctx)
    assert office.taken[0]["Auto-Submitted"] == "auto-generated"
