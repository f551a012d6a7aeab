"""Addresses of lists: the same page with one thing changed, so that every view can be kept and sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def with_changed(request: HttpRequest, **changes: Any) -> str:
    """The address of this page with some parameters changed; None or "" takes one away. Paging starts anew."""
    query = request.GET.copy()
    for name in ("after", "part", "seen"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def option(request: HttpRequest, word: str, **changes: Any) -> dict[str, Any]:
    """One choice of a filter row: where it leads, its word, and whether the page shows it now."""
    current = all((request.GET.get(name) or "") == str(value or "") for name, value in changes.items())
    return {"url": with_changed(request, **changes), "word": word, "current": current}
