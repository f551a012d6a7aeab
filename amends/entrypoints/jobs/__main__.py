"""One worker process: `python -m amends.entrypoints.jobs`, started by `amends serve` or by one's own supervisor."""

from __future__ import annotations

import os
import socket

import django
from django.utils.module_loading import import_string


def main() -> None:
    """Run jobs until SIGTERM. The worker is imported last, because commands need Django's tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings.base")
    django.setup()
    import_string("amends.entrypoints.jobs.worker.work")(f"{socket.gethostname()}:{os.getpid()}")


if __name__ == "__main__":
    main()
