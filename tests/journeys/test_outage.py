"""Story 6, the outage: everybody whom it hit is put right in waves, and a worker that is killed in the middle loses and
doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from givens.hands import Hands, code_in, page_in, text_in
from givens.house import House, later
from givens.incidents import HAPPENED, guests

from amends.apps.cases.models import Case
from amends.apps.conversations.models import Message
from amends.apps.incidents.models import Incident, IncidentPerson
from amends.apps.ledger.models import Budget, Transfer
from amends.apps.vouchers.models import Voucher
from amends.commands.budget.set_cap import set_cap
from amends.commands.incident.ask_for_yes import ask_for_yes
from amends.commands.incident.decide_people import decide_people
from amends.commands.incident.declare_incident import declare_incident
from amends.commands.incident.find_people import find_people
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.start_giving import start_giving
from amends.commands.offer.decide_approval import decide_approval
from amends.core.roles import Role
from amends.entrypoints.common.context import shell_context
from amends.queries.case_fold_check import case_fold_check
from amends.queries.incident_check import incident_check
from amends.queries.journal_check import journal_check
from amends.queries.ledger_check import ledger_check

PEOPLE = 200
A_WORKER = (
    "import django; django.setup();"
    "from amends.commands.incident.give_waves import give_waves;"
    "from amends.entrypoints.common.context import read_clock, system_context;"
    "give_waves(system_context('jobs'), clock=read_clock)"
)


def a_worker(address: str) -> subprocess.Popen[bytes]:
    """A process that gives wave after wave."""
    environment = {
        **os.environ,
        "AMENDS_DATABASE_URL": address,
        "AMENDS_DATABASE_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "amends.config.settings.tests",
    }
    return subprocess.Popen([sys.executable, "-c", A_WORKER], env=environment)


def given() -> int:
    connection.close()
    return IncidentPerson.objects.filter(state="given").count()


def killed_in_the_middle(address: str) -> int:
    """Start workers and kill each as soon as a wave more is there, three times; then one may finish."""
    kills = 0
    while kills < 3:
        before, worker = given(), a_worker(address)
        deadline = time.monotonic() + 60
        while given() == before and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
            kills += 1
        worker.wait()
        if given() == PEOPLE:
            break
    last = a_worker(address)
    assert last.wait(timeout=120) == 0
    return kills


@pytest.mark.timeout(420)  # three killed workers, and two hundred mails one by one
def test_an_outage_is_put_right_for_everybody_once(
    a_house: House, hands: Hands, database_address: str
) -> None:
    now = datetime.now(UTC)
    carla, fin = a_house.ctx("carla", now=now), a_house.ctx("fin", now=now)
    guests(a_house, PEOPLE)
    ref = declare_incident(
        carla,
        unit_code="harbour",
        failure_code="alarm_set",
        name="Fire alarm in the night",
        happened=HAPPENED,
        started_at=now - timedelta(hours=3),
        ended_at=now - timedelta(hours=2),
    ).ref
    assert find_people(carla, incident_ref=ref).added == PEOPLE
    for budget in Budget.objects.filter(level__in=["site", "campaign"]):
        set_cap(fin, budget_id=budget.id, cap_minor=5_000_000)
    decided = decide_people(carla, incident_ref=ref, gesture_codes=("chocolates",))
    assert (decided.decided, decided.total.minor, decided.level) == (PEOPLE, PEOPLE * 1800, 3)
    asked = ask_for_yes(carla, incident_ref=ref, digest=decided.digest)
    assert asked.waits_for == ("finance",)
    decide_approval(fin, approval_id=asked.approval_id, arguments_digest=decided.digest, approve=True)
    assert reserve_people(carla, incident_ref=ref, digest=decided.digest).people == PEOPLE
    start_giving(carla, incident_ref=ref, wave_size=20)

    kills = killed_in_the_middle(database_address)

    assert kills >= 1
    connection.close()
    assert Incident.objects.get().state == "finished"
    assert Case.objects.count() == Voucher.objects.count() == PEOPLE
    assert Case.objects.values("customer_id").distinct().count() == PEOPLE
    assert Counter(Transfer.objects.values_list("kind", flat=True)) == {"reserve": PEOPLE, "post": PEOPLE}
    assert Message.objects.filter(stage="FINAL", voucher_id__isnull=False).count() == PEOPLE
    auditor = shell_context(Role.AUDITOR)
    for check in (incident_check, journal_check, ledger_check, case_fold_check):
        assert check(auditor).findings == ()

    everything = hands.mails(at=later(carla, hours=1).now)
    to_fin = [mail for mail in everything if a_house.people["fin"].email in str(mail["To"])]
    assert len(to_fin) == 1
    assert "asks for your yes" in text_in(to_fin[0])
    mails = [mail for mail in everything if mail not in to_fin]
    assert len(mails) == PEOPLE
    assert len({code_in(mail) for mail in mails}) == PEOPLE
    assert all(HAPPENED in " ".join(text_in(mail).split()) for mail in mails)
    assert Case.objects.filter(state="fulfilled", wanted="ask").count() == PEOPLE
    page = hands.colleague("nora").get(page_in(mails[0]))
    assert page.status_code == 200
