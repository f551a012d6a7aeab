"""Vouchers that customers hold or held, as a list: what is still to be used, what runs out, what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from amends.apps.units.models import Unit
from amends.apps.vouchers.models import Voucher
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_moment, cursor_text
from amends.core.money import Money
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 50
SHOWN = ("open", "soon", "unsent", "used", "expired", "void")
SOON = timedelta(days=14)
"""What runs out within two weeks can still be said to the customer in time."""


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One voucher by its last four characters. `customer_name` is empty for who may not see customers."""

    id: int
    name: str
    form: str
    state: str
    last_four: str
    face: Money
    left: Money
    percent: Decimal | None
    issued_at: datetime
    delivered_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    unit_name: str
    case_ref: str
    customer_name: str


@dataclass(frozen=True, slots=True)
class VouchersGiven:
    """One page of vouchers; `count` and `left` (one sum a currency) are of all that fit, `after` leads to the next page
    ("" at the end). `units` are those the list can be narrowed to.
    """

    shown: str
    rows: tuple[VoucherRow, ...]
    after: str
    count: int
    left: tuple[Money, ...]
    units: tuple[tuple[int, str], ...]


@query(Permission.SEE_BUDGETS)
def vouchers_given(
    ctx: Context,
    *,
    shown: str = "open",
    unit_id: int | None = None,
    period_id: int | None = None,
    q: str = "",
    after: str = "",
    limit: int = PAGE,
) -> VouchersGiven:
    """The vouchers of cases in the actor's scope, the latest first; those that run out soon in that order.

    `shown`: *open* ones, of these those that run out *soon* and those *unsent*; *used*, *expired* and *void* ones.
    `period_id`: those that were charged to one period of a budget. `q` is the last four characters, the reference of a
    case, or a part of what it is for (or of the customer's name, for who may see it). Raises `CursorInvalid`.
    """
    scope = ctx.scope(Permission.SEE_BUDGETS)
    rows = Voucher.objects.all()
    if scope.unit_ids is not None:
        rows = rows.filter(case__unit_id__in=scope.unit_ids)
    if not scope.restricted:
        rows = rows.filter(case__is_restricted=False)
    if unit_id is not None:
        rows = rows.filter(case__unit__lineage__contains=[unit_id])
    if period_id is not None:
        rows = rows.filter(period_ids__contains=[period_id])
    sees_customers = ctx.may(Permission.SEE_CUSTOMERS)
    shown = shown if shown in SHOWN else "open"
    rows = rows.filter(_as_shown(shown, ctx.now) & _matching(q, with_names=sees_customers))
    sums = list(
        rows.values("currency").order_by("currency").annotate(left=Sum("balance_minor"), number=Count("id"))
    )
    page = list(
        _from(rows, after, by_end=shown == "soon").select_related("case__customer", "case__unit")[: limit + 1]
    )
    last = page[limit - 1] if len(page) > limit else None
    return VouchersGiven(
        shown=shown,
        rows=tuple(_row(row, with_name=sees_customers) for row in page[:limit]),
        after="" if last is None else _cursor(last, by_end=shown == "soon"),
        count=sum(each["number"] for each in sums),
        left=tuple(Money(each["left"], each["currency"]) for each in sums if each["left"]),
        units=_units(ctx),
    )


def _as_shown(shown: str, now: datetime) -> Q:
    still_open = Q(state=Voucher.State.ISSUED)
    return {
        "open": still_open,
        "soon": still_open & Q(expires_at__lte=now + SOON),
        "unsent": still_open & Q(delivered_at=None),
        "used": Q(state=Voucher.State.REDEEMED),
        "expired": Q(state=Voucher.State.EXPIRED),
        "void": Q(state=Voucher.State.VOID),
    }[shown]


def _matching(q: str, *, with_names: bool) -> Q:
    words = q.replace("\x00", "").strip()[:100]
    if not words:
        return Q()
    found = Q(last_four=words.upper()) | Q(name__icontains=words)
    if with_names:
        found |= Q(case__customer__display_name__icontains=words)
    try:
        return found | Q(case__ref=normal_ref(words))
    except RefInvalid:
        return found


def _from(rows: QuerySet[Voucher], after: str, *, by_end: bool) -> QuerySet[Voucher]:
    """Those behind the last line of the page before, in their order."""
    rows = rows.order_by("expires_at", "id") if by_end else rows.order_by("-id")
    if not after:
        return rows
    at_text, last_id = cursor_keys(after, 2)
    if not isinstance(last_id, int):
        raise CursorInvalid(field="after")
    if not by_end:
        return rows.filter(id__lt=last_id)
    at = cursor_moment(at_text)
    return rows.filter(Q(expires_at__gt=at) | Q(expires_at=at, id__gt=last_id))


def _cursor(row: Voucher, *, by_end: bool) -> str:
    return cursor_text(row.expires_at.isoformat() if by_end and row.expires_at else None, row.id)


def _row(row: Voucher, *, with_name: bool) -> VoucherRow:
    return VoucherRow(
        id=row.id,
        name=row.name,
        form=row.form,
        state=row.state,
        last_four=row.last_four,
        face=Money(row.face_minor, row.currency),
        left=Money(row.balance_minor, row.currency),
        percent=row.percent,
        issued_at=row.issued_at,
        delivered_at=row.delivered_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        unit_name=row.case.unit.name,
        case_ref=row.case.ref,
        customer_name=row.case.customer.display_name if with_name else "",
    )


def _units(ctx: Context) -> tuple[tuple[int, str], ...]:
    scope = ctx.scope(Permission.SEE_BUDGETS)
    units = sorted(Unit.objects.all(), key=lambda unit: unit.lineage)
    return tuple(
        (unit.id, "\u2003" * (len(unit.lineage) - 1) + unit.name) for unit in units if scope.covers(unit.id)
    )
