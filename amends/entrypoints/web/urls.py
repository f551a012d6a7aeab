"""Where each staff screen stands; every noun keeps its own views in a file of its name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amends.entrypoints.web import governance

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    # governance
    path("staff", governance.staff, name="staff"),
    path("staff/placement", governance.placement, name="placement"),
    path("tokens", governance.tokens, name="tokens"),
    path("tokens/<int:token_id>/end", governance.token_revoked, name="token-revoked"),
]
