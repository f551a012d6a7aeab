"""Two web and two worker processes on one database: every message once, every gesture once, all sums equal."""

from __future__ import annotations

from pathlib import Path

import pytest
from givens.soak_checks import check_mails, check_rows, settle
from givens.soak_clients import Browser
from givens.soak_ground import a_ground

pytestmark = pytest.mark.timeout(420)
BREAKFAST = 4_400


def test_many_clients_at_once_lose_nothing_and_double_nothing(open_folder: Path) -> None:
    with a_ground(open_folder / "two-by-two", desk=100_000) as ground:
        ground.load(clients=8, until=lambda begun: begun >= 24, name="guest")
        colleagues = [Browser(ground.wire) for _ in range(3)]
        signed_in = [
            browser.sign_in(email, ground.world.password)
            for browser, email in zip(colleagues, ground.world.emails[:3], strict=True)
        ]
        pages = [browser.get(f"/cases/{ground.stories[0].ref}")[0] for browser in colleagues]
        settle(ground.address)

        check_rows(ground.address, ground.stories)
        check_mails(ground.address, ground.office.taken, exactly_once=True)
        verified = ground.verify()

    assert ground.wire.defects == []
    assert ground.wire.repeats == 0
    assert len(ground.stories) == 24
    given = [story for story in ground.stories if story.offer_id]
    assert len(given) == 100_000 // BREAKFAST
    assert {story.refused for story in ground.stories if not story.offer_id} == {"budget_exhausted"}
    assert (signed_in, pages) == ([200] * 3, [200] * 3)
    assert verified.returncode == 0, verified.stdout + verified.stderr
