"""Events come in: what other programs noticed, as CloudEvents 1.0, alone or in batches."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from ninja import Body, Query
from pydantic import Field

from amends.commands.intake.receive_events import EventDiffers, EventTaken, receive_events
from amends.core.event.cloud import HeadersUnsigned, read_event
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, MoneyTold, Told
from amends.kernel.context import ActorKind
from amends.queries.event_dry_run import WouldBe, event_dry_run

routes = Routes("events")

_EXAMPLE = {
    "specversion": "1.0",
    "id": "order-4711-late",
    "source": "/shop/parcels",
    "type": "shop.parcel.late",
    "time": "2026-05-04T21:10:00Z",
    "data": {"days": 3, "order": {"total": "48.00"}, "customer": {"email": "ada@example.org", "name": "Ada"}},
}


Payload = Annotated[
    dict[str, Any] | list[Any],
    Body(examples=[_EXAMPLE], description="One event, or a list of them in a batch."),
]


class SourceNamed(Given):
    """Who sends."""

    source: Annotated[
        str, Field(max_length=300, description="The registered name of the source.", examples=["parcels"])
    ] = ""


class EventTakenTold(Told):
    """What became of one event."""

    source: Annotated[str, Field(description="As the event says.")]
    id: Annotated[str, Field(description="As the event says.")]
    status: Annotated[str, Field(examples=["accepted", "repeated", "refused"])]
    event_id: Annotated[Id | None, Field(description="Our number of it; null where it is not kept.")]
    code: Annotated[str, Field(description="Why it was refused; stable.")]
    detail: str
    field: Annotated[str | None, Field(description="The attribute at fault.")]


class EventsReceivedTold(Told):
    """One entry for each event, in the order sent."""

    events: list[EventTakenTold]


@routes.acts(
    "POST",
    "/events",
    does=receive_events,
    status=202,
    signed=True,
    refuses="event_source_unknown no_events too_many_events event_unusable event_too_big event_differs "
    "headers_unsigned signature_not_accepted",
)
def send_events(
    request: ApiRequest,
    named: Query[SourceNamed],
    payload: Payload,
) -> EventsReceivedTold:
    """Tell what went wrong, as CloudEvents: each event acts once, whatever is repeated.

    One event as `application/cloudevents+json`, or by `ce-` headers with its data as the body (with a token only:
    headers are not signed); up to 500 as `application/cloudevents-batch+json`, answered one by one. A source and id
    that came before with the same content is `repeated`; with other content it is refused.
    """
    alone = _one(request, payload)
    sent = tuple(payload) if isinstance(payload, list) else (alone,)
    received = receive_events(request.ctx, source=named.source, sent=sent)
    if not isinstance(payload, list):
        _raise_refused(received.taken[0], alone)
    return EventsReceivedTold(events=[EventTakenTold.model_validate(each) for each in received.taken])


class WouldBeTold(Told):
    """What would become of one event."""

    id: str
    type: str
    state: Annotated[str, Field(examples=["given", "opened", "ignored", "failed"])]
    trigger: str
    row: Annotated[int | None, Field(description="The row of the trigger's table, from 1.")]
    failure: str
    gesture: str
    face: MoneyTold | None
    code: Annotated[str, Field(description="Why nothing would be given; stable.")]
    detail: str


class DryRunTold(Told):
    """What would be given, event by event, each asked for itself."""

    policy: Annotated[int | None, Field(description="The number of the policy in force.")]
    events: list[WouldBeTold]
    total: MoneyTold | None


@routes.looks("/events/dry-run", asks=event_dry_run, refuses="event_unusable event_too_big")
def try_events(request: ApiRequest, named: Query[SourceNamed], payload: Payload) -> DryRunTold:
    """What these events would set off now. Nothing is written, and nobody is told."""
    sent = payload if isinstance(payload, list) else [payload]
    dry = event_dry_run(request.ctx, source=named.source, sent=sent)
    if not isinstance(payload, list):
        read_event(payload)  # one event alone that cannot be read is a problem like any other
    told = {
        "policy": dry.policy_number,
        "events": [_would_be(line) for line in dry.lines],
        "total": dry.total,
    }
    return DryRunTold.model_validate(told)


def _would_be(line: WouldBe) -> WouldBeTold:
    told = {name: getattr(line, name) for name in line.__slots__ if name != "reason"}
    reason = {"code": "", "detail": ""}
    if line.reason is not None:
        reason = {"code": line.reason.code, "detail": str(line.reason)}
    return WouldBeTold.model_validate(told | reason)


def _one(request: ApiRequest, payload: Any) -> Any:
    """The one event of a request: its body, or its headers with the body as data (CloudEvents HTTP binding 3.1)."""
    if "ce-specversion" not in request.headers or isinstance(payload, list):
        return payload
    if request.ctx.actor.kind is not ActorKind.PROGRAM:
        if "specversion" in payload:
            return payload  # the body is whole, and the headers only say so again
        raise HeadersUnsigned(field="ce-specversion")
    named = {name.lower(): value for name, value in request.headers.items()}
    attributes = {name[3:]: unquote(value) for name, value in named.items() if name.startswith("ce-")}
    return {**attributes, "datacontenttype": request.content_type, "data": payload}


def _raise_refused(taken: EventTaken, event: Any) -> None:
    """One event alone that was refused is a problem like any other."""
    if taken.status == "refused":
        read_event(event)
        raise EventDiffers(field="id")
