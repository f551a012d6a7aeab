"""What gets installed: pinned, hashed, and from whichever index the reader of the lock uses."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text()


def test_every_requirement_is_pinned_and_hashed() -> None:
    requirements = re.findall(
        r"^([A-Za-z0-9_.-]+)(==\S+)?(.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*)", LOCK, re.M
    )

    assert len(requirements) > 50
    assert [name for name, pin, hashes in requirements if not pin or "--hash" not in hashes] == []


def test_the_lock_names_no_index_and_no_address() -> None:
    assert re.findall(r"https?:|file:|index-url|find-links", LOCK) == []
