"""What the tests of casework share: a small house with its policy, and a case in it."""

from __future__ import annotations

import pytest
from givens.house import House, make_house
from givens.logged import logged
from givens.policy import a_policy


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


@pytest.fixture
def ref(house) -> str:
    """An assessed case of severity 2 at the desk, Nora's."""
    return logged(house)
