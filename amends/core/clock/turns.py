"""Who asks next whether it is right now, and how: a mail by itself, a person by phone, or nobody any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from amends.core.clock.asking import AskPlan, ask_plan, follow_up_at, is_exhausted

_STILL_HERE: Mapping[str, timedelta] = MappingProxyType(
    {"hotel": timedelta(hours=2), "restaurant": timedelta(hours=2)}
)
"""Guests are asked while they are with us or the morning after; a parcel or a flight needs its days."""


class Turn(StrEnum):
    """Whose turn it is."""

    MAIL = "mail"
    PERSON = "person"
    NOBODY = "nobody"  # asked often enough, on enough channels


def first_ask_at(business: str, severity: int | None, put_right_at: datetime, tz: str) -> datetime:
    """When to ask first after something was put right, UTC, never in quiet hours."""
    return follow_up_at(severity, put_right_at, tz, after=_STILL_HERE.get(business))


def plan_for(severity: int | None, routes: Sequence[str]) -> AskPlan:
    """How often and on how many channels a customer with these routes is asked."""
    return ask_plan(severity, len(routes))


def whose_turn(plan: AskPlan, *, made: int, tried: Collection[str], routes: Sequence[str]) -> Turn:
    """Who makes the attempt after `made` ones over the channels `tried`.

    A mail where there is an address, until a second channel is due: then a person calls. Nobody once the plan is
    exhausted.
    """
    if is_exhausted(plan, made, len(set(tried))):
        return Turn.NOBODY
    if "email" not in routes:
        return Turn.PERSON
    second_channel_due = "email" in tried and len(set(tried)) < plan.channels
    return Turn.PERSON if second_channel_due else Turn.MAIL
