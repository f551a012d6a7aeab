"""Events come in: what other programs noticed, as CloudEvents 1.0, alone or in batches."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from ninja import Body, Query
from pydantic import Field

from amends.commands.intake.receive_events import EventDiffers, EventTaken, receive_events
from amends.core.event.cloud import read_event
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, Told
from amends.kernel.context import ActorKind

routes = Routes("events")

_EXAMPLE = {
    "specversion": "1.0",
    "id": "order-4711-late",
    "source": "/shop/parcels",
    "type": "shop.parcel.late",
    "time": "2026-05-04T21:10:00Z",
    "data": {"days": 3, "order": {"total": "48.00"}, "customer": {"email": "ada@example.org", "name": "Ada"}},
}


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
    "signature_not_accepted",
)
def send_events(
    request: ApiRequest,
    named: Query[SourceNamed],
    payload: Annotated[
        dict[str, Any] | list[Any],
        Body(examples=[_EXAMPLE], description="One event, or a list of them in a batch."),
    ],
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


def _one(request: ApiRequest, payload: Any) -> Any:
    """The one event of a request: its body, or its headers with the body as data (CloudEvents HTTP binding 3.1)."""
    by_headers = "ce-specversion" in request.headers and request.ctx.actor.kind is ActorKind.PROGRAM
    if not by_headers or isinstance(payload, list):
        return payload
    named = {name.lower(): value for name, value in request.headers.items()}
    attributes = {name[3:]: unquote(value) for name, value in named.items() if name.startswith("ce-")}
    return {**attributes, "datacontenttype": request.content_type, "data": payload}


def _raise_refused(taken: EventTaken, event: Any) -> None:
    """One event alone that was refused is a problem like any other."""
    if taken.status == "refused":
        read_event(event)
        raise EventDiffers(field="id")
