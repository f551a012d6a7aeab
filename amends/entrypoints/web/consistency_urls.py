"""The addresses of the consistency report."""

from __future__ import annotations

from django.urls import URLPattern, path

from amends.entrypoints.web import consistency

CONSISTENCY: list[URLPattern] = [
    path("consistency", consistency.page, name="consistency"),
    path("consistency/groups", consistency.groups, name="consistency-groups"),
    path("consistency/<int:report_id>/table", consistency.table, name="consistency-table"),
    path("consistency/<int:report_id>/cases/<int:place>", consistency.cases, name="consistency-cases"),
]
