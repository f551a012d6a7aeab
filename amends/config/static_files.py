"""Files for browsers, found once at the start: one that is gone since is said to be gone, and is no defect of ours."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

logger = logging.getLogger(__name__)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Answers 404 for a file that somebody removed from the data folder while we run; the next start makes it again."""

    def serve(self, static_file: object, request: HttpRequest) -> HttpResponse:
        """The file itself, if it is still there."""
        try:
            answer: HttpResponse = super().serve(static_file, request)
        except FileNotFoundError as error:
            logger.error("%s is gone: start amends again, and it is made anew", error.filename)
            return HttpResponse(status=404)
        return answer
