"""The list of promises: to be kept, late, broken and kept, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from givens.house import NIGHT, House, make_house, system
from givens.saying import case_at

from amends.apps.promises import store as promises
from amends.apps.promises.store import NewPromise
from amends.commands.followup.break_promises import break_promises
from amends.commands.followup.keep_promise import keep_promise
from amends.core.case.lifecycle import State
from amends.core.cursor import CursorInvalid
from amends.queries.promises import PromiseList, promise_list

pytestmark = pytest.mark.django_db

SIX = NIGHT + timedelta(hours=5)


@pytest.fixture
def house() -> House:
    """Three notes of Hugo's: the first is kept late, the second is not kept, the third is still in time."""
    made = make_house()
    case = case_at(made, State.FULFILLING)
    hugo = made.people["hugo"].id
    notes = tuple(NewPromise("note", f"Note {n}", hugo, SIX + timedelta(hours=n)) for n in (0, 1, 9))
    with transaction.atomic():
        first, *_ = promises.open_promises(
            system(), case_id=case.id, unit_id=case.unit_id, offer_id=None, promises=notes
        )
    break_promises(system(now=SIX + timedelta(minutes=1)))
    keep_promise(made.ctx("nora", now=SIX + timedelta(hours=2)), promise_id=first.id)
    return made


def listed(house: House, **wished: object) -> PromiseList:
    return promise_list(house.ctx("hugo", now=SIX + timedelta(hours=2)), **wished)


def test_each_list_holds_what_it_says(house: House) -> None:
    what = {
        shown: [line.what for line in listed(house, shown=shown).lines]
        for shown in ("open", "late", "broken", "kept", "nonsense")
    }
    assert what == {
        "open": ["Note 1", "Note 9"],
        "late": ["Note 1"],
        "broken": ["Note 0"],
        "kept": ["Note 0"],
        "nonsense": ["Note 1", "Note 9"],
    }
    assert listed(house, shown="kept").lines[0].is_broken is True
    assert (listed(house).mine, listed(house, shown="kept").mine) == (2, 2)


def test_a_page_leads_to_the_next_and_a_cut_address_is_refused(house: House) -> None:
    first = listed(house, limit=1)
    rest = listed(house, limit=1, after=first.after)

    assert [line.what for line in (*first.lines, *rest.lines)] == ["Note 1", "Note 9"]
    assert (first.more, rest.more) == (True, False)
    with pytest.raises(CursorInvalid):
        listed(house, after="zzz")
