"""Where each staff screen stands; every noun keeps its own views in a file of its name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amends.entrypoints.web import governance, till

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    # governance
    path("staff", governance.staff, name="staff"),
    path("staff/placement", governance.placement, name="placement"),
    path("tokens", governance.tokens, name="tokens"),
    path("tokens/<int:token_id>/end", governance.token_revoked, name="token-revoked"),
    # till
    path("till", till.till, name="till"),
    path("till/place", till.till_place, name="till-place"),
    path("till/redemptions/<int:redemption_id>/rollback", till.rollback, name="till-rollback"),
    path("r", till.voucher_landing, name="voucher-landing"),
]
