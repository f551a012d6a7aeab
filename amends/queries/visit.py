"""One visit: the cases that were opened together, because several things went wrong for one customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import Case
from amends.core.ref import RefInvalid, normal_ref
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.query import query


class VisitUnknown(Refusal):
    """No visit has this reference, or none that this actor may see."""

    code = "visit_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no visit with that reference here.")


@dataclass(frozen=True, slots=True)
class VisitCase:
    """One of the cases, as a line."""

    ref: str
    failure_name: str
    place: str
    wanted: str
    wanted_by_at: datetime | None
    severity: int | None
    owner_name: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    """The visit with its cases in the order they were told, the customer's name where the actor may see it."""

    visit_ref: str
    customer_name: str
    received_at: datetime
    cases: tuple[VisitCase, ...]


@query(Permission.SEE_CASES)
def visit(ctx: Context, *, visit_ref: str) -> VisitPage:
    """The cases of one visit that the actor may see; raises `VisitUnknown`."""
    scope = ctx.scope(Permission.SEE_CASES)
    visible = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    try:
        ref = normal_ref(visit_ref)
    except RefInvalid:
        raise VisitUnknown() from None
    rows = list(
        visible.filter(visit_ref=ref).select_related("customer", "failure_type", "owner").order_by("id")
    )
    if not rows:
        raise VisitUnknown()
    sees_customer = ctx.may(Permission.SEE_CUSTOMERS, rows[0].unit_id)
    return VisitPage(
        visit_ref=visit_ref,
        customer_name=rows[0].customer.display_name if sees_customer else "",
        received_at=rows[0].received_at,
        cases=tuple(
            VisitCase(
                ref=row.ref,
                failure_name=row.failure_type.name,
                place=row.place_text,
                wanted=row.wanted,
                wanted_by_at=row.wanted_by_at,
                severity=row.severity,
                owner_name="" if row.owner is None else row.owner.display_name,
            )
            for row in rows
        ),
    )
