"""Writes the sources of events; their secrets are derived and stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.apps.events.models import EventSource
from amends.core.event.signature import derive_secret, secret_text
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.keys import current_key_id, derive
from amends.kernel.reading_once import read_once


class SourceUnknown(Refusal):
    """No source that sends now has this name, or none that this actor may speak for."""

    code = "event_source_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no event source %(name)s here. An operator registers it first.")


class SourceTaken(Refusal):
    """Another source has this name."""

    code = "event_source_taken"
    kind = Kind.CONFLICT
    message = gettext_noop("There is an event source %(name)s already. Choose another name.")


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source, without its secret."""

    id: int
    name: str
    unit_id: int
    serial: str
    key_id: str
    ended_at: datetime | None


def add_source(ctx: Context, *, name: str, unit_id: int) -> SourceRecord:
    """A new source of that name at a unit; raises `SourceTaken` at `name`."""
    assert connection.in_atomic_block
    row, is_new = EventSource.objects.get_or_create(
        name=name,
        defaults={
            "unit_id": unit_id,
            "serial": ctx.random(12).hex(),
            "key_id": current_key_id(),
            "made_by": str(ctx.actor),
            "made_at": ctx.now,
        },
    )
    if not is_new:
        raise SourceTaken(field="name", name=name)
    return _record(row)


def renew_secret(ctx: Context, source: SourceRecord, *, previous_until_at: datetime) -> SourceRecord:
    """Another secret from now on; the one before is good until then."""
    assert connection.in_atomic_block
    row = EventSource.objects.select_for_update().get(id=source.id)
    row.previous_serial, row.previous_key_id = row.serial, row.key_id
    row.previous_until_at = previous_until_at
    row.serial, row.key_id = ctx.random(12).hex(), current_key_id()
    row.save()
    return _record(row)


def end_source(ctx: Context, source_id: int) -> bool:
    """Nothing is taken from it any more; whether anything was until now."""
    assert connection.in_atomic_block
    return EventSource.objects.filter(id=source_id, ended_at=None).update(ended_at=ctx.now) > 0


def secret_of(source: SourceRecord) -> str:
    """The secret that the source signs with, as it is shown; derived anew, for the one who registers it alone."""
    return secret_text(derive_secret(derive("event-source", source.key_id), source.serial))


def source_by_name(name: str, *, field: str | None = None) -> SourceRecord:
    """The source of that name that sends now; raises `SourceUnknown` at `field`."""
    row = EventSource.objects.filter(name=name, ended_at=None).first()
    if row is None:
        raise SourceUnknown(field=field, name=name[:60])
    return _record(row)


@read_once
def source_by_id(source_id: int) -> SourceRecord:
    """The source with that id, ended or not."""
    return _record(EventSource.objects.get(id=source_id))


def _record(row: EventSource) -> SourceRecord:
    return SourceRecord(row.id, row.name, row.unit_id, row.serial, row.key_id, row.ended_at)
