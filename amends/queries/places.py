"""The places of our units with their forms, and what the poster of one says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from amends.apps.units.models import Place, Unit
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text
from amends.core.message.correspondence import letterhead
from amends.core.place import PlaceUnknown
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 60


@dataclass(frozen=True, slots=True)
class PlaceUnit:
    """A unit that can have places, indented by its depth."""

    id: int
    code: str
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place with the short code of its form."""

    id: int
    unit_id: int
    name: str
    short_code: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The places of one unit, as far as the page holds them."""

    unit: PlaceUnit
    places: tuple[PlaceLine, ...]


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """One page of places by unit and name. `after` leads to the next; None at the end."""

    units: tuple[PlaceUnit, ...]
    groups: tuple[PlaceGroup, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class PlacePoster:
    """What hangs on the wall: the site as customers know it, the place, and the code of its form."""

    place_id: int
    unit_id: int
    unit_code: str
    name: str
    short_code: str
    is_open: bool
    site_name: str
    language: str


@query(Permission.MANAGE_FORMS)
def places(ctx: Context, *, unit_code: str = "", q: str = "", after: str = "") -> PlacesPage:
    """Places in the actor's scope, open and closed, in tree order and by name; with `unit_code` those of that unit and
    below, those whose name or code begins with or holds `q`. Raises `CursorInvalid`.
    """
    scope = ctx.scope(Permission.MANAGE_FORMS)
    in_tree = sorted(Unit.objects.exclude(business=""), key=lambda unit: unit.lineage)
    ours = {unit.id: unit for unit in in_tree if scope.covers(unit.id)}
    rows = Place.objects.filter(unit_id__in=ours)
    typed = q.replace("\x00", "").strip()
    if unit_code:
        rows = rows.filter(unit_id__in=_within(unit_code, ours))
    if typed:
        rows = rows.filter(Q(name__icontains=typed) | Q(short_code=typed.upper()))
    if after:
        unit_id, name = cursor_keys(after, 2)
        if not isinstance(name, str) or "\x00" in name or unit_id not in ours or not isinstance(unit_id, int):
            raise CursorInvalid(field="after")
        here = Q(unit_id=unit_id, name__gt=name)
        rows = rows.filter(here | Q(unit__lineage__gt=ours[unit_id].lineage))
    found = list(rows.order_by("unit__lineage", "name")[: PAGE + 1])
    page = found[:PAGE]
    more = cursor_text(page[-1].unit_id, page[-1].name) if len(found) > PAGE else None
    groups = tuple(
        PlaceGroup(_unit(unit), tuple(_line(row) for row in page if row.unit_id == unit.id))
        for unit in ours.values()
        if any(row.unit_id == unit.id for row in page)
    )
    return PlacesPage(tuple(_unit(unit) for unit in ours.values()), groups, more)


@query(Permission.MANAGE_FORMS)
def place_poster(ctx: Context, *, place_id: int) -> PlacePoster:
    """The poster of one place in the actor's scope, in the language of its unit; raises `PlaceUnknown`."""
    row = Place.objects.select_related("unit__parent__parent__parent").filter(id=place_id).first()
    if row is None or not ctx.may(Permission.MANAGE_FORMS, row.unit_id):
        raise PlaceUnknown()
    return PlacePoster(
        place_id=row.id,
        unit_id=row.unit_id,
        unit_code=row.unit.code,
        name=row.name,
        short_code=row.short_code,
        is_open=row.is_open,
        site_name=letterhead(row.unit).name,
        language=row.unit.language,
    )


def _within(unit_code: str, ours: Mapping[int, Unit]) -> list[int]:
    """The unit of that code and all below it."""
    tops = {unit.id for unit in ours.values() if unit.code == unit_code}
    return [unit.id for unit in ours.values() if tops & set(unit.lineage)]


def _unit(unit: Unit) -> PlaceUnit:
    return PlaceUnit(unit.id, unit.code, unit.name, len(unit.lineage) - 1)


def _line(row: Place) -> PlaceLine:
    return PlaceLine(row.id, row.unit_id, row.name, row.short_code, row.is_open)
