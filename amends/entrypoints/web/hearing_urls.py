"""Where failures are heard: the log screen, one visit, and the places with their public forms."""

from __future__ import annotations

from django.urls import path

from amends.entrypoints.web import log, places

HEARING = [
    path("log", log.log, name="log"),
    path("log/customers", log.found, name="log-customers"),
    path("visits/<str:visit_ref>", log.visit, name="visit"),
    path("places", places.places, name="places"),
    path("places/<int:place_id>/close", places.close, name="place-close"),
    path("places/<int:place_id>/open", places.reopen, name="place-open"),
    path("places/<int:place_id>/poster", places.poster, name="poster"),
]
