"""The reference is what the code says today."""

from __future__ import annotations

import pytest

from reference.make import FOLDER, pages

PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text() == PAGES[name], "run `make reference`"


def test_there_is_no_page_that_nothing_writes() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(PAGES)


def test_what_is_documented_is_what_there_is() -> None:
    assert "| `budget_exhausted` | 409 |" in PAGES["refusals.md"]
    assert "| `offer.accepted` | `commands.offer.accept_offer` |" in PAGES["events.md"]
    assert "## `amends policy decide`" in PAGES["commands.md"]
    assert "| POST | `/api/v1/complaints` |" in PAGES["routes.md"]
    assert "| `cooldown_days` |" in PAGES["policy-document.md"]
    assert "| `approve` | within the level of the role |" in PAGES["roles.md"]
