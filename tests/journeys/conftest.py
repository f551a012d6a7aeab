"""What journeys through the pages share: a house with policy and budgets, a real mail server, and hands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from givens.giving import open_budgets
from givens.hands import Hands
from givens.house import House, make_house
from givens.policy import LONG_AGO, a_policy
from givens.post import a_post_office


@pytest.fixture
def a_house(committed_db: None) -> House:
    """The hotel of the tests, with the demonstration's policy and budgets."""
    made = make_house()
    a_policy(LONG_AGO)
    open_budgets(made)
    return made


@pytest.fixture
def hands(a_house: House) -> Iterator[Hands]:
    """Everybody's hands, and the mail server between them."""
    with a_post_office() as office:
        yield Hands(a_house, office)
