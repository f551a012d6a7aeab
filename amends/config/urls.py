"""Which address leads where."""

from __future__ import annotations

from django.urls import include, path

from amends.entrypoints.common.health import health

urlpatterns = [
    path("health", health),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
