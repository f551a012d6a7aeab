"""One search over cases, customers and the last four characters of vouchers."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.vouchers.models import Voucher
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.history import PastCase, past_cases

SHOWN = 20
SUGGESTED = 6


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """One customer found, with how often they had to tell us something."""

    ref: str
    name: str
    email: str
    phone: str
    tier: str
    external_ref: str
    case_count: int


@dataclass(frozen=True, slots=True)
class CaseHit:
    """One case found, with its customer."""

    customer_name: str
    case: PastCase


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found; `more` says that there is more than is shown."""

    q: str
    cases: tuple[CaseHit, ...]
    customers: tuple[CustomerHit, ...]
    more: bool


@query(Permission.SEE_CASES)
def search(ctx: Context, *, q: str) -> SearchResult:
    """Cases and customers in the actor's scope that match what was typed: name, address, number, reference, words, or
    the last four characters of a voucher. The newest cases come first."""
    text = q.strip()[:100]
    scope = ctx.scope(Permission.SEE_CASES)
    seen = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    found = seen.matching(text, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS))
    ids = list(found.order_by("-received_at").values_list("id", flat=True)[: SHOWN + 1])
    if len(text) == 4:
        with_voucher = Voucher.objects.filter(last_four=text.upper()).values("case_id")
        ids += list(seen.filter(id__in=with_voucher).values_list("id", flat=True)[:SHOWN])
    rows = Case.objects.filter(id__in=ids)
    names = dict(rows.values_list("ref", "customer__display_name"))
    lines = past_cases(rows, words_too=False, limit=SHOWN)
    people = customers_matching(ctx, q=text) if ctx.may(Permission.SEE_CUSTOMERS) else ()
    return SearchResult(
        text, tuple(CaseHit(names[line.ref], line) for line in lines), people, len(ids) > SHOWN
    )


@query(Permission.SEE_CUSTOMERS)
def customers_matching(ctx: Context, *, q: str, limit: int = SUGGESTED) -> tuple[CustomerHit, ...]:
    """Customers of the actor's scope who match, for choosing one while typing; at least two characters.

    A customer belongs to the scope by their home, or by a case in it.
    """
    if len(q.strip()) < 2:
        return ()
    scope = ctx.scope(Permission.SEE_CUSTOMERS)
    rows = Customer.objects.standing().matching(q)
    if scope.unit_ids is not None:
        here = Case.objects.filter(unit_id__in=scope.unit_ids).values("customer_id")
        ours = rows.filter(home_unit_id__in=scope.unit_ids) | rows.filter(id__in=here)
        rows = ours
    found = list(rows.order_by("display_name", "id")[:limit])
    counts = _counts([row.id for row in found])
    return tuple(
        CustomerHit(
            row.ref,
            row.display_name,
            row.email,
            row.phone,
            row.loyalty_tier,
            row.external_ref,
            counts.get(row.id, 0),
        )
        for row in found
    )


def _counts(customer_ids: list[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for customer_id in Case.objects.filter(customer_id__in=customer_ids).values_list(
        "customer_id", flat=True
    ):
        counts[customer_id] = counts.get(customer_id, 0) + 1
    return counts
