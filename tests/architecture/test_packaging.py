"""What gets installed: pinned, hashed, and from whichever index the reader of the lock uses."""

import re
import tomllib
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


def test_everything_the_project_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["project"]["dependencies"],
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
        *project["dependency-groups"]["dev"],
    ]
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.M))

    names = {re.split(r"[\[<>=!~ ]", line)[0].lower().replace("_", "-") for line in asked}
    assert sorted(names - locked) == []
