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
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.promises import store as promises
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.apps.units.store import UnitRecord
from amends.apps.vouchers import store as vouchers
from amends.commands import deciding
from amends.core.apology.model import RubricResult
from amends.core.case.hearing import not_later, within
from amends.core.case.lifecycle import Event, State
from amends.core.clock.opening import preset_for
from amends.core.clock.turns import first_ask_at
from amends.core.message.desk import APOLOGIES_WITHIN, NEW_LINK, Desk, check_marks, signature, sit_down
from amends.core.message.held import summary_of
from amends.core.message.marks import fill_marks, link_mark, marks_in, voucher_mark
from amends.core.message.template import Stage, Template
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context

TEXT_MAX = 10_000
SUBJECT_MAX = 200


class MessageNotSendable(Refusal):
    """The rubric found hard failures; `result` has each of them with its place in the text."""

    code = "message_not_sendable"
    kind = Kind.INVALID
    message = gettext_noop("This cannot go out yet: %(problems)s What you wrote is kept.")

    def __init__(self, result: RubricResult) -> None:
        super().__init__(field="text", problems=" ".join(failure.text for failure in result.hard))
        self.result = result


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


_TELLABLE = frozenset({State.DECIDED, State.COMMUNICATED, State.FULFILLING, State.FULFILLED, State.VERIFYING})


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
    if at is Stage.FINAL and case.state not in _TELLABLE:
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
        desk = _desk(ctx, case, unit, at)
        template = _template(desk, template_code, unit)
        result = _checked(desk, words, at, template)
        said = _written(
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


def _desk(ctx: Context, case: CaseRecord, unit: UnitRecord, stage: Stage) -> Desk:
    """Everything that the text is held against, as the rows are now."""
    try:
        gestures = [gesture.name for gesture in policies.in_force(ctx.now).document.gestures]
    except policies.NoPolicyInForce:
        gestures = []
    writer = None if ctx.user_id is None else staff.user(ctx.user_id)
    return sit_down(
        cases.correspondence(case.id),
        stage=stage,
        now=ctx.now,
        told=offers.to_tell(case.id, since=conversations.last_told_at(case.id)),
        promises=promises.works(case.id, now=ctx.now),
        dues={clock.kind: clock.due_at for clock in reversed(clocks.running(case.id))},
        ask_at=first_ask_at(unit.business, case.severity, ctx.now, unit.timezone),
        before=conversations.before(case.customer_id, since=ctx.now - APOLOGIES_WITHIN),
        preset=preset_for(unit.clocks),
        gestures=gestures,
        signed_by=None if writer is None else (writer.display_name, writer.title),
    )


def _template(desk: Desk, code: str, unit: UnitRecord) -> Template | None:
    if not code:
        return None
    return conversations.template(code, desk.post.record.language, unit.business, field="template_code")


def _checked(desk: Desk, words: str, stage: Stage, template: Template | None) -> RubricResult:
    result = desk.check(words, stage, template)
    if not result.is_sendable:
        raise MessageNotSendable(result)
    return result


def _written(
    ctx: Context,
    case: CaseRecord,
    desk: Desk,
    stage: Stage,
    words: str,
    subject: str,
    template: Template | None,
    result: RubricResult,
) -> conversations.MessageRecord:
    """Queue the mail, with a link of its own in place of the mark."""
    serials = [voucher.serial for voucher in vouchers.vouchers_of_case(case.id)]
    check_marks(words, vouchers=serials)
    if NEW_LINK in marks_in(words).links:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        kept = {serial: voucher_mark(serial) for serial in serials}
        words = fill_marks(words, links={NEW_LINK: link_mark(link.serial)}, vouchers=kept)
    post = desk.post
    usual = f"{post.record.failure} ({case.ref})" if template is None else desk.filled(template).subject
    return conversations.queue_message(
        ctx,
        case_id=case.id,
        stage=stage.value,
        to_address=post.to_address,
        subject=subject or usual,
        body=words,
        language=post.record.language,
        from_name=signature(post.record),
        reply_to=post.reply_to,
        template_code="" if template is None else template.code,
        score=float(result.score),
        rubric=summary_of(result),
    )


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
        return cases.set_due(ctx, case, clocks.next_due(case.id))
    if stage is Stage.FINAL:
        return deciding.told(ctx, case, None, unit.timezone, told_spoken=spoken, rubric_passed=not spoken)
    return case
