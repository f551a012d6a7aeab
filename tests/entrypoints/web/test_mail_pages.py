"""The demonstration's letter box: a real mail over real SMTP, read on a page, and nothing of it elsewhere."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from givens.house import House, make_house, system

from amends.adapters.delivery.caught import KEPT, caught, keep
from amends.adapters.delivery.email import Email
from amends.apps.conversations import store as conversations
from amends.apps.staff.models import User
from amends.commands.delivery.deliver_messages import MessagesDelivered, deliver_messages

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def house() -> House:
    return make_house()


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Path]:
    """A letter box with its server running; Django sends to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "mails"
    server = subprocess.Popen(
        [sys.executable, "-m", "amends.entrypoints.cli.catcher", str(folder), str(port)]
    )
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    try:
        _wait_for(port)
        with override_settings(
            EMAIL_BACKEND=smtp,
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
            AMENDS_DEMO=True,
            CAUGHT_MAILS=folder,
        ):
            yield folder
        server.terminate()
        assert server.wait(timeout=10) == 0
    finally:
        server.kill()


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the letter box did not open")


def signed_in(house: House, name: str = "nora") -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


def send(subject: str, to: str = "ada@example.org") -> None:
    ctx = system()
    with transaction.atomic():
        conversations.queue_message(
            ctx,
            case_id=None,
            to_address=to,
            stage="NOTICE",
            subject=subject,
            body="Grüße, Ada.\n\nhttp://localhost/p/abc/\n\n<b>bold</b>",
            from_name="Nora Berg, Harbour Hotel",
        )
    done = deliver_messages(ctx, transports={"email": Email()}, worker="t", clock=lambda: ctx.now)
    assert done == MessagesDelivered(sent=1)


def test_a_mail_is_caught_and_can_be_read_with_its_link(house: House, catcher: Path) -> None:
    send("Ist es jetzt in Ordnung?")
    nora = signed_in(house)
    page = nora.get("/mails").content.decode()
    assert "Ist es jetzt in Ordnung?" in page
    assert "Nora Berg, Harbour Hotel" in page
    (mail,) = caught(catcher)
    assert mail.text.startswith("Grüße, Ada.")
    shown = nora.get(f"/mails/{mail.name}").content.decode()
    assert '<a href="http://localhost/p/abc/"' in shown
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert mail.message_id.strip("<>") in shown


def test_its_html_is_shown_alone_without_script_or_anything_loaded(house: House, catcher: Path) -> None:
    send("Hello")
    (mail,) = caught(catcher)
    answer = signed_in(house).get(f"/mails/{mail.name}/page")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "style-src 'unsafe-inline'" in policy
    assert b"<!doctype html>" in answer.content


def test_mails_are_found_by_their_address(house: House, catcher: Path) -> None:
    send("To Ada")
    send("To Bo", to="bo@example.org")
    page = signed_in(house).get("/mails?q=bo@").content.decode()
    assert "To Bo" in page
    assert "To Ada" not in page


def test_nothing_is_shown_outside_the_demonstration_or_to_nobody(house: House, catcher: Path) -> None:
    send("Secret")
    (mail,) = caught(catcher)
    assert Client().get("/mails").status_code == 404
    with override_settings(AMENDS_DEMO=False):
        for path in ("/mails", f"/mails/{mail.name}", f"/mails/{mail.name}/page"):
            assert signed_in(house).get(path).status_code == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fkeys", "1.eml", "00000000000000000001.txt"])
def test_only_mails_can_be_opened(house: House, catcher: Path, name: str) -> None:
    assert signed_in(house).get(f"/mails/{name}").status_code == 404


def test_the_oldest_go_when_the_box_is_full(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        keep(tmp_path, b"Subject: x\n\nx", number)
    assert len(list(tmp_path.glob("*.eml"))) == KEPT
    assert not (tmp_path / f"{0:020d}.eml").exists()
