"""What the log screen offers at one unit: what can go wrong there, where, and what is assumed of each failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from amends.apps.failures.models import FailureType
from amends.apps.policies.models import PolicyVersion
from amends.apps.units.models import Place, Unit
from amends.core.case.hearing import ASKED_AT_LOG
from amends.core.policy.model import FactDeclaration
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.query import query

PLACES_SHOWN = 400


class NowhereToLog(Refusal):
    """The actor may log failures, but at no unit that is in business."""

    code = "nowhere_to_log"
    kind = Kind.NOT_FOUND
    message = gettext_noop(
        "There is no place of ours yet where you log failures. An operator places you at one."
    )


@dataclass(frozen=True, slots=True)
class LogUnit:
    """One unit where the actor may log, indented by its depth."""

    id: int
    code: str
    name: str
    depth: int
    timezone: str
    currency: str


@dataclass(frozen=True, slots=True)
class AssumedFact:
    """One fact of the policy that a failure lets us assume: its label and unit in the policy and its JSON value."""

    name: str
    label: str
    value: object
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FailureChoice:
    """One thing that can go wrong; `terms` are further words by which it is searched."""

    code: str
    name: str
    expectation: str
    terms: tuple[str, ...]
    assumed: tuple[AssumedFact, ...]

    @property
    def search_words(self) -> str:
        """Everything by which somebody may look for it."""
        return " ".join((self.name, *self.terms, self.expectation))


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that may be told at once; `choices` are empty for amounts and numbers, `unit` is theirs."""

    name: str
    label: str
    unit: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """The log screen at `unit`; `units` are all where the actor may log."""

    units: tuple[LogUnit, ...]
    unit: LogUnit
    failures: tuple[FailureChoice, ...]
    places: tuple[str, ...]
    asked: tuple[AskedFact, ...]


@query(Permission.LOG_FAILURE)
def log_page(ctx: Context, *, unit_code: str = "") -> LogPage:
    """The screen at the unit with that code, else at the first of the actor's; raises `NowhereToLog`.

    A unit without a line of business has no failures of its own, so it is left out.
    """
    scope = ctx.scope(Permission.LOG_FAILURE)
    in_business = sorted(
        Unit.objects.exclude(business=""), key=lambda unit: (len(unit.lineage), unit.lineage)
    )
    ours = [unit for unit in in_business if scope.covers(unit.id)]
    if not ours:
        raise NowhereToLog()
    here = next((unit for unit in ours if unit.code == unit_code), ours[0])
    policy = PolicyVersion.objects.in_force(ctx.now)
    declared: Mapping[str, FactDeclaration] = {} if policy is None else policy.document.declared
    kinds = FailureType.objects.filter(Q(business=here.business) | Q(business=""), is_open=True)
    names = Place.objects.filter(unit_id=here.id).order_by("name").values_list("name", flat=True)
    in_tree = sorted(ours, key=lambda unit: unit.lineage)
    return LogPage(
        units=tuple(_unit(unit) for unit in in_tree),
        unit=_unit(here),
        failures=tuple(_choice(kind, declared) for kind in kinds.order_by("position", "name")),
        places=tuple(names[:PLACES_SHOWN]),
        asked=tuple(_asked(declared[name]) for name in ASKED_AT_LOG if name in declared),
    )


def _unit(unit: Unit) -> LogUnit:
    return LogUnit(unit.id, unit.code, unit.name, len(unit.lineage) - 1, unit.timezone, unit.currency)


def _choice(kind: FailureType, declared: Mapping[str, FactDeclaration]) -> FailureChoice:
    assumed = tuple(_assumed(name, value, declared.get(name)) for name, value in kind.assumed_facts.items())
    return FailureChoice(kind.code, kind.name, kind.usual_expectation, tuple(kind.terms), assumed)


def _assumed(name: str, value: object, fact: FactDeclaration | None) -> AssumedFact:
    return AssumedFact(name, fact.title, value, fact.unit) if fact else AssumedFact(name, name, value)


def _asked(fact: FactDeclaration) -> AskedFact:
    return AskedFact(fact.name, fact.title, fact.unit, tuple(str(choice) for choice in fact.choices))
