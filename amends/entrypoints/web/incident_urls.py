"""Where the screens of incidents stand."""

from __future__ import annotations

from django.urls import URLPattern, path

from amends.entrypoints.web import incident_people, incidents

INCIDENTS: list[URLPattern] = [
    path("incidents", incidents.all_incidents, name="incidents"),
    path("incidents/<str:ref>", incidents.incident, name="incident"),
    path("incidents/<str:ref>/people", incidents.people, name="incident-people"),
    path("incidents/<str:ref>/sought", incident_people.sought, name="incident-sought"),
    path(
        "incidents/<str:ref>/people/<int:person_id>/holding", incident_people.holding, name="incident-holding"
    ),
    path("incidents/<str:ref>/decision", incidents.decision, name="incident-decision"),
    path("incidents/<str:ref>/question", incidents.question, name="incident-question"),
    path("incidents/<str:ref>/giving", incidents.giving, name="incident-giving"),
]
