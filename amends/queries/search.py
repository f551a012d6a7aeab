"""One search over cases, customers and the last four characters of vouchers."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.customers.models import Customer
from amends.apps.vouchers.models import Voucher
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.customers_found import SHORTEST, CustomerFound, customers_found
from amends.queries.history import PastCase, past_cases

SHOWN = 20
PEOPLE = 200
"""How many customers of a name are looked through; more than that is no search but a list."""


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
    customers: tuple[CustomerFound, ...]
    more: bool


@query(Permission.SEE_CASES)
def search(ctx: Context, *, q: str) -> SearchResult:
    """Cases and customers in the actor's scope that match what was typed: name, address, number, reference, words, or
    the last four characters of a voucher. The newest cases come first."""
    text = q.strip()[:100]
    scope = ctx.scope(Permission.SEE_CASES)
    seen = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    ids = _found(seen, text, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS))
    rows = Case.objects.filter(id__in=ids)
    names = dict(rows.values_list("ref", "customer__display_name"))
    lines = past_cases(rows, words_too=False, limit=SHOWN)
    people = customers_found(ctx, q=text) if ctx.may(Permission.SEE_CUSTOMERS) else ()
    hits = tuple(CaseHit(names[line.ref], line) for line in lines)
    return SearchResult(text, hits, people, len(ids) > SHOWN)


def _found(seen: CaseQuerySet, text: str, *, words_too: bool) -> set[int]:
    """Ids of the newest cases for each way of fitting: one indexed reading a way, quick with millions of cases."""
    if len(text) < SHORTEST:
        return set()
    people = Customer.objects.standing().matching(text).values_list("id", flat=True)[:PEOPLE]
    ways = [seen.filter(customer_id__in=list(people)), seen.called(text)]
    if words_too:
        ways.append(seen.saying(text))
    if len(text) == 4:
        ways.append(seen.filter(id__in=Voucher.objects.filter(last_four=text.upper()).values("case_id")))
    return {
        case_id
        for way in ways
        for case_id in way.order_by("-received_at").values_list("id", flat=True)[: SHOWN + 1]
    }
