"""A worker process of its own: woken at once, seen to live, and killed at the worst moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.db import connection, transaction
from givens.contexts import someone
from givens.events import LATE, a_kitchen, late
from givens.post import PostOffice, a_post_office

from amends.adapters.delivery.email import Email
from amends.apps.conversations import store as conversations
from amends.apps.conversations.models import Message
from amends.apps.events.models import ReceivedEvent
from amends.commands.delivery.deliver_messages import MessagesDelivered, deliver_messages
from amends.core.roles import Role
from amends.entrypoints.jobs.worker import work
from amends.kernel.models import WorkerBeat

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


@pytest.fixture
def start(database_address: str, office: PostOffice) -> Iterator[Start]:
    """Starts a worker process on the test database that sends to the post office; all are killed at the end."""
    environment = {
        **os.environ,
        "AMENDS_DATABASE_URL": database_address,
        "AMENDS_DIRECT_DATABASE_URL": f"{database_address} application_name=past-the-pooler",
        "AMENDS_SMTP_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "DJANGO_SETTINGS_MODULE": "amends.config.settings.base",
    }
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "amends.entrypoints.jobs"]
        running.append(subprocess.Popen(command, env=environment, start_new_session=True))
        return running[-1]

    yield begin
    for worker in running:
        worker.kill()
        worker.wait(timeout=10)


def until(is_so: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for something that another process does."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "it did not come about in time"
        time.sleep(0.02)


def say(to: str = "ines@example.org") -> conversations.MessageRecord:
    ctx = someone(Role.SYSTEM, now=datetime.now(UTC), seed=hash(to))
    with transaction.atomic():
        return conversations.queue_message(
            ctx, case_id=None, to_address=to, stage="NOTICE", subject="Hello", body="Hello."
        )


def test_a_worker_listens_past_the_pooler(start: Start) -> None:
    start()
    until(lambda: WorkerBeat.objects.exists())

    def listening() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT application_name FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
            return {name for (name,) in cursor.fetchall()}

    until(lambda: bool(listening()))  # it says that it is there before it listens
    assert listening() == {"past-the-pooler"}


def test_a_mail_is_handed_over_within_a_second_of_the_commit(start: Start, office: PostOffice) -> None:
    start()
    until(lambda: WorkerBeat.objects.exists())
    say("first@example.org")
    until(lambda: len(office.taken) == 1)
    waits = []
    for number in range(5):
        said_at = time.monotonic()
        say(f"guest{number}@example.org")
        until(lambda count=number + 2: len(office.taken) == count)
        waits.append(time.monotonic() - said_at)
    assert max(waits) < 1.0
    until(lambda: Message.objects.filter(state="sent").count() == 6)


def test_an_event_is_a_mail_at_the_server_within_a_second_of_its_commit(
    start: Start, office: PostOffice
) -> None:
    now = datetime.now(UTC)
    generous = deepcopy(LATE)
    generous["grant"]["per_day"] = 1000
    kitchen = a_kitchen(generous, since=now - timedelta(days=1))
    start()
    until(lambda: WorkerBeat.objects.exists())
    kitchen.send(late(guest={"email": "first@example.org", "name": "First"}), now=now)
    until(lambda: len(office.taken) == 1)
    waits = []
    for number in range(4):
        guest = {"email": f"guest{number}@example.org", "name": f"Guest {number}"}
        sent_at = time.monotonic()
        kitchen.send(late(guest=guest), now=datetime.now(UTC))
        until(lambda number=number: any(mail["To"] == f"guest{number}@example.org" for mail in office.taken))
        waits.append(time.monotonic() - sent_at)
    assert min(waits) < 1.0, waits
    assert len(office.taken) == 5, "one letter each, and the voucher in it"
    assert {row.state for row in ReceivedEvent.objects.all()} == {"given"}


def test_a_worker_killed_between_hand_over_and_record_repeats_the_mail_under_the_same_id(
    start: Start, office: PostOffice
) -> None:
    worker = start()

    def kill_once(mail: EmailMessage) -> str:
        if worker.poll() is None:
            os.kill(worker.pid, signal.SIGKILL)
        return "250 OK"

    office.answer = kill_once
    said = say()
    until(lambda: worker.poll() is not None)
    until(lambda: len(office.taken) == 1)
    assert Message.objects.get(id=said.id).state == "claimed"

    later = datetime.now(UTC) + timedelta(seconds=61)
    again = deliver_messages(
        someone(Role.SYSTEM, now=later), transports={"email": Email()}, worker="next", clock=lambda: later
    )
    assert again == MessagesDelivered(sent=1)
    assert [mail["Message-ID"] for mail in office.taken] == [said.message_id] * 2


def test_a_worker_told_to_stop_ends_by_itself_and_takes_its_sign_of_life_along(start: Start) -> None:
    worker = start()
    until(lambda: WorkerBeat.objects.exists())
    time.sleep(1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    assert not WorkerBeat.objects.exists()


def test_two_workers_send_forty_mails_once_each(start: Start, office: PostOffice) -> None:
    for number in range(40):
        say(f"guest{number}@example.org")
    start()
    start()
    until(lambda: Message.objects.filter(state="sent").count() == 40)
    assert sorted(mail["To"] for mail in office.taken) == sorted(f"guest{n}@example.org" for n in range(40))


def test_a_worker_can_be_run_until_nothing_is_left(committed_db: None, office: PostOffice) -> None:
    said = say()
    work("here", until_idle=True)
    assert Message.objects.get(id=said.id).state == "sent"
