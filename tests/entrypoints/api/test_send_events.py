"""docs/howto/send-events.md, run: its trigger, its event, and its way to sign."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.test import Client
from givens.events import a_kitchen

from amends.apps.events.models import ReceivedEvent
from amends.core.event.signature import sign

PAGE = (Path(__file__).parents[3] / "docs/howto/send-events.md").read_text()


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.django_db
def test_the_event_of_the_page_gives_what_its_trigger_says() -> None:
    kitchen = a_kitchen(*yaml.safe_load(block("yaml"))["triggers"])
    body, now = block("json").strip(), datetime.now(UTC)
    known = {"SECRET": kitchen.secret, "ID": "msg_1", "AT": str(int(now.timestamp())), "BODY": body}
    script = block("shell") + 'printf %s "$signature"'
    signed = subprocess.run(
        ["/bin/sh", "-ec", script], env=os.environ | known, check=True, capture_output=True, text=True
    ).stdout

    raw = base64.b64decode(kitchen.secret.removeprefix("whsec_"))
    assert f"v1,{signed}" == sign(raw, "msg_1", now, body.encode())
    answer = Client().post(
        "/api/v1/events?source=kitchen",
        body,
        "application/cloudevents+json",
        headers={
            "webhook-id": "msg_1",
            "webhook-timestamp": known["AT"],
            "webhook-signature": f"v1,{signed}",
        },
    )
    assert answer.status_code == 202
    assert json.loads(answer.content)["events"][0]["status"] == "accepted"
    kitchen.act(now)
    row = ReceivedEvent.objects.get()
    assert (row.state, row.face_minor, row.trigger_row) == ("given", 2400, 2)
