"""The addresses of the work list, of cases and customers, and of the journal."""

from __future__ import annotations

from django.urls import URLPattern, path

from amends.entrypoints.web import case, casework, closing, customer, customer_data, journal, worklist

CASES: list[URLPattern] = [
    path("", worklist.worklist_page, name="worklist"),
    path("views", worklist.view_kept, name="view-kept"),
    path("views/<int:view_id>/forget", worklist.view_dropped, name="view-dropped"),
    path("search", customer.found, name="search"),
    path("customers/<str:ref>", customer.customer, name="customer"),
    path("customers/<str:ref>/data", customer_data.data, name="customer-data"),
    path("customers/<str:ref>/data.json", customer_data.handed_out, name="customer-data-file"),
    path("closing", closing.closing_list, name="closing-tasks"),
    path("journal", journal.journal, name="journal"),
    path("cases/<str:ref>", case.case, name="case"),
    path("cases/<str:ref>/take", casework.taken, name="taken"),
    path("cases/<str:ref>/facts", casework.facts, name="facts"),
    path("cases/<str:ref>/evidence/<slug:name>", casework.evidence, name="evidence"),
    *(
        path(f"cases/<str:ref>/{name}", casework.step, {"name": name}, name=f"step-{name}")
        for name in casework.STEPS
    ),
]
