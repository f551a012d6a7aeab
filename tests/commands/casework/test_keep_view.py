"""Views: one's own names for filters."""

from __future__ import annotations

import pytest

from amends.apps.staff.models import SavedView
from amends.commands.casework.drop_view import drop_view
from amends.commands.casework.keep_view import ViewNameMissing, keep_view


def test_a_view_is_kept_replaced_and_forgotten_by_its_owner_alone(house) -> None:
    nora, dana = house.ctx("nora"), house.ctx("dana")
    first = keep_view(nora, screen="worklist", name=" Late ", filters="lens=team")
    again = keep_view(nora, screen="worklist", name="Late", filters="lens=all")

    assert first == again
    assert SavedView.objects.get().filters == "lens=all"
    assert drop_view(dana, view_id=first.view_id).was_there is False
    assert drop_view(nora, view_id=first.view_id).was_there is True


def test_a_view_without_a_name_is_refused(house) -> None:
    with pytest.raises(ViewNameMissing):
        keep_view(house.ctx("nora"), screen="worklist", name=" ", filters="lens=all")

    assert SavedView.objects.count() == 0
