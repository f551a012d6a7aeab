"""Where each staff screen stands; every noun keeps its own lines in a file beside its views."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = []
