"""One customer: who they are, what failed them before, what was given and what they said after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.offers.models import Offer
from amends.apps.promises.models import Promise
from amends.apps.vouchers.models import Voucher
from amends.core.money import Money
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.core.unseen import CustomerUnknown
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.history import PastCase, past_cases

CASES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One voucher in the customer's hand, by its last four characters."""

    name: str
    last_four: str
    balance: Money | None
    state: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise that is open or was broken."""

    case_ref: str
    what: str
    owner_name: str
    due_at: datetime
    is_broken: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """The customer with their cases here; `elsewhere` counts those that the reader may not see."""

    ref: str
    name: str
    tier: str
    external_ref: str
    email: str
    email_is_verified: bool
    phone: str
    language: str
    home_unit: str
    since: datetime
    cases: tuple[PastCase, ...]
    elsewhere: int
    open_count: int
    recovered_count: int
    given_year: tuple[Money, ...]
    vouchers: tuple[VoucherLine, ...]
    promises: tuple[PromiseLine, ...]
    may_answer_for_data: bool


@query(Permission.SEE_CUSTOMERS)
def customer_page(ctx: Context, *, ref: str) -> CustomerPage:
    """The customer with that reference, if they have a case or their home in the actor's scope.

    Raises `CustomerUnknown`.
    """
    scope = ctx.scope(Permission.SEE_CUSTOMERS)
    seen = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    customer = _customer(ref)
    cases = seen.filter(customer_id=customer.id)
    at_home = scope.covers(customer.home_unit_id)
    lines = past_cases(cases, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS), limit=CASES_SHOWN)
    if not lines and not at_home:
        raise CustomerUnknown()
    all_count = Case.objects.filter(customer_id=customer.id).count()
    return CustomerPage(
        ref=customer.ref,
        name=customer.display_name,
        tier=customer.loyalty_tier,
        external_ref=customer.external_ref,
        email=customer.email,
        email_is_verified=customer.email_verified_at is not None,
        phone=customer.phone,
        language=customer.language,
        home_unit=customer.home_unit.name,
        since=customer.made_at,
        cases=lines,
        elsewhere=max(0, all_count - cases.count()),
        open_count=sum(line.closed_at is None for line in lines),
        recovered_count=sum(line.outcome == "recovered" for line in lines),
        given_year=_given(ctx, customer.id),
        vouchers=_vouchers(cases.values_list("id", flat=True)),
        promises=_promises(cases.values_list("id", flat=True)),
        may_answer_for_data=ctx.may(Permission.ANSWER_FOR_DATA, customer.home_unit_id),
    )


def _customer(ref: str) -> Customer:
    try:
        row = Customer.objects.standing().select_related("home_unit").filter(ref=normal_ref(ref)).first()
    except RefInvalid:
        row = None
    if row is None:
        raise CustomerUnknown()
    return row


def _given(ctx: Context, customer_id: int) -> tuple[Money, ...]:
    """What was given beyond what was owed within a year, one sum per currency."""
    sums: dict[str, Money] = {}
    for past in Offer.objects.past_givings(customer_id, since=ctx.now - timedelta(days=365)):
        sums[past.face.currency] = sums.get(past.face.currency, Money.zero(past.face.currency)) + past.face
    return tuple(total for total in sums.values() if total)


def _vouchers(case_ids: Iterable[int]) -> tuple[VoucherLine, ...]:
    rows = Voucher.objects.filter(case_id__in=case_ids).order_by("-id")[:20]
    return tuple(
        VoucherLine(
            row.name,
            row.last_four,
            Money(row.balance_minor, row.currency) if row.face_minor else None,
            row.state,
            row.expires_at,
        )
        for row in rows
    )


def _promises(case_ids: Iterable[int]) -> tuple[PromiseLine, ...]:
    rows = Promise.objects.filter(Q(state="open") | Q(state="broken"), case_id__in=case_ids)
    return tuple(
        PromiseLine(row.case.ref, row.what, row.owner.display_name, row.due_at, row.state == "broken")
        for row in rows.select_related("case", "owner").order_by("due_at")[:20]
    )
