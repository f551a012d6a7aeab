"""Repeat claims: noticed with their evidence, judged by somebody else, run out; what is owed never changes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from givens.giving import Desk, a_desk, log_alarm
from givens.house import NIGHT, system

from amends.apps.cases.models import Case, Evidence
from amends.apps.customers.models import Customer
from amends.apps.offers.models import Offer
from amends.apps.signals.models import LookedThrough, Signal
from amends.commands.offer.make_offer import EnvelopeChanged
from amends.commands.signals.expire_signals import expire_signals
from amends.commands.signals.raise_signals import raise_signals
from amends.commands.signals.review_signal import review_signal
from amends.core.signals.review import ReviewerHadPart, ReviewNeedsNote, SignalEnded, SignalUnknown
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.envelope import envelope

NOTE = "Two of the bills were never ours."


@pytest.fixture
def desk(db) -> Desk:
    return a_desk(price="180.00")


def claims(desk: Desk, count: int = 4) -> list[str]:
    """Ada claims again; with the desk's own case these are `count` visits."""
    return [desk.case_ref, *(log_alarm(desk.house, price="180.00") for _ in range(count - 1))]


def raised(desk: Desk) -> Signal:
    claims(desk)
    raise_signals(system())
    return Signal.objects.get()


def test_four_visits_are_noticed_once_with_their_cases(desk):
    refs = claims(desk)

    first, second = raise_signals(system()), raise_signals(system())

    signal = Signal.objects.get()
    assert first.signal_ids == (signal.id,)
    assert second.signal_ids == ()
    assert (signal.kind, signal.state, signal.visits, signal.days) == ("many_claims", "raised", 4, 90)
    assert set(signal.case_ids) == set(Case.objects.filter(ref__in=refs).values_list("id", flat=True))
    assert signal.expires_at == NIGHT + timedelta(days=30)
    assert signal.unit_id == desk.house.desk.id


def test_the_journal_names_cases_and_no_words(desk):
    signal = raised(desk)

    entry = JournalEntry.objects.get(event="signal.raised")
    assert entry.stream == f"customer:{signal.customer_id}"
    assert set(json.loads(entry.body)) == {"signal_id", "kind", "cases"}
    assert entry.actor == "system"


def test_only_whoever_has_new_cases_is_looked_at(desk):
    assert raise_signals(system()).customers == 1
    LookedThrough.objects.update(last_case_id=10_000_000, last_evidence_id=10_000_000)

    assert raise_signals(system()).customers == 0


def test_the_sweep_comes_back_to_what_it_had_no_room_for(desk):
    for number in range(5):
        log_alarm(desk.house, f"Guest {number}", f"g{number}@example.org")

    raise_signals(system(), limit=1)

    assert LookedThrough.objects.get().last_case_id == Case.objects.order_by("-id")[0].id


def test_what_we_failed_in_is_never_held_against_them(desk):
    claims(desk)
    Case.objects.update(finding="upheld")

    assert raise_signals(system()).signal_ids == ()


def test_a_public_form_in_somebodys_name_is_not_held_against_them(desk):
    claims(desk)
    Case.objects.update(recorder="system")
    Customer.objects.update(email_verified_at=None)

    assert raise_signals(system()).signal_ids == ()


def test_what_they_said_and_we_found_otherwise_twice_is_noticed(desk):
    refs = claims(desk, 2)
    for ref in refs:
        case_id = Case.objects.get(ref=ref).id
        said = {"case_id": case_id, "name": "overcharged", "recorded_by": "system", "recorded_at": NIGHT}
        Evidence.objects.create(**said, value="30", source="customer")
        Evidence.objects.create(**said, value="30.00", source="staff")
    assert raise_signals(system()).signal_ids == ()

    for ref in refs:
        case_id = Case.objects.get(ref=ref).id
        said = {"case_id": case_id, "name": "overcharged", "recorded_by": "system", "recorded_at": NIGHT}
        Evidence.objects.create(**said, value="0", source="staff")
    raise_signals(system())

    assert Signal.objects.get().kind == "contradicted_evidence"


def test_a_colleagues_own_wording_contradicts_nobody(desk):
    for ref in claims(desk, 2):
        case_id = Case.objects.get(ref=ref).id
        said = {"case_id": case_id, "name": "impact", "recorded_by": "system", "recorded_at": NIGHT}
        Evidence.objects.create(**said, value="No sleep at all", source="customer")
        Evidence.objects.create(**said, value="Woken once", source="staff")

    assert raise_signals(system()).signal_ids == ()


def test_the_same_words_about_two_visits_are_noticed_and_kept_nowhere(desk):
    claims(desk, 2)
    Case.objects.update(words="The heating rattled through the whole night and nobody came to look at it.")

    raise_signals(system())

    signal = Signal.objects.get()
    assert (signal.kind, signal.visits) == ("same_words", 2)
    assert "heating" not in repr(Signal.objects.values())


def statuses(desk: Desk) -> dict[str, tuple[str, str]]:
    shown = envelope(desk.nora(), case_ref=desk.case_ref).envelope
    assert shown is not None
    return {line.gesture_code: (line.status, line.approver) for line in shown.lines}


def test_it_reaches_gestures_through_the_declared_guard_alone(desk):
    """The demonstration's guard asks for a lead where a signal stands and the gesture is more than a token."""
    before, owed = statuses(desk), envelope(desk.nora(), case_ref=desk.case_ref).envelope.owed
    signal = raised(desk)

    after = statuses(desk)

    changed = {code for code in before if before[code] != after[code]}
    assert changed
    assert {(before[code], after[code]) for code in changed} == {(("allowed", ""), ("needs_approval", "L1"))}
    assert envelope(desk.nora(), case_ref=desk.case_ref).envelope.owed == owed
    Signal.objects.filter(id=signal.id).update(state="dismissed")
    assert statuses(desk) == before


def test_what_was_shown_before_a_signal_is_not_given_after_it(desk):
    shown = envelope(desk.nora(), case_ref=desk.case_ref)
    assert statuses(desk)["breakfast"] == ("allowed", "")
    raised(desk)
    assert statuses(desk)["breakfast"] == ("needs_approval", "L1")

    with pytest.raises(EnvelopeChanged):
        desk.give("breakfast", envelope_digest=shown.digest)

    assert not Offer.objects.exists()


def review(desk: Desk, signal: Signal, name: str = "dana", *, uphold: bool = True, note: str = NOTE):
    return review_signal(desk.house.ctx(name), signal_id=signal.id, uphold=uphold, note=note)


def test_a_lead_without_a_part_in_it_upholds_it_for_half_a_year(desk):
    signal = raised(desk)

    assert review(desk, signal).state == "upheld"

    signal.refresh_from_db()
    assert signal.expires_at == NIGHT + timedelta(days=180)
    assert signal.reviewed_by == f"person:{desk.house.people['dana'].id}"
    assert signal.review_note == NOTE
    assert NOTE not in JournalEntry.objects.get(event="signal.upheld").body


def test_only_what_somebody_upheld_stops_a_gesture_and_what_is_owed_stays(desk):
    """The demonstration's guard declines where a contradiction was upheld, and asks a lead before that."""
    owed = envelope(desk.nora(), case_ref=desk.case_ref).envelope.owed
    signal = raised(desk)
    Signal.objects.update(kind="contradicted_evidence")
    assert statuses(desk)["breakfast"] == ("needs_approval", "L1")

    review(desk, signal)

    assert statuses(desk)["breakfast"][0] == "blocked"
    assert statuses(desk)["personal_call"][0] == "allowed"
    assert envelope(desk.nora(), case_ref=desk.case_ref).envelope.owed == owed


def test_dismissed_it_is_over_and_its_cases_never_count_again(desk):
    signal = raised(desk)
    review(desk, signal, uphold=False)

    LookedThrough.objects.all().delete()
    assert raise_signals(system()).signal_ids == ()
    log_alarm(desk.house, price="180.00")
    assert raise_signals(system(NIGHT + timedelta(hours=1))).signal_ids == ()
    assert Signal.objects.get().state == "dismissed"


def test_whoever_had_a_part_in_a_case_does_not_judge_it(desk):
    signal = raised(desk)
    Case.objects.filter(ref=desk.case_ref).update(owner=desk.house.people["dana"].id)

    with pytest.raises(ReviewerHadPart):
        review(desk, signal)

    signal.refresh_from_db()
    assert (signal.state, signal.reviewed_by) == ("raised", "")
    assert review(desk, signal, "leo").state == "upheld"


def test_whoever_gave_in_a_case_does_not_judge_it(desk):
    leo = desk.house.ctx("leo")
    desk.give("breakfast", ctx=leo)
    signal = raised(desk)

    with pytest.raises(ReviewerHadPart):
        review(desk, signal, "leo")


@pytest.mark.parametrize("name", ["nora", "fin", "audrey", "otto", "til"])
def test_only_leads_and_above_judge(desk, name):
    signal = raised(desk)

    with pytest.raises(NotPermitted):
        review(desk, signal, name)


def test_a_signal_of_another_place_looks_as_if_it_were_not_there(desk):
    signal = raised(desk)
    Signal.objects.update(unit_id=desk.house.restaurant.id)

    with pytest.raises(SignalUnknown):
        review(desk, signal)
    with pytest.raises(SignalUnknown):
        review_signal(desk.house.ctx("dana"), signal_id=999_999, uphold=True, note=NOTE)


def test_a_judgement_has_a_reason_and_is_made_once(desk):
    signal = raised(desk)
    with pytest.raises(ReviewNeedsNote):
        review(desk, signal, note=" ")

    review(desk, signal, uphold=False)
    with pytest.raises(SignalEnded):
        review(desk, signal, "leo", uphold=True)
    signal.refresh_from_db()
    assert signal.state == "dismissed"


def test_it_counts_until_its_last_moment_and_no_longer(desk):
    signal = raised(desk)
    end = NIGHT + timedelta(days=30)

    assert Signal.objects.kinds(signal.customer_id, end - timedelta(seconds=1)) == ("many_claims",)
    assert Signal.objects.kinds(signal.customer_id, end) == ()
    assert expire_signals(system(end - timedelta(seconds=1))).signal_ids == ()
    assert expire_signals(system(end)).signal_ids == (signal.id,)
    assert expire_signals(system(end)).signal_ids == ()
    assert JournalEntry.objects.filter(event="signal.expired").count() == 1


def test_of_one_kind_only_one_stands(desk):
    signal = raised(desk)
    signal.pk, signal.state = None, "upheld"

    with pytest.raises(IntegrityError), transaction.atomic():
        signal.save(force_insert=True)


def test_erasing_somebody_ends_what_was_noticed_about_them(desk):
    signal = raised(desk)
    review(desk, signal)

    Customer.objects.filter(id=signal.customer_id).update(erased_at=NIGHT)

    signal.refresh_from_db()
    assert signal.review_note == ""
    assert Signal.objects.kinds(signal.customer_id, NIGHT) == ()
