"""Deadlines: the house profile, the shipped presets, and that only internal clocks pause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.clock.calendar import ALWAYS_OPEN, WorkCalendar
from amends.core.clock.deadline import (
    Deadline,
    DueRule,
    Start,
    Unit,
    deadline,
    deadlines,
    house_rules,
    resumed_at,
    seconds_left,
    soon_at,
)
from amends.core.clock.presets import PRESETS, PresetUnknown, preset_rules

LONDON = WorkCalendar("london-1", "Europe/London", country="GB", subdivision="ENG")
NEW_YORK = WorkCalendar("ny-1", "America/New_York", country="US")
PLAIN = WorkCalendar("plain-1", "UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(
    preset: str, kind: str, started: datetime, calendar: WorkCalendar, start: Start = Start.RECEIVED
) -> datetime:
    found = [one for one in deadlines(preset_rules(preset), {start: started}, calendar) if one.kind == kind]
    assert len(found) == 1
    assert found[0].statutory
    return found[0].due_at


def test_a_final_response_is_due_at_the_end_of_the_eighth_week() -> None:
    # received on Thursday 1 October 2026 (summer time), due on 26 November (winter time)
    assert due("uk_fca_disp", "final_response", utc("2026-10-01T22:30"), LONDON) == utc("2026-11-26T23:59:59")


def test_a_summary_resolution_runs_to_the_close_of_the_third_business_day_after_receipt() -> None:
    # Thursday before Easter 2026: Friday 3 and Monday 6 April are bank holidays
    assert due("uk_fca_disp", "summary_resolution", utc("2026-04-02T09:00"), LONDON) == utc(
        "2026-04-09T16:00"
    )


def test_the_ombudsman_can_be_asked_for_six_months_after_the_final_response() -> None:
    asked = due("uk_fca_disp", "referral", utc("2026-08-31T10:00"), LONDON, Start.FINAL_RESPONSE)
    assert asked == utc("2027-02-28T23:59:59")


@pytest.mark.parametrize(
    ("received", "rule", "expected"),
    [
        ("2026-04-07T12:00", "uk_ofcom.adr.8w@london-1", "2026-06-02T22:59:59"),
        ("2026-04-08T12:00", "uk_ofcom.adr.6w@london-1", "2026-05-20T22:59:59"),
    ],
)
def test_the_letter_about_dispute_resolution_changed_with_8_april_2026(
    received: str, rule: str, expected: str
) -> None:
    found = deadlines(preset_rules("uk_ofcom"), {Start.RECEIVED: utc(received)}, LONDON)
    assert found == (Deadline("adr_letter", utc(expected), rule, statutory=True),)


def test_a_us_airline_acknowledges_in_30_and_answers_in_60_days() -> None:
    received = utc("2026-01-10T03:00")  # still 9 January in New York
    assert due("us_dot_air", "acknowledge", received, NEW_YORK) == utc("2026-02-09T04:59:59")
    assert due("us_dot_air", "respond", received, NEW_YORK) == utc("2026-03-11T03:59:59")


def test_a_us_airline_refunds_a_card_in_7_business_and_else_in_20_calendar_days() -> None:
    owed = {Start.REFUND_OWED: utc("2026-07-01T15:00")}
    found = {one.kind: one.due_at for one in deadlines(preset_rules("us_dot_air"), owed, NEW_YORK)}
    assert found == {
        "refund_card": utc("2026-07-13T21:00"),  # Friday 3 July is the holiday observed
        "refund_other": utc("2026-07-22T03:59:59"),
    }


def test_the_cfpb_clocks_are_15_and_60_days() -> None:
    received = utc("2026-03-02T12:00")
    assert due("us_cfpb", "respond", received, PLAIN) == utc("2026-03-17T23:59:59")
    assert due("us_cfpb", "final_response", received, PLAIN) == utc("2026-05-01T23:59:59")


def test_every_shipped_rule_is_statutory_and_has_a_code_of_its_own() -> None:
    rules = [rule for rules in PRESETS.values() for rule in rules]
    assert all(rule.statutory for rule in rules)
    assert len({rule.code for rule in rules}) == len(rules)


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PresetUnknown) as refused:
        preset_rules("mars")
    assert refused.value.field == "preset"
    assert "uk_fca_disp" in str(refused.value)


def test_the_general_profile_of_a_small_case() -> None:
    received = utc("2026-05-04T10:00")  # a Monday
    starts = {Start.RECEIVED: received, Start.UPDATED: received, Start.DECIDED: utc("2026-05-06T10:00")}
    found = {one.kind: one.due_at for one in deadlines(house_rules(2), starts, PLAIN)}
    assert found == {
        "acknowledge": utc("2026-05-05T17:00"),
        "respond": utc("2026-05-07T17:00"),
        "update": utc("2026-05-11T17:00"),
        "decide": utc("2026-05-18T17:00"),
        "fulfil": utc("2026-05-13T17:00"),
    }


def test_retention_is_looked_at_90_days_after_it_was_put_right() -> None:
    found = deadlines(house_rules(1), {Start.FULFILLED: utc("2026-05-04T10:00")}, PLAIN)
    assert [(one.kind, one.due_at) for one in found] == [("retention", utc("2026-08-02T23:59:59"))]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-05-04T10:00", "2026-05-04T17:00"),
        ("2026-05-04T17:00", "2026-05-05T17:00"),  # closed already: the next working day
        ("2026-05-09T10:00", "2026-05-11T17:00"),  # a Saturday
    ],
)
def test_the_worst_is_acknowledged_the_same_working_day(received: str, expected: str) -> None:
    rule = house_rules(5)[0]
    assert deadline(rule, utc(received), PLAIN) == Deadline(
        "acknowledge", utc(expected), "house.s5.acknowledge.1@plain-1"
    )


def test_hours_run_through_nights_and_weekends() -> None:
    rule = DueRule("x", "call", 30, Unit.HOURS)
    assert deadline(rule, utc("2026-05-08T20:00"), PLAIN).due_at == utc("2026-05-10T02:00")


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [("2027-01-31", 1, "2027-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-11-30", 3, "2027-02-28")],
)
def test_a_month_ends_with_its_last_day(start: str, months: int, expected: str) -> None:
    rule = DueRule("x", "referral", months, Unit.MONTHS)
    assert deadline(rule, utc(start + "T12:00"), PLAIN).due_at == utc(expected + "T23:59:59")


def test_a_statutory_clock_never_pauses() -> None:
    statutory = Deadline("final_response", utc("2026-06-01T12:00"), "x", statutory=True)
    assert seconds_left(statutory, utc("2026-05-01T12:00"), PLAIN) is None


def test_a_clock_that_has_run_out_does_not_pause() -> None:
    internal = Deadline("decide", utc("2026-05-04T12:00"), "x")
    assert seconds_left(internal, utc("2026-05-04T12:00"), PLAIN) is None


def test_a_paused_clock_goes_on_with_the_open_time_it_had_left() -> None:
    internal = Deadline("decide", utc("2026-05-05T17:00"), "x")
    left = seconds_left(internal, utc("2026-05-04T16:00"), PLAIN)
    assert left == 9 * 3600
    assert resumed_at(left, utc("2026-05-08T16:00"), PLAIN) == utc("2026-05-11T17:00")


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_pausing_moves_a_deadline_by_exactly_the_pause(span: int, pause: int) -> None:
    now = utc("2026-05-04T12:00")
    left = seconds_left(Deadline("decide", now + timedelta(seconds=span), "x"), now, ALWAYS_OPEN)
    assert left == span
    later = now + timedelta(seconds=pause)
    assert resumed_at(left, later, ALWAYS_OPEN) == later + timedelta(seconds=span)


def test_the_warning_comes_at_three_quarters_of_the_way_and_never_too_late() -> None:
    noon = utc("2026-05-04T12:00")
    assert soon_at(noon, noon + timedelta(hours=8)) == noon + timedelta(hours=6)
    assert soon_at(noon, noon + timedelta(minutes=40)) == noon + timedelta(minutes=25)
    assert soon_at(noon, noon + timedelta(minutes=10)) == noon


def test_a_rule_holds_from_its_first_day_and_not_on_its_last() -> None:
    rule = DueRule("x", "k", 1, Unit.DAYS, valid_from=date(2026, 1, 1), valid_until=date(2026, 2, 1))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [rule.holds_on(day) for day in days] == [False, True, True, False]
