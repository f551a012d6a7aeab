"""Which address leads where."""

from __future__ import annotations

from django.urls import include, path

from amends.entrypoints.api.routes import api, nowhere
from amends.entrypoints.common.health import health

urlpatterns = [
    path("health", health),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nowhere),
    path("", include("amends.entrypoints.portal.urls")),
    path("", include("amends.entrypoints.web.urls")),
]
