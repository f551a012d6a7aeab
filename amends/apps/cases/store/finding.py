"""Finding cases, unlocked or locked, as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max

from amends.apps.cases.models import Case
from amends.apps.cases.store.records import CaseRecord, record_of
from amends.core.case.lifecycle import ENDS, State
from amends.core.case.unknown import CaseUnknown, Whereabouts
from amends.core.ref import RefInvalid, normal_ref
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.rows import OneRow


class CaseEnded(Refusal):
    """The case has ended; nothing is added to it unless it is opened again."""

    code = "case_ended"
    kind = Kind.CONFLICT
    message = gettext_noop("This case has ended. Open it again if something new has come up.")


def take_case(ctx: Context, ref: str, permission: Permission, *, field: str | None = None) -> CaseRecord:
    """The case as `find_case` finds it, locked until the commit; raises also `CaseEnded`."""
    case = lock_case(find_case(ctx, ref, permission, field=field).id)
    if case.state in ENDS:
        raise CaseEnded()
    return case


def find_case(ctx: Context, ref: str, permission: Permission, *, field: str | None = None) -> CaseRecord:
    """The case with that reference, unlocked, if the actor has `permission` at its unit.

    Raises `CaseUnknown` where the actor may not even see it (or it is restricted and they are not let in), and
    `NotPermitted` where they may see it but not do this.
    """
    case = case_by_ref(ref, field=field)
    _check(ctx, ref, permission, field, case.unit_id, case.is_restricted)
    return case


def locate_case(ctx: Context, ref: str, permission: Permission, *, field: str | None = None) -> Whereabouts:
    """Where the case with that reference is, for whoever locks its customer first; raises as `find_case` does."""
    found = Case.objects.whereabouts(ref)
    if found is None:
        raise CaseUnknown(field=field, ref=ref.strip()[:20])
    _check(ctx, ref, permission, field, found.unit_id, found.is_restricted)
    return found


def _check(
    ctx: Context, ref: str, permission: Permission, field: str | None, unit_id: int, is_restricted: bool
) -> None:
    seen = ctx.may(permission, unit_id) or ctx.may(Permission.SEE_CASES, unit_id)
    if not seen or (is_restricted and not (ctx.restricted or ctx.actor.kind == "system")):
        raise CaseUnknown(field=field, ref=ref.strip()[:20])
    ctx.require(permission, unit_id)


def case_by_ref(ref: str, *, field: str | None = None) -> CaseRecord:
    """The case with that reference, however it was typed, unlocked and for any actor; raises `CaseUnknown`."""
    try:
        row = Case.objects.filter(ref=normal_ref(ref)).first()
    except RefInvalid:
        row = None
    if row is None:
        raise CaseUnknown(field=field, ref=ref.strip()[:20])
    return record_of(row)


def case_by_id(case_id: int) -> CaseRecord:
    """The case with that id, unlocked."""
    return record_of(Case.objects.get(id=case_id))


def lock_case(case_id: int) -> CaseRecord:
    """The case, locked until the commit; the customer's lock, if needed, is taken before it."""
    assert connection.in_atomic_block
    return record_of(_LOCKED(case_id))


_LOCKED = OneRow(Case, locked=True)


def cases_of_visit(visit_ref: str) -> tuple[CaseRecord, ...]:
    """All that went wrong in one visit, in the order it was logged."""
    return tuple(record_of(row) for row in Case.objects.filter(visit_ref=visit_ref).order_by("id"))


def lock_if_free(case_id: int) -> CaseRecord | None:
    """The case, locked, unless somebody else holds it just now: sweeps come back to it later."""
    assert connection.in_atomic_block
    row = Case.objects.select_for_update(no_key=True, skip_locked=True).filter(id=case_id).first()
    return None if row is None else record_of(row)


def last_received_at(customer_id: int) -> datetime | None:
    """When the customer's latest case came in; None for somebody whom we never failed before."""
    rows = Case.objects.filter(customer_id=customer_id).order_by("-received_at")
    return rows.values_list("received_at", flat=True).first()


def last_received_of(customer_ids: Iterable[int]) -> dict[int, datetime]:
    """The same for many; those whom we never failed are left out."""
    rows = Case.objects.filter(customer_id__in=list(customer_ids)).order_by().values("customer_id")
    return {row["customer_id"]: row["last_at"] for row in rows.annotate(last_at=Max("received_at"))}


def open_counts(user_ids: Iterable[int]) -> dict[int, int]:
    """How many open cases each of these colleagues has; those without one are left out."""
    rows = Case.objects.filter(owner_id__in=list(user_ids), closed_at=None).values("owner_id")
    return {row["owner_id"]: row["count"] for row in rows.annotate(count=Count("id")).order_by()}


def ids_of_customer(customer_id: int) -> tuple[tuple[int, str, bool], ...]:
    """Every case of a customer, restricted ones too: id, reference, and whether it has ended."""
    rows = Case.objects.filter(customer_id=customer_id).order_by("id").values_list("id", "ref", "state")
    return tuple((case_id, ref, State(state) in ENDS) for case_id, ref, state in rows)


def cases_of_customer(customer_id: int, *, limit: int = 20) -> tuple[CaseRecord, ...]:
    """The customer's latest cases, newest first."""
    rows = Case.objects.filter(customer_id=customer_id).order_by("-received_at", "-id")[:limit]
    return tuple(record_of(row) for row in rows)
