"""Loads the demonstration into an empty installation: the group, and three months of its work up to this moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from amends.entrypoints.cli.demonstration.cast import Cast
from amends.entrypoints.cli.demonstration.group import open_group
from amends.entrypoints.cli.demonstration.history import History
from amends.entrypoints.cli.demonstration.lessons import lessons
from amends.entrypoints.cli.demonstration.noticed import noticed, register_senders
from amends.entrypoints.cli.demonstration.outages import outages
from amends.entrypoints.cli.demonstration.plans import DAYS, Casting
from amends.entrypoints.cli.demonstration.threads import Case
from amends.entrypoints.cli.demonstration.world import World
from amends.kernel.queue import waking_together


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many stories were told, and the refusals (by code) that cut some of them short."""

    cases: int
    cut_short: tuple[str, ...]


def load(now: datetime, tell: Callable[[float], None] = lambda part: None) -> Loaded:
    """Open the group 91 days before `now` and live through its history, telling how far it has come (0 to 1).

    Not inside a transaction: mails go out.
    """
    since = now - timedelta(days=DAYS)
    with (
        connection.cursor() as cursor
    ):  # made-up data may be lost with the machine's power; it is loaded again
        cursor.execute("SET synchronous_commit TO off")
    cast = Cast()
    world = World(cast, open_group(cast, since))
    casting = Casting(world.group)
    history = History(world, now, tell)
    plans = [*casting.past(now), *casting.regular(now), *casting.today(now)]
    cases = [Case(world, plan) for plan in plans]
    events = list(noticed(world, register_senders(world, since), now))
    for case in (*cases, *events):
        history.begin(case.plan.at, case.run())
    for at, thread in outages(world, now):
        history.begin(at, thread)
    history.begin(since + timedelta(days=1), lessons([*cases, *events], since + timedelta(days=1)))
    with waking_together():  # the history delivers by itself
        history.live(since + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    return Loaded(len(plans) + sum(bool(event.ref) for event in events), tuple(history.cut_short))
