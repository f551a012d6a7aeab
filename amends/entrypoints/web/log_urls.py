"""Where logging stands: the screen, its finder, and one visit."""

from __future__ import annotations

from django.urls import path

from amends.entrypoints.web import log

LOGGING = [
    path("log", log.log, name="log"),
    path("log/customers", log.found, name="log-customers"),
    path("visits/<str:visit_ref>", log.visit, name="visit"),
]
