"""The only writer of units and places."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from amends.apps.units.models import Place, Unit
from amends.core.clock.opening import PlaceRules
from amends.core.place import PlaceUnknown
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.reading_once import read_once
from amends.kernel.rows import OneRow


class UnitUnknown(Refusal):
    """There is no such unit, or none that is meant for this."""

    code = "unit_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no place of ours with that name. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One unit; `lineage` holds the ids from the root down to itself."""

    id: int
    parent_id: int | None
    level: str
    name: str
    code: str
    business: str
    timezone: str
    currency: str
    language: str
    jurisdiction: str
    reply_address: str
    phone: str
    lineage: tuple[int, ...]

    @property
    def clocks(self) -> PlaceRules:
        """By which clocks its cases go."""
        return PlaceRules(self.business, self.jurisdiction, self.timezone)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One place of a unit with the short code of its public form."""

    id: int
    unit_id: int
    name: str
    short_code: str
    is_open: bool


@read_once
def unit(unit_id: int, *, field: str | None = None) -> UnitRecord:
    """The unit with that id; raises `UnitUnknown` at `field`."""
    try:
        return _record(_BY_ID(unit_id))
    except Unit.DoesNotExist:
        raise UnitUnknown(field=field) from None


_BY_ID = OneRow(Unit)


@read_once
def unit_by_code(code: str, *, field: str | None = None) -> UnitRecord:
    """The unit with that code; raises `UnitUnknown` at `field`."""
    row = Unit.objects.filter(code=code).first()
    if row is None:
        raise UnitUnknown(field=field)
    return _record(row)


def root() -> UnitRecord:
    """The organisation itself; raises `UnitUnknown` before it was set up."""
    row = Unit.objects.filter(parent=None).order_by("id").first()
    if row is None:
        raise UnitUnknown(field="unit")
    return _record(row)


def is_code_taken(code: str) -> bool:
    """Whether a unit has that code already."""
    return Unit.objects.filter(code=code).exists()


@read_once
def chain(unit_id: int) -> tuple[UnitRecord, ...]:
    """The unit and all above it, the deepest first."""
    lineage = unit(unit_id).lineage
    rows = {row.id: row for row in Unit.objects.filter(id__in=lineage)}
    return tuple(_record(rows[each]) for each in reversed(lineage))


def units_under(unit_id: int) -> frozenset[int]:
    """The ids of the unit and of everything below it."""
    return frozenset(Unit.objects.filter(lineage__contains=[unit_id]).values_list("id", flat=True))


def add_unit(
    *,
    parent_id: int | None,
    level: str,
    name: str,
    code: str,
    business: str,
    currency: str,
    timezone: str = "UTC",
    language: str = "en",
    jurisdiction: str = "default",
    reply_address: str = "",
    phone: str = "",
) -> UnitRecord:
    """A new unit below `parent_id` (None: the organisation itself)."""
    assert connection.in_atomic_block
    above = () if parent_id is None else unit(parent_id).lineage
    row = Unit.objects.create(
        parent_id=parent_id,
        level=level,
        name=name,
        code=code,
        business=business,
        currency=currency,
        timezone=timezone,
        language=language,
        jurisdiction=jurisdiction,
        reply_address=reply_address,
        phone=phone,
    )
    row.lineage = [*above, row.id]
    row.save(update_fields=["lineage"])
    return _record(row)


def place(place_id: int) -> PlaceRecord:
    """The place with that id; raises `PlaceUnknown`."""
    row = Place.objects.filter(id=place_id).first()
    if row is None:
        raise PlaceUnknown()
    return _place(row)


def place_by_code(short_code: str, *, field: str | None = None) -> PlaceRecord:
    """The place whose form has this short code and is open; raises `PlaceUnknown` at `field`."""
    row = Place.objects.filter(short_code=short_code.strip().upper(), is_open=True).first()
    if row is None:
        raise PlaceUnknown(field=field)
    return _place(row)


@read_once
def place_named(unit_id: int, name: str) -> PlaceRecord | None:
    """The unit's place of that name in any case, or None: people also type places we do not list."""
    row = Place.objects.filter(unit_id=unit_id, name__iexact=name.strip()).first()
    return None if row is None else _place(row)


def places_of(unit_id: int) -> tuple[PlaceRecord, ...]:
    """Every place of the unit, open or not, by name; the unit is locked, so that no two people name one twice."""
    assert connection.in_atomic_block
    Unit.objects.select_for_update(no_key=True).get(id=unit_id)
    return tuple(_place(row) for row in Place.objects.filter(unit_id=unit_id).order_by("name"))


def is_short_code_taken(short_code: str) -> bool:
    """Whether a place, open or not, has that code already: printed posters keep theirs for ever."""
    return Place.objects.filter(short_code=short_code).exists()


def set_place_open(place_id: int, *, is_open: bool) -> bool:
    """Open or close the form of a place; whether that changed anything."""
    assert connection.in_atomic_block
    return Place.objects.filter(id=place_id, is_open=not is_open).update(is_open=is_open) == 1


def add_place(*, unit_id: int, name: str, short_code: str) -> PlaceRecord:
    """A new place with the short code of its public form (kept in capitals)."""
    assert connection.in_atomic_block
    return _place(Place.objects.create(unit_id=unit_id, name=name, short_code=short_code.upper()))


def _record(row: Unit) -> UnitRecord:
    return UnitRecord(
        id=row.id,
        parent_id=row.parent_id,
        level=row.level,
        name=row.name,
        code=row.code,
        business=row.business,
        timezone=row.timezone,
        currency=row.currency,
        language=row.language,
        jurisdiction=row.jurisdiction,
        reply_address=row.reply_address,
        phone=row.phone,
        lineage=tuple(row.lineage),
    )


def _place(row: Place) -> PlaceRecord:
    return PlaceRecord(row.id, row.unit_id, row.name, row.short_code, row.is_open)
