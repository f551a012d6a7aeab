"""The navigation: what is at hand, what is behind "More", and where we are."""

from __future__ import annotations

from amends.entrypoints.web.nav import Nav, NavLink, arrange_nav


def places(*urls: str) -> list[NavLink]:
    """A place for each address."""
    return [NavLink(url, url, "list") for url in urls]


def here(nav: Nav) -> list[str]:
    """The addresses marked as where we are."""
    return [link.url for link in (*nav.links, *nav.more) if link.current]


def test_five_places_stand_in_the_bar_without_more() -> None:
    nav = arrange_nav(places("/a", "/b", "/c", "/d", "/e"), path="/a")
    assert [link.url for link in nav.links] == ["/a", "/b", "/c", "/d", "/e"]
    assert nav.more == ()


def test_the_sixth_place_sends_all_after_the_fourth_behind_more() -> None:
    nav = arrange_nav(places("/a", "/b", "/c", "/d", "/e", "/f"), path="/f/1")
    assert [link.url for link in nav.links] == ["/a", "/b", "/c", "/d"]
    assert [link.url for link in nav.more] == ["/e", "/f"]
    assert here(nav) == ["/f"]


def test_more_shows_that_we_are_at_a_place_behind_it() -> None:
    addresses = ("/a", "/b", "/c", "/d", "/e", "/f")
    assert arrange_nav(places(*addresses), path="/f/1").is_in_more
    assert not arrange_nav(places(*addresses), path="/a").is_in_more


def test_the_longest_address_that_holds_the_page_is_where_we_are() -> None:
    assert here(arrange_nav(places("/", "/cases", "/cases/late"), path="/cases/late/")) == ["/cases/late"]
    assert here(arrange_nav(places("/", "/cases"), path="/cases/K7Q")) == ["/cases"]
    assert here(
        arrange_nav(
            places(
                "/cases?whose=mine",
            ),
            path="/cases",
        )
    ) == ["/cases?whose=mine"]


def test_the_root_is_only_itself_and_a_similar_name_is_elsewhere() -> None:
    assert here(arrange_nav(places("/", "/case"), path="/cases")) == []
    assert here(arrange_nav(places("/", "/case"), path="/")) == ["/"]
