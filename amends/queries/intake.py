"""What the log screen and the public forms offer to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.cases.models import Case
from amends.apps.failures.models import FailureType
from amends.apps.units.models import Place, Unit
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.query import query

GUESS_HOURS = 12
"""How long the last thing logged is a good guess for the next."""


class FormClosed(Refusal):
    """The short code leads to no open form."""

    code = "place_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("This form is not open. Speak to anyone of us here and we write it down for you.")


@dataclass(frozen=True, slots=True)
class FailureChoice:
    """One kind of failure to choose."""

    code: str
    name: str
    expectation: str


@dataclass(frozen=True, slots=True)
class UnitToLog:
    """One unit where this colleague logs, with its places and what can go wrong there."""

    id: int
    name: str
    business: str
    timezone: str
    places: tuple[str, ...]
    failures: tuple[FailureChoice, ...]


@dataclass(frozen=True, slots=True)
class LogGuess:
    """What the colleague logged last, lately: a guess for the next one, marked as one."""

    unit_id: int
    failure_code: str
    place: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogChoices:
    """What the log screen offers; `guess` None where nothing was logged lately."""

    units: tuple[UnitToLog, ...]
    guess: LogGuess | None


@dataclass(frozen=True, slots=True)
class PublicForm:
    """The form of one place as a customer sees it."""

    code: str
    place: str
    unit_name: str
    language: str
    timezone: str
    phone: str
    failures: tuple[FailureChoice, ...]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place with the short code of its form."""

    id: int
    name: str
    unit_name: str
    code: str
    is_open: bool


@query(Permission.LOG_FAILURE)
def log_choices(ctx: Context) -> LogChoices:
    """Where the colleague may log (the deepest units first), the places and failures there, and a guess."""
    scope = ctx.scope(Permission.LOG_FAILURE)
    units = Unit.objects.exclude(level__in=[Unit.Level.ORGANISATION, Unit.Level.BRAND])
    if scope.unit_ids is not None:
        units = units.filter(id__in=scope.unit_ids)
    rows = sorted(units, key=lambda unit: (-len(unit.lineage), unit.name))
    places: dict[int, list[str]] = {}
    for place in Place.objects.filter(unit_id__in=[unit.id for unit in rows]).order_by("name"):
        places.setdefault(place.unit_id, []).append(place.name)
    kinds = list(FailureType.objects.filter(is_open=True).order_by("position", "name"))
    offered = tuple(
        UnitToLog(
            unit.id,
            unit.name,
            unit.business,
            unit.timezone,
            tuple(places.get(unit.id, ())),
            tuple(_choice(kind) for kind in kinds if kind.business in ("", unit.business)),
        )
        for unit in rows
    )
    return LogChoices(offered, _guess(ctx))


@query(Permission.LOG_FAILURE)
def public_form(ctx: Context, *, code: str) -> PublicForm:
    """The open form with that short code; raises `FormClosed`."""
    place = Place.objects.select_related("unit").filter(short_code=code.upper()[:16], is_open=True).first()
    if place is None:
        raise FormClosed()
    unit = place.unit
    kinds = FailureType.objects.filter(Q(business=unit.business) | Q(business=""), is_open=True)
    sites = Unit.objects.filter(id__in=unit.lineage, level=Unit.Level.SITE)
    site = sites.first() or unit
    return PublicForm(
        code=place.short_code,
        place=place.name,
        unit_name=site.name,
        language=unit.language,
        timezone=unit.timezone,
        phone=unit.phone or site.phone,
        failures=tuple(_choice(kind) for kind in kinds.order_by("position", "name")),
    )


@query(Permission.SEE_CASES)
def places(ctx: Context) -> tuple[PlaceLine, ...]:
    """The places in the actor's scope, by unit and name: each has a form and a poster."""
    scope = ctx.scope(Permission.SEE_CASES)
    rows = Place.objects.select_related("unit")
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    return tuple(
        PlaceLine(row.id, row.name, row.unit.name, row.short_code, row.is_open)
        for row in rows.order_by("unit__name", "name")
    )


def _choice(kind: FailureType) -> FailureChoice:
    return FailureChoice(kind.code, kind.name, kind.usual_expectation)


def _guess(ctx: Context) -> LogGuess | None:
    since = ctx.now - timedelta(hours=GUESS_HOURS)
    last = (
        Case.objects.filter(recorder=str(ctx.actor), received_at__gt=since)
        .select_related("failure_type")
        .order_by("-received_at", "-id")
        .first()
    )
    if last is None:
        return None
    return LogGuess(last.unit_id, last.failure_type.code, last.place_text, last.channel, last.received_at)
