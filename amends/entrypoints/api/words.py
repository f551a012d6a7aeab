"""Saying things to customers, asking them, and keeping what was promised."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from amends.commands.casework.record_info import record_info
from amends.commands.casework.request_info import request_info
from amends.commands.delivery.say_to_customer import say_to_customer
from amends.commands.followup.keep_promise import keep_promise
from amends.commands.followup.record_attempt import record_attempt
from amends.commands.writing import MessageNotSendable
from amends.core.message.template import Stage
from amends.entrypoints.api.cases import StateTold
from amends.entrypoints.api.errors import MORE
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, Moment, Ref, Told, Words
from amends.entrypoints.common.problems import filled

routes = Routes("words")

Channel = Annotated[str, Field(max_length=20, examples=["phone"])]


class MessageGiven(Given):
    """A message: sent by mail now, or noted as told in person."""

    stage: Annotated[str, Field(max_length=20, examples=[Stage.ACK, Stage.RESPONSE, Stage.FINAL])]
    text: Annotated[Words, Field(description="`{link:new}` in it becomes the customer's own page.")]
    subject: Annotated[str, Field(max_length=300)] = ""
    template_code: Annotated[str, Field(max_length=60)] = ""
    told_at: Annotated[
        Moment | None, Field(description="When it was told in person; without it a mail goes out.")
    ] = None
    channel: Channel = "email"


class MessageTold(Told):
    """The message, and where its case stands now."""

    message_id: int
    case_ref: Ref
    case_state: str
    score: Annotated[
        str | None, Field(description="By the apology rubric, 0 to 1; null where it was spoken.")
    ]


class AttemptGiven(Given):
    """One more attempt to ask a customer whether it is right now."""

    channel: Channel = "phone"
    words: Words = ""


class AttemptTold(Told):
    """How often they were asked by now, and when it is looked at again."""

    case_ref: Ref
    attempts_made: int
    next_at: datetime


class QuestionGiven(Given):
    """One thing that only the customer can tell."""

    question: Annotated[str, Field(max_length=600)]
    due_at: Annotated[Moment, Field(description="The day the answer is needed by.")]
    spoken: bool = False


class QuestionTold(Told):
    """The question is out."""

    ref: Ref
    state: str
    due_at: datetime
    by_mail: bool


class InfoGiven(Given):
    """What the customer answered."""

    answer: Words
    fact: Annotated[str, Field(max_length=60, examples=["what_transpired"])] = "what_transpired"


class KeepingGiven(Given):
    """That it is done."""

    note: Words = ""


class PromiseKeptTold(Told):
    """The promise, and where its case stands now."""

    promise_id: int
    case_ref: Ref
    was_late: bool
    state: str


def _with_each_failure(refusal: Any) -> dict[str, Any]:
    failures = [
        {
            "code": failure.id,
            "detail": filled(failure.message, failure.params),
            "excerpt": failure.excerpt,
            "start": failure.start,
            "end": failure.end,
        }
        for failure in refusal.result.hard
    ]
    return {"failures": failures}


MORE[MessageNotSendable] = _with_each_failure


@routes.acts(
    "POST",
    "/cases/{ref}/messages",
    does=say_to_customer,
    status=201,
    refuses="case_unknown case_ended stage_unknown text_missing too_long message_not_sendable mark_foreign "
    "not_decided_yet template_unknown happens_later +letters +lifecycle",
)
def say(request: ApiRequest, ref: str, payload: MessageGiven) -> MessageTold:
    """Say something to the customer.

    A mail is held against the record first: `message_not_sendable` lists in `failures` what stops it, with its place
    in the text.
    """
    said = say_to_customer(
        request.ctx,
        case_ref=ref,
        stage=payload.stage,
        text=payload.text,
        subject=payload.subject,
        template_code=payload.template_code,
        told_at=payload.told_at,
        channel=payload.channel,
    )
    return MessageTold.model_validate(said)


@routes.acts(
    "POST",
    "/cases/{ref}/attempts",
    does=record_attempt,
    status=201,
    refuses="case_unknown not_asked channel_unknown too_long +letters +lifecycle",
)
def attempt(request: ApiRequest, ref: str, payload: AttemptGiven) -> AttemptTold:
    """Note one more attempt to reach a customer whom we ask whether it is right now."""
    done = record_attempt(request.ctx, case_ref=ref, channel=payload.channel, words=payload.words)
    return AttemptTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/questions",
    does=request_info,
    status=201,
    refuses="case_unknown case_ended question_missing answer_date_too_soon too_long +letters +lifecycle",
)
def ask(request: ApiRequest, ref: str, payload: QuestionGiven) -> QuestionTold:
    """Ask the customer one thing, by mail where there is an address."""
    done = request_info(
        request.ctx, case_ref=ref, question=payload.question, due_at=payload.due_at, spoken=payload.spoken
    )
    return QuestionTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/answers",
    does=record_info,
    status=201,
    refuses="case_unknown case_ended answer_missing too_long +letters +lifecycle",
)
def keep_answer(request: ApiRequest, ref: str, payload: InfoGiven) -> StateTold:
    """Keep what the customer answered to our question, as evidence."""
    done = record_info(request.ctx, case_ref=ref, answer=payload.answer, fact=payload.fact)
    return StateTold.model_validate(done)


@routes.acts(
    "POST",
    "/promises/{promise_id}/kept",
    does=keep_promise,
    refuses="promise_not_open +letters +lifecycle",
)
def promise_kept(request: ApiRequest, promise_id: Id, payload: KeepingGiven) -> PromiseKeptTold:
    """Say that a promise is kept; where it was the last thing to carry out, the customer will be asked."""
    done = keep_promise(request.ctx, promise_id=promise_id, note=payload.note)
    return PromiseKeptTold.model_validate(done)
