"""Where a signed-in person may go: the links of the top bar on a desk and of the bottom bar on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

AT_HAND = 4
"""How many links stand in the bar itself: what fits under a thumb on a narrow phone, with "More" as the fifth."""


@dataclass(frozen=True, slots=True)
class NavLink:
    """One place: its address, its word (translated), its icon, whether we are there, and how many wait there."""

    url: str
    label: str
    icon: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Nav:
    """The navigation of one page: `links` in the bar, `more` behind one more tap."""

    links: tuple[NavLink, ...]
    more: tuple[NavLink, ...] = ()

    @property
    def is_in_more(self) -> bool:
        """Whether we are at one of the places behind "More"."""
        return any(place.current for place in self.more)


def arrange_nav(places: Iterable[NavLink], *, path: str) -> Nav:
    """The places a person may go, in order of worth: the first four at hand, the rest under "More".

    The place whose address is the longest prefix of `path` is marked as current. A single fifth place takes the
    room that "More" would take.
    """
    given = tuple(places)
    here = max((place.url for place in given if _within(path, place.url)), key=len, default=None)
    marked = tuple(replace(place, current=place.url == here) for place in given)
    if len(marked) <= AT_HAND + 1:
        return Nav(links=marked)
    return Nav(links=marked[:AT_HAND], more=marked[AT_HAND:])


def _within(path: str, url: str) -> bool:
    """Whether `path` is the page at `url` or one below it; the root is only itself."""
    base = url.split("?", 1)[0]
    return path == base or (base != "/" and path.startswith(base.rstrip("/") + "/"))
