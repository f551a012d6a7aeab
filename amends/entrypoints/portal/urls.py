"""Where the customer's own pages stand. Nothing here is found without a token."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amends.entrypoints.portal import views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<str:token>/", views.letter, name="letter"),
    path("p/<str:token>/choice", views.choice, name="choice"),
    path("p/<str:token>/answer", views.answer, name="answer"),
    path("p/<str:token>/confirm", views.confirm, name="confirm"),
    path("p/<str:token>/new-link", views.new_link, name="new-link"),
    path("p/<str:token>/voucher/<str:serial>", views.voucher, name="voucher"),
]
