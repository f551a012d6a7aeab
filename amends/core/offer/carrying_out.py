"""How an option becomes something in the customer's hand: a voucher, work that a person promises, or money to be paid.

Vouchers carry money, a share of a bill, or a thing to ask for. Where people do the work (a note, a call, an upgrade,
an item that somebody brings) promises are made instead, and nothing is left to redeem. Points and what is owed in
money are paid outside and wait for the reference of the payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amends.core.policy.evaluate import EntitlementDue
from amends.core.policy.line import GestureLine

VOUCHER_LIFE_DAYS = 365
"""How long a voucher is good where the policy does not say; it runs out at the end of a local day."""

_VOUCHERS = frozenset({"money", "percent", "item"})
_PAID_OUTSIDE = frozenset({"points", "payment"})


@dataclass(frozen=True, slots=True)
class Work:
    """Something a person does: `owner` in the words of the policy, `due_at` aware."""

    kind: str  # note, call, upgrade, item, other: what the list of promises shows
    what: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What carrying out one option makes."""

    voucher_until: datetime | None  # None: no voucher
    works: tuple[Work, ...]
    is_payment: bool

    @property
    def is_spent_at_once(self) -> bool:
        """The money is cost as soon as it is promised: there is nothing to redeem and nothing to pay."""
        return self.voucher_until is None and not self.is_payment


def terms_of_gesture(line: GestureLine, valid_days: int | None) -> dict[str, Any]:
    """What an offer keeps of a gesture, so that it is carried out as it was shown, whatever the policy says later."""
    return {
        "valid_days": valid_days or VOUCHER_LIFE_DAYS,
        "wording": line.wording,
        "points": line.points,
        "promises": [
            {
                "what": promise.what,
                "owner": promise.owner,
                "due_minutes": promise.due_minutes,
                "due_time": None if promise.due_time is None else promise.due_time.isoformat("minutes"),
            }
            for promise in line.promises
        ],
    }


_LONGEST_DAYS = 36_500  # a cell of a table may hold any number; no calendar does


def form_of_owed(due: EntitlementDue) -> str:
    """Owed money is paid; care and replacement are work for people."""
    return "payment" if due.amount is not None else "other"


def terms_of_owed(due: EntitlementDue) -> dict[str, Any]:
    """What an offer keeps of something owed."""
    days = due.deadline_days
    minutes = max(60, min(days or 0, _LONGEST_DAYS) * 1440)
    work = {"what": due.label, "owner": "", "due_minutes": minutes, "due_time": None}
    return {
        "reason": due.reason,
        "deadline_days": days,
        "promises": [] if due.amount is not None else [work],
    }


def plan(form: str, terms: Mapping[str, Any], *, timezone: str, now: datetime) -> Plan:
    """What an option of that form makes at `now` (aware), with days and times of day in the unit's zone."""
    zone = ZoneInfo(timezone)
    works = tuple(_works(form, terms.get("promises", ()), zone, now))
    if form in _PAID_OUTSIDE:
        return Plan(None, works, True)
    if form not in _VOUCHERS or works:
        return Plan(None, works, False)
    last_day = now.astimezone(zone).date() + timedelta(days=int(terms.get("valid_days") or VOUCHER_LIFE_DAYS))
    return Plan(datetime.combine(last_day + timedelta(days=1), time.min, zone), works, False)


def _works(form: str, promises: Sequence[Mapping[str, Any]], zone: ZoneInfo, now: datetime) -> list[Work]:
    kind = form if form in ("note", "call", "upgrade", "item") else "other"
    return [
        Work(kind, str(promise["what"]), str(promise["owner"]), _due_at(promise, zone, now))
        for promise in promises
    ]


def _due_at(promise: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> datetime:
    """So many minutes from now, or the next time the clock of the unit shows that time of day."""
    if promise.get("due_time") is None:
        return now + timedelta(minutes=int(promise.get("due_minutes") or 60))
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), time.fromisoformat(str(promise["due_time"])), zone)
    return due if due > local else datetime.combine(local.date() + timedelta(days=1), due.timetz(), zone)
