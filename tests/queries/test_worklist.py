"""The work list: whose, in which order, narrowed, searched, paged by key, in a fixed number of questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from givens.cases import a_case
from givens.house import NIGHT, House, make_house

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.commands.casework.keep_view import keep_view
from amends.core.case.standing import Flag
from amends.core.cursor import CursorInvalid
from amends.queries.worklist import WorklistFilters, default_lens, worklist

HOUR = timedelta(hours=1)


@pytest.fixture
def house(db) -> House:
    return make_house()


def refs(page) -> list[str]:
    return [row.ref for row in page.rows]


def test_late_ones_come_first_then_by_due_and_undated_last(house) -> None:
    soon = a_case(house, wanted_by_at=NIGHT + HOUR)
    undated = a_case(house)
    late = a_case(house, wanted_by_at=NIGHT - HOUR)
    later = a_case(house, wanted_by_at=NIGHT + 9 * HOUR)

    page = worklist(house.ctx("nora"), lens="mine")

    assert refs(page) == [case.ref for case in (late, soon, later, undated)]


def test_each_lens_shows_its_own(house) -> None:
    mine = a_case(house)
    nobodys = a_case(house, owner_id=None)
    leads = a_case(house, owner_id=house.people["leo"].id)
    elsewhere = a_case(house, owner_id=None, unit_id=house.restaurant.id, failure="food_late")

    assert refs(worklist(house.ctx("nora"), lens="mine")) == [mine.ref]
    assert set(refs(worklist(house.ctx("nora"), lens="all"))) == {mine.ref, nobodys.ref, leads.ref}
    assert set(refs(worklist(house.ctx("dana"), lens="team"))) == {mine.ref, leads.ref, nobodys.ref}
    assert leads.ref not in refs(worklist(house.ctx("nora"), lens="team"))
    everything = {mine.ref, nobodys.ref, leads.ref, elsewhere.ref}
    assert set(refs(worklist(house.ctx("carla"), lens="all"))) == everything
    assert set(refs(worklist(house.ctx("rita"), lens="all"))) == {elsewhere.ref}


def test_everybody_begins_with_what_is_theirs(house) -> None:
    assert default_lens(house.ctx("nora")) == "mine"
    assert default_lens(house.ctx("dana")) == "team"
    assert default_lens(house.ctx("audrey")) == "all"


def test_the_cases_of_one_customer_and_of_one_outcome_are_an_address(house) -> None:
    hers, _ = a_case(house), a_case(house, email="bo@example.org")
    ref = customers.customer(hers.customer_id).ref

    assert refs(worklist(house.ctx("nora"), lens="all", filters=WorklistFilters(customer_ref=ref))) == [
        hers.ref
    ]
    none = WorklistFilters(customer_ref=ref, outcome="recovered", shown="any")
    assert refs(worklist(house.ctx("nora"), lens="all", filters=none)) == []


def test_a_restricted_case_is_not_listed(house) -> None:
    a_case(house, is_restricted=True)

    assert refs(worklist(house.ctx("nora"), lens="all")) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (WorklistFilters(due="late"), ["late"]),
        (WorklistFilters(due="today"), ["late", "plain"]),
        (WorklistFilters(turn="theirs"), []),
        (WorklistFilters(turn="ours"), ["late", "plain", "grave"]),
        (WorklistFilters(flag="safety"), ["grave"]),
        (WorklistFilters(severity_min=4), ["grave"]),
        (WorklistFilters(failure="room_not_ready"), ["grave"]),
        (WorklistFilters(state="received"), ["late", "plain", "grave"]),
        (WorklistFilters(shown="closed"), []),
        (WorklistFilters(q="lindq"), ["late", "plain", "grave"]),
        (WorklistFilters(q="kern"), []),
        (WorklistFilters(q="rang two"), ["late"]),
        (WorklistFilters(q="room 4"), ["plain"]),
    ],
)
def test_filters_narrow_and_search_looks_at_names_words_and_places(house, filters, found) -> None:
    made = {
        "late": a_case(house, wanted_by_at=NIGHT - HOUR, words="It rang at two."),
        "plain": a_case(house, wanted_by_at=NIGHT + HOUR, place_text="Room 412"),
        "grave": a_case(
            house,
            failure="room_not_ready",
            wanted_by_at=NIGHT + 40 * HOUR,
            severity=4,
            flags=frozenset({Flag.SAFETY}),
        ),
    }

    assert refs(worklist(house.ctx("nora"), lens="all", filters=filters)) == [
        made[name].ref for name in found
    ]


def test_a_reference_however_typed_finds_its_case(house) -> None:
    case = a_case(house)
    a_case(house)

    typed = case.ref.lower().replace("-", " ")
    assert refs(worklist(house.ctx("nora"), lens="all", filters=WorklistFilters(q=typed))) == [case.ref]


def test_pages_follow_the_key_and_lose_nothing(house) -> None:
    for hour in (3, 1, 2, 2, None, None):
        a_case(house, wanted_by_at=None if hour is None else NIGHT + hour * HOUR)
    whole = refs(worklist(house.ctx("nora"), lens="mine"))

    walked, after = [], ""
    for _ in range(3):
        page = worklist(house.ctx("nora"), lens="mine", after=after, limit=2)
        walked += refs(page)
        after = page.after or ""

    assert walked == whole
    assert after == ""


def test_closed_cases_come_latest_first_and_page_too(house) -> None:
    old = a_case(house, received_at=NIGHT - 9 * HOUR, closed_at=NIGHT)
    new = a_case(house, received_at=NIGHT - HOUR, closed_at=NIGHT)
    closed = WorklistFilters(shown="closed")

    first = worklist(house.ctx("nora"), lens="all", filters=closed, limit=1)
    second = worklist(house.ctx("nora"), lens="all", filters=closed, limit=1, after=first.after or "")

    assert (refs(first), refs(second), second.after) == ([new.ref], [old.ref], None)


def test_a_cut_address_is_refused(house) -> None:
    with pytest.raises(CursorInvalid):
        worklist(house.ctx("nora"), lens="mine", after="W1")


def test_a_page_asks_the_database_the_same_number_of_times_however_long_it_is(house) -> None:
    ctx = house.ctx("dana")
    counts = []
    for _ in range(2):
        for _ in range(5):
            a_case(house, owner_id=house.people["leo"].id)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = worklist(ctx, lens="team")
        counts.append(len(asked))

    assert len(page.rows) == 10
    assert counts == [3, 3]


def test_a_line_says_all_it_needs(house) -> None:
    case = a_case(house, place_text="Room 412", wanted_by_at=NIGHT + HOUR)
    keep_view(house.ctx("nora"), screen="worklist", name="Late", filters="due=late")

    page = worklist(house.ctx("nora"), lens="mine")

    (row,) = page.rows
    assert (row.customer_name, row.failure_name, row.place) == (
        "Ada Lindqvist",
        "Woken by an alarm set earlier",
        "Room 412",
    )
    assert (row.wanted, row.owner_name, row.unit_name) == ("acknowledge", "Nora Berg", "Front desk")
    assert [(view.name, view.filters) for view in page.views] == [("Late", "due=late")]
    assert cases.case_by_ref(row.ref).id == case.id
