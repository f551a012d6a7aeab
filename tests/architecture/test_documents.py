"""The documents keep up with the code."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def test_every_table_of_ours_stands_in_the_architecture():
    text = (ROOT / "docs/architecture.md").read_text()
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("amends.")}

    missing = sorted(name for name in ours if f"`{name}`" not in text)

    assert missing == []


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")

    assert broken == []
