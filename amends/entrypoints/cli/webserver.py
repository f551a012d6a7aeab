"""The web server's first process: imports everything once, and its web processes share that where the system forks.

`python -m amends.entrypoints.cli.webserver ARGUMENTS OF GRANIAN`; a start needs half the work that way, and a web
process that ended is there again at once. It listens when its standard input has ended: `amends serve` starts it while
the database is starting, and lets it go when that is up to date.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import runpy
import sys

import django
import granian.cli  # noqa: F401 - so that it is there before we are let go
from django.conf import settings
from django.utils.module_loading import import_string


def main() -> None:
    """Import what every page needs, without touching the database; hand over to granian when standard input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings.base")
    if multiprocessing.get_start_method() == "fork":
        django.setup(set_prefix=False)
        import_string(f"{settings.ROOT_URLCONF}.urlpatterns")
        for path in settings.MIDDLEWARE:
            import_string(path)
        gc.freeze()  # what is here now stays, and stays shared
    if not sys.stdin.isatty():
        sys.stdin.buffer.read()
    runpy.run_module("granian", run_name="__main__")


if __name__ == "__main__":
    main()
