"""Every variable that an operator can set stands in the page for operators, and none that nobody reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/operating/install.md").read_text()
BETWEEN_OURSELVES = {"AMENDS_SUPERVISED"}  # the master's word to its children


def test_the_page_names_exactly_the_variables_that_are_read() -> None:
    read = {
        name.rstrip("_")
        for path in (ROOT / "amends").rglob("*.py")
        for name in re.findall(r"\bAMENDS_[A-Z_]+", path.read_text())
    }
    told = {name.rstrip("_") for name in re.findall(r"`(AMENDS_[A-Z_]+)(?:\.\.\.)?`", PAGE)}

    assert sorted(read - told - BETWEEN_OURSELVES) == []
    assert sorted(told - read - {"AMENDS_ANYMAIL_POSTMARK_SERVER_TOKEN"}) == []
