"""The only writer of the failure taxonomy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from amends.apps.failures.models import FailureType
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.reading_once import read_once


class FailureUnknown(Refusal):
    """No open kind of failure has this code."""

    code = "failure_unknown"
    kind = Kind.INVALID
    message = gettext_noop("We know no kind of failure %(failure_code)s. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """One kind of failure, with the policy facts that it lets us assume, the words that may name it, and how it goes on
    after "you told us", by language.
    """

    id: int
    code: str
    name: str
    business: str
    nature: str
    lost_resource: str
    usual_expectation: str
    assumed_facts: Mapping[str, Any]
    terms: tuple[str, ...]
    told_as: Mapping[str, str]


@read_once
def failure_type(code: str, *, field: str | None = None) -> FailureRecord:
    """The open kind of failure with that code; raises `FailureUnknown` at `field`."""
    row = FailureType.objects.filter(code=code, is_open=True).first()
    if row is None:
        raise FailureUnknown(field=field, failure_code=code[:60])
    return _record(row)


def failure_by_id(failure_type_id: int) -> FailureRecord:
    """The kind of failure of an existing case, open or not."""
    return _record(FailureType.objects.get(id=failure_type_id))


def failure_types(business: str) -> tuple[FailureRecord, ...]:
    """What can go wrong in that line of business, in the order it is shown."""
    rows = FailureType.objects.filter(Q(business=business) | Q(business=""), is_open=True)
    return tuple(_record(row) for row in rows.order_by("position", "name"))


def taken_codes(codes: Iterable[str]) -> frozenset[str]:
    """Which of these codes some kind of failure has, open or not."""
    return frozenset(FailureType.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def add_failure_type(
    *,
    code: str,
    name: str,
    business: str,
    nature: str,
    lost_resource: str,
    usual_expectation: str,
    assumed_facts: Mapping[str, Any],
    terms: tuple[str, ...],
    told_as: Mapping[str, str] | None = None,
    position: int = 0,
) -> FailureRecord:
    """A new kind of failure."""
    assert connection.in_atomic_block
    row = FailureType.objects.create(
        code=code,
        name=name,
        business=business,
        nature=nature,
        lost_resource=lost_resource,
        usual_expectation=usual_expectation,
        assumed_facts=dict(assumed_facts),
        terms=list(terms),
        told_as=dict(told_as or {}),
        position=position,
    )
    return _record(row)


def _record(row: FailureType) -> FailureRecord:
    return FailureRecord(
        id=row.id,
        code=row.code,
        name=row.name,
        business=row.business,
        nature=row.nature,
        lost_resource=row.lost_resource,
        usual_expectation=row.usual_expectation,
        assumed_facts=row.assumed_facts,
        terms=tuple(row.terms),
        told_as=row.told_as,
    )
