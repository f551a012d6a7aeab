"""Who stands in for whom, from when until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.apps.approvals.models import Substitution
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class SubstitutionUnknown(Refusal):
    """There is no such substitution, or it is over."""

    code = "substitution_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("Nobody stands in there any more, or never did.")


@dataclass(frozen=True, slots=True)
class SubstitutionRecord:
    """One absence with who stands in."""

    id: int
    person_id: int
    substitute_id: int
    starts_at: datetime
    ends_at: datetime


def add_substitution(
    ctx: Context, *, person_id: int, substitute_id: int, starts_at: datetime, ends_at: datetime
) -> SubstitutionRecord:
    """From `starts_at` until `ends_at` the substitute may give that person's yeses."""
    assert connection.in_atomic_block, "a substitute is named in a command's transaction"
    row = Substitution.objects.create(
        person_id=person_id,
        substitute_id=substitute_id,
        starts_at=starts_at,
        ends_at=ends_at,
        named_by=str(ctx.actor),
        named_at=ctx.now,
    )
    return _record(row)


def lock_substitution(substitution_id: int, now: datetime) -> SubstitutionRecord:
    """One that holds or will hold, locked; raises `SubstitutionUnknown`."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    rows = Substitution.objects.select_for_update(no_key=True).filter(id=substitution_id, ends_at__gt=now)
    row = rows.first()
    if row is None:
        raise SubstitutionUnknown
    return _record(row)


def end_substitution(ctx: Context, substitution: SubstitutionRecord) -> None:
    """They are back; one that has not begun yet never does."""
    assert connection.in_atomic_block, "an absence ends in a command's transaction"
    ends_at = max(ctx.now, substitution.starts_at)
    Substitution.objects.filter(id=substitution.id).update(ends_at=ends_at)


def standing_in(substitute_id: int, now: datetime) -> tuple[int, ...]:
    """The people whom this colleague stands in for at `now`."""
    rows = Substitution.objects.at(now).filter(substitute_id=substitute_id).order_by("id")
    return tuple(dict.fromkeys(rows.values_list("person_id", flat=True)))


def substitutes_of(person_ids: Collection[int], now: datetime) -> dict[int, tuple[int, ...]]:
    """Of these people, those who are away at `now`, with whoever stands in for them."""
    found: dict[int, tuple[int, ...]] = {}
    rows = Substitution.objects.at(now).filter(person_id__in=person_ids).order_by("id")
    for person_id, substitute_id in rows.values_list("person_id", "substitute_id"):
        found[person_id] = (*found.get(person_id, ()), substitute_id)
    return found


def _record(row: Substitution) -> SubstitutionRecord:
    return SubstitutionRecord(row.id, row.person_id, row.substitute_id, row.starts_at, row.ends_at)
