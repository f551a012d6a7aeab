"""Writes every page of the reference anew, or says what each would hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import django

FOLDER = Path(__file__).resolve().parents[1] / "docs/reference"
HEAD = "<!-- Written by `make reference` from the code. What is changed here is lost. -->\n\n"


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    from reference import commands, events, policy_document, refusals, roles, routes

    written: Mapping[str, Callable[[], str]] = {
        "refusals.md": refusals.page,
        "roles.md": roles.page,
        "events.md": events.page,
        "commands.md": commands.page,
        "routes.md": routes.page,
        "policy-document.md": policy_document.page,
    }
    return {name: HEAD + page().rstrip() + "\n" for name, page in written.items()}


def main() -> None:
    """Write the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings.tests")
    django.setup()
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
