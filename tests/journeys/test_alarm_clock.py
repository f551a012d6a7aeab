"""Story 1, the alarm clock: logged in one go, three notes by six from three people, asked at nine, and put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.test import Client
from givens.hands import Hands, page_in

from amends.apps.cases.models import Case
from amends.apps.followups.models import FollowUp
from amends.apps.promises.models import Promise
from amends.apps.staff import store as staff
from amends.apps.tasks.models import ClosingTask
from amends.commands.followup.ask_followups import ask_followups
from amends.commands.governance.add_colleague import add_colleague
from amends.entrypoints.common.context import shell_context, system_context
from amends.queries.case_fold_check import case_fold_check
from amends.queries.journal_check import journal_check
from amends.queries.ledger_check import ledger_check

LOG = {
    "act": "log",
    "unit": "harbour-desk",
    "channel": "desk",
    "customer": "Ada Lindqvist",
    "who": "new",
    "email": "ada@example.org",
    "lines": "0",
    "f0-failure_code": "alarm_set",
    "f0-place": "Room 412",
    "f0-when": "now",
    "f0-words": "An alarm rang at ten past one. I never set it.",
}


def test_a_guest_woken_by_an_alarm_gets_three_notes_and_says_that_it_is_right(hands: Hands) -> None:
    greta = add_colleague(
        shell_context(),
        email="greta@kintsu.example",
        display_name="Greta Berg",
        role="cx_manager",
        unit_code="harbour",
        title="General manager",
    )
    hands.house.people["greta"] = staff.user(greta.user_id)

    # 01:10. The night desk logs it; the envelope says what may be given now, and what needs the duty manager.
    landed = hands.colleague("nora").post("/log", LOG)
    case = Case.objects.get()
    assert landed["Location"].startswith(f"/cases/{case.ref}#")
    panel = hands.colleague("nora").get(f"/cases/{case.ref}/give").content.decode()
    assert panel.index("You may give") < panel.index("Handwritten notes") < panel.index("Needs a yes")
    assert "the duty manager says yes" in panel

    # Two taps later three people have promised a note by six.
    give = f"/cases/{case.ref}/give"
    hands.post("nora", give, give, give="handwritten_note", spoken="yes")
    promised = {row.owner.display_name: row for row in Promise.objects.select_related("owner")}
    assert set(promised) == {"Nora Berg", "Hugo Berg", "Greta Berg"}
    assert len({row.due_at for row in promised.values()}) == 1
    assert hands.mails() == []  # told in person: no mail is needed

    # Each keeps their own, from their own list, in one tap.
    for row in promised.values():
        name = row.owner.email.partition("@")[0]
        assert row.what in hands.colleague(name).get("/promises").content.decode()
        assert hands.colleague(name).post(f"/promises/{row.id}/kept").status_code in (204, 302)
    case.refresh_from_db()
    assert case.state == "fulfilled"

    # 09:00. The guest is asked, and says yes: recovered, and the closing questions are a task for later.
    at = FollowUp.objects.get().ask_at + timedelta(minutes=1)
    ask_followups(replace(system_context("jobs"), now=at))
    (question,) = hands.mails(at=at)
    assert question["To"] == "ada@example.org"
    page = page_in(question)
    guest = Client(enforce_csrf_checks=True)
    assert "is it right now" in guest.get(page).content.decode().lower()
    guest.post(f"{page}answer", {"answer": "yes", "words": "Three notes. I was moved.", "satisfaction": "5"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "recovered")
    assert "put right, they said yes" in hands.colleague("nora").get(f"/cases/{case.ref}").content.decode()
    assert ClosingTask.objects.get(case=case).done_at is None

    for proof in (journal_check, case_fold_check, ledger_check):
        assert proof(shell_context()).findings == ()
