"""Where the screens of incidents stand."""

from __future__ import annotations

from django.urls import URLPattern, path

from amends.entrypoints.web import incidents

INCIDENTS: list[URLPattern] = [
    path("incidents", incidents.all_incidents, name="incidents"),
    path("incidents/<str:ref>", incidents.incident, name="incident"),
    path("incidents/<str:ref>/people", incidents.people, name="incident-people"),
    path("incidents/<str:ref>/decision", incidents.decision, name="incident-decision"),
    path("incidents/<str:ref>/yes", incidents.approval, name="incident-yes"),
    path("incidents/<str:ref>/giving", incidents.giving, name="incident-giving"),
]
