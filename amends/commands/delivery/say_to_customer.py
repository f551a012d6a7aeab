"""A colleague writes to the customer, or notes what was told in person; the case goes on from there.

What is written is held against the record first: a hard failure of the apology rubric stops it, with the place in the
text. What was spoken is noted with who told it and when, and no rubric runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.units import store as units
from amends.apps.units.store import UnitRecord
from amends.commands import deciding
from amends.commands.putting_right import due_anew
from amends.commands.writing import checked, desk_for, queue_written, template_for
from amends.core.case.hearing import not_later, within
from amends.core.case.lifecycle import TELLABLE, Event, State
from amends.core.message.template import Stage
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context

TEXT_MAX = 10_000
SUBJECT_MAX = 200


class TextMissing(Refusal):
    """There is nothing to say yet."""

    code = "text_missing"
    kind = Kind.INVALID
    message = gettext_noop("Write a few words first, or begin with one of the texts.")


class StageUnknown(Refusal):
    """The message is none that a person writes."""

    code = "stage_unknown"
    kind = Kind.INVALID
    message = gettext_noop(
        "Choose what this message is: a first word, an answer on the way, or the decision."
    )


class NotDecidedYet(Refusal):
    """The decision is told before there is one."""

    code = "not_decided_yet"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Decide first, or give something; then tell them. Until then write an answer on the way."
    )


@dataclass(frozen=True, slots=True)
class MessageSaid:
    """The message and where its case stands now; `score` is None where it was spoken."""

    message_id: int
    case_ref: str
    case_state: str
    score: str | None


@command(Permission.SAY)
def say_to_customer(
    ctx: Context,
    *,
    case_ref: str,
    stage: str,
    text: str,
    subject: str = "",
    template_code: str = "",
    told_at: datetime | None = None,
    channel: str = "email",
) -> MessageSaid:
    """Say `text` at a stage (ACK, RESPONSE, FINAL), by mail now, or as told at `told_at` over `channel`.

    `{link:new}` in the text becomes the customer's own page. `template_code` names the text it began from. The first
    word acknowledges a case, the decision communicates it, lets its offers run and its vouchers out.
    Raises `CaseUnknown`, `CaseEnded`, `StageUnknown`, `TextMissing`, `TooLong`, `MessageNotSendable`, `MarkForeign`,
    `NotDecidedYet`, `TemplateUnknown`, `AddressMissing`, `HappensLater`.
    """
    at = _stage(stage)
    case = cases.take_case(ctx, case_ref, Permission.SAY)
    words = within(text, TEXT_MAX, field="text")
    if not words:
        raise TextMissing(field="text")
    if at is Stage.FINAL and case.state not in TELLABLE:
        raise NotDecidedYet(field="stage")
    unit = units.unit(case.unit_id)
    if told_at is not None:
        said = conversations.record_spoken(
            ctx,
            case_id=case.id,
            stage=at.value,
            words=words,
            told_by=str(ctx.actor),
            told_at=not_later(told_at, ctx.now, field="told_at") or ctx.now,
            channel="phone" if channel == "email" else channel,
        )
        score = None
    else:
        desk = desk_for(ctx, case, unit, at)
        template = template_for(desk, template_code, unit)
        result = checked(desk, words, at, template)
        said = queue_written(
            ctx, case, desk, at, words, within(subject, SUBJECT_MAX, field="subject"), template, result
        )
        score = f"{result.score:.2f}"
    body = {"message": said.id, "stage": at.value, "spoken": told_at is not None}
    journal.record(ctx, f"case:{case.id}", "message.said", body)
    case = _go_on(ctx, case, unit, at, spoken=told_at is not None)
    return MessageSaid(said.id, case.ref, case.state.value, score)


def _stage(stage: str) -> Stage:
    if stage not in (Stage.ACK, Stage.RESPONSE, Stage.FINAL):
        raise StageUnknown(field="stage")
    return Stage(stage)


def _go_on(ctx: Context, case: CaseRecord, unit: UnitRecord, stage: Stage, *, spoken: bool) -> CaseRecord:
    """What saying it means for the case."""
    if stage is Stage.ACK and case.state is State.RECEIVED:
        clocks.meet(ctx, case.id, "acknowledge")
        standing = cases.standing_of(
            ctx, case, acknowledged_spoken=spoken, acknowledged_in_writing=not spoken
        )
        return cases.apply_event(
            ctx, case, Event.ACKNOWLEDGE, standing, wanted_by_at=clocks.next_due(case.id)
        )
    if stage is Stage.RESPONSE:
        clocks.meet(ctx, case.id, "respond")
        clocks.spoken_to(ctx, case.id, severity=case.severity, place=unit.clocks)
        case = cases.set_due(ctx, case, clocks.next_due(case.id))
        return due_anew(ctx, case)
    if stage is Stage.FINAL:
        return deciding.told(ctx, case, None, unit.timezone, told_spoken=spoken, rubric_passed=not spoken)
    return case
