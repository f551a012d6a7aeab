"""What every page may have to say about the installation itself: that it is made up, or that it is still empty."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from amends.queries.governance import is_set_up


def notices(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `is_demonstration`, and `is_set_up`, which is looked up where a template asks for it."""
    return {"is_demonstration": settings.AMENDS_DEMO, "is_set_up": is_set_up}
