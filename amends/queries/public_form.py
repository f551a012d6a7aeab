"""What the public form of a place shows: whose it is, where it stands, and what can go wrong there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from amends.apps.failures.models import FailureType
from amends.apps.units.models import Place
from amends.core.message.correspondence import letterhead
from amends.core.place import PlaceUnknown
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class PublicForm:
    """The form of one place; `failures` are codes and names in the order they are shown. Nothing of any customer."""

    place_id: int
    short_code: str
    place_name: str
    site_name: str
    phone: str
    reply_address: str
    language: str
    timezone: str
    failures: tuple[tuple[str, str], ...]


@query(Permission.LOG_FAILURE)
def public_form(ctx: Context, *, short_code: str) -> PublicForm:
    """The open form with that short code, however it is written; raises `PlaceUnknown`.

    Where no kind of failure is known yet nobody could choose one, so the form is not open.
    """
    places = Place.objects.select_related("unit__parent__parent__parent")
    place = places.filter(short_code=short_code.replace("\x00", "").strip().upper(), is_open=True).first()
    if place is None:
        raise PlaceUnknown(field="place_code")
    unit = place.unit
    ctx.require(Permission.LOG_FAILURE, unit.id)
    kinds = FailureType.objects.filter(Q(business=unit.business) | Q(business=""), is_open=True)
    failures = tuple(kinds.order_by("position", "name").values_list("code", "name"))
    if not failures:
        raise PlaceUnknown(field="place_code")
    head = letterhead(unit)
    return PublicForm(
        place_id=place.id,
        short_code=place.short_code,
        place_name=place.name,
        site_name=head.name,
        phone=head.phone,
        reply_address=head.reply_address,
        language=unit.language,
        timezone=unit.timezone,
        failures=failures,
    )
