"""Which address leads where."""

from __future__ import annotations

from django.urls import include, path, re_path

from amends.config.sign_in import kept_by_operators
from amends.entrypoints.api.routes import api, nowhere
from amends.entrypoints.common.health import health

handler400 = "amends.entrypoints.common.away.unreadable"
handler500 = "amends.entrypoints.common.away.broken"
urlpatterns = [
    path("health", health),
    path("accounts/email/", kept_by_operators),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", api.urls),
    re_path("^api/", nowhere),
    path("", include("amends.entrypoints.portal.urls")),
    path("", include("amends.entrypoints.web.urls")),
]
