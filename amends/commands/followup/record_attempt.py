"""Somebody tried to ask the customer in person or by phone and did not get an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.followups import store as followups
from amends.apps.followups.store import NotAsked
from amends.core.case.lifecycle import Event, State
from amends.core.clock.asking import ask_again_at
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class AttemptRecorded:
    """How often they were asked by now, and when it is looked at again."""

    case_ref: str
    attempts_made: int
    next_at: datetime


@command(Permission.SAY)
def record_attempt(
    ctx: Context, *, case_ref: str, channel: str = "phone", words: str = ""
) -> AttemptRecorded:
    """Count one attempt over `channel` (phone, desk, ...) and keep what was left as a message, if anything.

    Raises `CaseUnknown`, `NotAsked`.
    """
    case = cases.lock_case(cases.find_case(ctx, case_ref, Permission.SAY).id)
    running = followups.running(case.id)
    if running is None or case.state not in (State.FULFILLED, State.VERIFYING):
        raise NotAsked()
    zone = cases.correspondence(case.id).record.timezone
    asked = followups.mark_asked(
        ctx, running, channel=channel, next_at=ask_again_at(case.severity, ctx.now, zone)
    )
    conversations.record_spoken(
        ctx,
        case_id=case.id,
        stage="FOLLOW_UP",
        words=words.strip(),
        told_by=str(ctx.actor),
        told_at=ctx.now,
        channel=channel,
    )
    if case.state is State.FULFILLED:
        standing = cases.standing_of(ctx, case, follow_up_made=True)
        cases.apply_event(ctx, case, Event.FOLLOW_UP, standing, wanted_by_at=asked.ask_at)
    else:
        cases.look_again(ctx, case, wanted_by_at=asked.ask_at, follow_up_made=True)
    return AttemptRecorded(case.ref, asked.attempts_made, asked.ask_at)
