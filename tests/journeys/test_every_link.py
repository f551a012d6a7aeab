"""Whoever is shown a link may follow it: each role walks the demonstration's group as far as the links lead."""

from __future__ import annotations

import re
from collections import Counter, deque
from datetime import timedelta

import pytest
from django.test import Client

from amends.apps.staff.models import User
from amends.entrypoints.cli.demonstration.load import load
from amends.entrypoints.cli.demonstration.people import sign_ins
from amends.entrypoints.common.context import read_clock

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("committed_db")]

EACH_KIND = 4  # pages of one kind that are opened: cases, customers, budgets, ...
NOT_OURS = ("/static/", "/accounts/logout")


def test_no_role_is_led_to_a_closed_door_or_a_heavy_page() -> None:
    load(read_clock() - timedelta(minutes=1))

    led_wrong: dict[str, list[tuple[int, str]]] = {}
    heavy: list[tuple[int, str]] = []
    opened = Counter[str]()
    for person in sign_ins():
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(email=person.email))
        for path, status, page in walk(client):
            opened[person.role] += 1
            if status >= 400:
                led_wrong.setdefault(person.role, []).append((status, path))
            if len(page.encode()) > 100_000:
                heavy.append((len(page), path))

    assert led_wrong == {}
    assert heavy == []
    assert min(opened.values()) >= 5
    assert opened["front_line"] >= 25


def walk(client: Client) -> list[tuple[str, int, str]]:
    """Path, status and text of every page that links lead to, some of each kind."""
    found, known, kinds = [], {"/"}, Counter[str]()
    ahead = deque(["/"])
    while ahead:
        path = ahead.popleft()
        kind = re.sub(r"\d+", "N", re.sub(r"[A-Z]-\w+-\w+", "REF", path.partition("?")[0]))
        kinds[kind] += 1
        if kinds[kind] > EACH_KIND:
            continue
        answer = client.get(path, follow=True)
        text = "" if answer.streaming else answer.content.decode(errors="replace")
        found.append((path, answer.status_code, text))
        for target in re.findall(r'(?:href|hx-get)="(/[^"#]*)', text):
            link = target.replace("&amp;", "&")
            if link not in known and not link.startswith(NOT_OURS):
                known.add(link)
                ahead.append(link)
    return found
