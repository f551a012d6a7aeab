"""The door of the web server: the API through a short list of middleware, everything else through the full one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from amends.config.proxies import Application, behind_proxies
from amends.kernel.child import die_with_parent
from amends.kernel.key_files import KeysMissing, keys_folder


class ApiDoor(WSGIHandler):
    """Django's handler with `settings.API_MIDDLEWARE`: no sessions, cookies, forgery tokens or messages.

    A program says who it is with every request, so none of these has a task there, and a redemption costs a third
    less without them.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain of `API_MIDDLEWARE`; view, template and exception hooks are not used by any of it."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for path in reversed(settings.API_MIDDLEWARE):
            chain = convert_exception_to_response(import_string(path)(chain))
        self._middleware_chain = chain


def _application() -> Application:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings.base")
    if os.environ.get("AMENDS_SUPERVISED"):
        die_with_parent()
    django.setup(set_prefix=False)
    if not settings.AMENDS_KEYS:
        raise KeysMissing(folder=str(keys_folder(settings.AMENDS_DATA)))
    api, pages = ApiDoor(), WSGIHandler()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        door = api if environ["PATH_INFO"].startswith("/api/") else pages
        return door(environ, start_response)

    return behind_proxies(answer, settings.AMENDS_TRUSTED_PROXIES)


application = _application()
