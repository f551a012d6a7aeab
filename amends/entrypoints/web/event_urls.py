"""Where the screens of events stand."""

from __future__ import annotations

from django.urls import path

from amends.entrypoints.web import events

EVENTS = [
    path("events", events.events, name="events"),
    path("events/would", events.would, name="events-would"),
    path("events/sources", events.sources, name="event-sources"),
    path("events/<int:event_id>/again", events.again, name="event-again"),
]
