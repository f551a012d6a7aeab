"""The form of a place is closed: its poster leads to a word that says so, and what was told stays."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.units import store as units
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class PlaceClosed:
    """The place, by its name."""

    place_id: int
    name: str


@command(Permission.MANAGE_FORMS)
def close_place(ctx: Context, *, place_id: int) -> PlaceClosed:
    """Close the form of a place; a place that is closed stays so. Raises `PlaceUnknown`."""
    place = units.place(place_id)
    ctx.require(Permission.MANAGE_FORMS, place.unit_id)
    if units.set_place_open(place.id, is_open=False):
        record(ctx, "staff", "place.closed", {"unit_id": place.unit_id, "place_id": place.id})
    return PlaceClosed(place.id, place.name)
