"""Keeps a checkpoint of the journal a day in the data folder, for the operator to carry elsewhere."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from amends.entrypoints.common.context import shell_context
from amends.queries.journal_checkpoint import journal_checkpoint


def keep_checkpoint() -> Path:
    """Write today's checkpoint to `checkpoints/DATE.json`, once a day; later runs of a day leave it as it is."""
    ctx = shell_context()
    folder: Path = settings.AMENDS_DATA / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{ctx.now.date().isoformat()}.json"
    if not path.exists():
        half = path.with_suffix(".part")
        half.write_text(journal_checkpoint(ctx).text, encoding="utf-8")
        half.rename(path)
    return path
