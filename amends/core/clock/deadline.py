"""Deadlines: what is due by when under which rule; internal clocks may pause, statutory ones never do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from amends.core.case.severity import urgency
from amends.core.clock.calendar import WorkCalendar


class Unit(StrEnum):
    """What a rule counts in. Days, weeks and months end with the local day, working days at closing time."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Start(StrEnum):
    """The event a rule counts from; its day is day 0."""

    RECEIVED = "received"
    DECIDED = "decided"
    FULFILLED = "fulfilled"
    UPDATED = "updated"  # the last word to the customer
    FINAL_RESPONSE = "final_response"
    REFUND_OWED = "refund_owed"


@dataclass(frozen=True, slots=True)
class DueRule:
    """One clock: `kind` is due `count` `unit` after `start`. `code` names rule and version, for good.

    `valid_from` and `valid_until` (exclusive) say for which days of the start the rule holds.
    """

    code: str
    kind: str
    count: int
    unit: Unit
    start: Start = Start.RECEIVED
    statutory: bool = False
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule holds for something that started on `day`."""
        if self.valid_from is not None and day < self.valid_from:
            return False
        return self.valid_until is None or day < self.valid_until


@dataclass(frozen=True, slots=True)
class Deadline:
    """`kind` is due at `due_at` (UTC). `rule` is the rule's code and the calendar's name that produced it."""

    kind: str
    due_at: datetime
    rule: str
    statutory: bool = False


def deadline(rule: DueRule, started_at: datetime, calendar: WorkCalendar) -> Deadline:
    """The instant a rule gives for something that started at `started_at` (aware)."""
    return Deadline(
        rule.kind, _due_at(rule, started_at, calendar), f"{rule.code}@{calendar.name}", rule.statutory
    )


def deadlines(
    rules: Iterable[DueRule], starts: Mapping[Start, datetime], calendar: WorkCalendar
) -> tuple[Deadline, ...]:
    """The deadlines of all rules whose start has happened and that hold on its day, soonest first."""
    found = [
        deadline(rule, starts[rule.start], calendar)
        for rule in rules
        if rule.start in starts and rule.holds_on(calendar.local_date(starts[rule.start]))
    ]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.kind)))


def house_rules(severity: int | None) -> tuple[DueRule, ...]:
    """Our own clocks for one severity (a design choice, see `core.case.severity.URGENCY`)."""
    due = urgency(severity)
    tag = f"house.s{severity or 0}"
    days = Unit.WORKING_DAYS
    return (
        DueRule(f"{tag}.acknowledge.1", "acknowledge", due.acknowledge_days, days),
        DueRule(f"{tag}.respond.1", "respond", due.first_response_days, days),
        DueRule(f"{tag}.update.1", "update", due.update_every_days, days, Start.UPDATED),
        DueRule(f"{tag}.decide.1", "decide", due.decide_days, days),
        DueRule(f"{tag}.fulfil.1", "fulfil", due.fulfil_days, days, Start.DECIDED),
        DueRule("house.retention.1", "retention", 90, Unit.DAYS, Start.FULFILLED),
    )


def seconds_left(due: Deadline, now: datetime, calendar: WorkCalendar) -> int | None:
    """What to keep of a clock that pauses at `now`: whole seconds of open time left.

    None means that it does not pause: it is statutory, or it has run out already.
    """
    if due.statutory or now >= due.due_at:
        return None
    return int(calendar.working_time_between(now, due.due_at).total_seconds())


def resumed_at(left_seconds: int, now: datetime, calendar: WorkCalendar) -> datetime:
    """The new due time of a clock that goes on at `now` with `left_seconds` of open time, UTC."""
    return calendar.add_working_time(now, timedelta(seconds=left_seconds))


def soon_at(set_at: datetime, due_at: datetime) -> datetime:
    """When to begin to warn: three quarters of the way, and at least a quarter of an hour before."""
    return max(set_at, min(set_at + (due_at - set_at) * 3 / 4, due_at - timedelta(minutes=15)))


def _due_at(rule: DueRule, started_at: datetime, calendar: WorkCalendar) -> datetime:
    if rule.unit is Unit.HOURS:
        return started_at.astimezone(UTC) + timedelta(hours=rule.count)
    day = calendar.local_date(started_at)
    if rule.unit is Unit.WORKING_DAYS:
        return _working_day_ends(rule.count, started_at, calendar)
    if rule.unit is Unit.MONTHS:
        return calendar.end_of_day(_months_after(day, rule.count))
    days = rule.count * (7 if rule.unit is Unit.WEEKS else 1)
    return calendar.end_of_day(day + timedelta(days=days))


def _working_day_ends(count: int, started_at: datetime, calendar: WorkCalendar) -> datetime:
    """The close of the count-th working day; "the same day" after closing time means the next working day."""
    day = calendar.local_date(started_at)
    if count == 0 and not (calendar.is_working_day(day) and started_at < calendar.closes_at(day)):
        count = 1
    return calendar.closes_at(calendar.working_day_after(day, count))


def _months_after(day: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))
