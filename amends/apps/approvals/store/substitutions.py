"""Who stands in for whom, from when until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from amends.apps.approvals.models import Substitution
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.statement import first_row

_ADD = """
    INSERT INTO "approvals_substitution" (person_id, substitute_id, starts_at, ends_at, named_by, named_at)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""


class SubstitutionUnknown(Refusal):
    """There is no such substitution, or it is over."""

    code = "substitution_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("Nobody stands in there any more, or never did.")


class SubstituteNamedBefore(Refusal):
    """That colleague stands in on some of these days already, but not on exactly these."""

    code = "substitute_named_before"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "They stand in on some of these days already. End that first if the days have changed."
    )


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
) -> tuple[SubstitutionRecord, bool]:
    """From `starts_at` until `ends_at` the substitute may give that person's yeses; and whether that is new.

    What was named and ended before stays as it was: the new one begins where that ended. Two who name the same at once
    are parted by `a_substitute_is_named_once`. Raises `SubstituteNamedBefore` where they stand in on some of the days.
    """
    assert connection.in_atomic_block, "a substitute is named in a command's transaction"
    pair = Substitution.objects.filter(person_id=person_id, substitute_id=substitute_id)
    over = pair.filter(ends_at__gt=starts_at, ends_at__lte=ctx.now).aggregate(until=Max("ends_at"))["until"]
    starts_at = over or starts_at
    made = first_row(_ADD, [person_id, substitute_id, starts_at, ends_at, str(ctx.actor), ctx.now])
    if made is not None:
        return SubstitutionRecord(made[0], person_id, substitute_id, starts_at, ends_at), True
    named = pair.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("id").first()
    if named is None or (named.starts_at, named.ends_at) != (starts_at, ends_at):
        raise SubstituteNamedBefore(field="from_date")
    return _record(named), False


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
