"""Places get a form of their own: a room, a table, a gate, each with a short code for its poster."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.units import store as units
from amends.core.case.hearing import one_line
from amends.core.ref import make_short_code
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

NAME_MAX = 120
MOST_AT_ONCE = 300


class PlaceNameMissing(Refusal):
    """Nothing to open."""

    code = "place_name_missing"
    kind = Kind.INVALID
    message = gettext_noop("Name at least one place, like Room 412.")


class TooManyPlaces(Refusal):
    """More places than are opened in one go."""

    code = "too_many_places"
    kind = Kind.INVALID
    message = gettext_noop("Open at most %(most)s places at once; the rest goes into a second round.")


@dataclass(frozen=True, slots=True)
class PlacesOpened:
    """Ids and short codes of the places that are open now and were not before; how many were open already."""

    place_ids: tuple[int, ...]
    short_codes: tuple[str, ...]
    open_before: int


@command(Permission.MANAGE_FORMS)
def open_places(ctx: Context, *, unit_id: int, names: tuple[str, ...]) -> PlacesOpened:
    """Open the forms of these places of a unit, in the order given.

    A place that was closed opens again under its old code, so that its poster works; one that is open stays as it is.
    Raises `UnitUnknown` at `unit`; `PlaceNameMissing`, `TooManyPlaces` and `TooLong` at `names`.
    """
    unit = units.unit(unit_id, field="unit")
    ctx.require(Permission.MANAGE_FORMS, unit.id)
    wanted = _distinct(names)
    known = {place.name.casefold(): place for place in units.places_of(unit.id)}
    opened: list[units.PlaceRecord] = []
    for name in wanted:
        place = known.get(name.casefold())
        if place is None:
            opened.append(units.add_place(unit_id=unit.id, name=name, short_code=_fresh_code(ctx)))
        elif not place.is_open:
            units.set_place_open(place.id, is_open=True)
            opened.append(place)
    ids = tuple(place.id for place in opened)
    if ids:
        record(ctx, "staff", "places.opened", {"unit_id": unit.id, "place_ids": list(ids)})
    return PlacesOpened(ids, tuple(place.short_code for place in opened), len(wanted) - len(ids))


def _distinct(names: tuple[str, ...]) -> list[str]:
    """The names that say something, each once, in the order given."""
    wanted: dict[str, str] = {}
    for name in names:
        kept = one_line(name, NAME_MAX, field="names")
        if kept:
            wanted.setdefault(kept.casefold(), kept)
    if not wanted:
        raise PlaceNameMissing(field="names")
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyPlaces(field="names", most=MOST_AT_ONCE)
    return list(wanted.values())


def _fresh_code(ctx: Context) -> str:
    while True:
        code = make_short_code(ctx.random(8))
        if not units.is_short_code_taken(code):
            return code
