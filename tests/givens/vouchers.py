"""A voucher in a customer's hand, charged to five nested budgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from givens.contexts import NOON, someone
from givens.money import Nest, a_nest

from amends.apps.cases.models import Case
from amends.apps.customers import store as customers
from amends.apps.failures.models import FailureType
from amends.apps.ledger import store as ledger
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.offers.models import Offer
from amends.apps.policies.models import Decision, PolicyVersion
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.models import Redemption
from amends.apps.vouchers.store import VoucherRecord
from amends.core.money import Money
from amends.core.roles import Role
from amends.kernel.context import Context
from amends.kernel.models import JournalEntry

IN_A_MONTH = NOON + timedelta(days=30)


@dataclass(frozen=True)
class Held:
    """A voucher, its code, and the nest of budgets it was charged to."""

    voucher: VoucherRecord
    code: str
    nest: Nest

    @property
    def site_id(self) -> int:
        """Where it is good."""
        return self.nest.site_id

    def cashier(self, *, now: datetime = NOON, key: str | None = None, unit_id: int | None = None) -> Context:
        """A cashier at the site (or at `unit_id`)."""
        place = self.site_id if unit_id is None else unit_id
        return someone(Role.CASHIER, user_id=self.nest.user_ids[0], unit_ids=[place], now=now, key=key)


def a_voucher(
    *,
    face: int = 2_000,
    form: str = "money",
    expires_at: datetime | None = IN_A_MONTH,
    percent: str | None = None,
    seed: int = 1,
    nest: Nest | None = None,
    owed: bool = False,
) -> Held:
    """One voucher over `face` cents, posted to the five budgets of `nest` (or to none where it is `owed`)."""
    nest = nest or a_nest()
    ctx = someone(Role.FRONT_LINE, user_id=nest.user_ids[0], seed=seed)
    with transaction.atomic():
        case, offer = _case_and_offer(ctx, nest)
        chain = () if owed else nest.chain()
        amount = Money(face, "EUR")
        if chain:
            held = ledger.reserve(ctx, chain, amount, case_id=case.id, offer_id=offer.id)
            ledger.post(ctx, held, amount)
        else:
            ledger.record_owed(ctx, amount, case_id=case.id, offer_id=offer.id)
        voucher = vouchers.issue(
            ctx,
            case_id=case.id,
            offer_id=offer.id,
            unit_id=nest.site_id,
            name="For the bar",
            form=form,
            face=amount,
            percent=None if percent is None else Decimal(percent),
            expires_at=expires_at,
            period_ids=tuple(period.period_id for period in chain if period.period_id is not None),
        )
    return Held(voucher, vouchers.code_of(voucher), nest)


def _case_and_offer(ctx: Context, nest: Nest) -> tuple[Case, Offer]:
    customer = customers.find_or_make_customer(
        ctx, home_unit_id=nest.site_id, display_name="Ada Okafor", email="ada@example.org"
    )
    failure, _ = FailureType.objects.get_or_create(code="alarm", defaults={"name": "Woken by an alarm"})
    ref = ctx.random(6).hex()
    case = Case.objects.create(
        ref=ref, visit_ref=ref, unit_id=nest.site_id, customer_id=customer.id, failure_type=failure,
        origin="complaint", channel="desk", state="fulfilling", recorder=str(ctx.actor),
        words="The alarm went off at one", received_at=ctx.now, wanted="fulfil",
    )  # fmt: skip
    version, _ = PolicyVersion.objects.get_or_create(
        number=1,
        defaults={
            "name": "Policy", "document": "{}", "digest": "0", "effective_from_at": ctx.now, "published_at": ctx.now,
        },
    )  # fmt: skip
    decision = Decision.objects.create(
        case=case, policy_version=version, frozen="{}", result="{}", envelope_digest="0", severity=2, band="G2",
        decided_at=ctx.now,
    )  # fmt: skip
    offer = Offer.objects.create(
        case=case, customer_id=customer.id, unit_id=nest.site_id, decision=decision, state="accepted",
        needs_acceptance=True, arguments_digest="0", envelope_digest="0", face_minor=2_000, currency="EUR",
        made_by=str(ctx.actor), made_at=ctx.now,
    )  # fmt: skip
    return case, offer


def columns(nest: Nest) -> set[tuple[int, int, int]]:
    """(issued, redeemed, expired) of the five periods; one element when all levels agree."""
    ids = [period.period_id for period in nest.chain()]
    return set(
        BudgetPeriod.objects.filter(id__in=ids).values_list("issued_minor", "redeemed_minor", "expired_minor")
    )


def redemptions() -> list[tuple[str, int, int]]:
    """(kind, amount, balance after) of every row at the tills, in order."""
    return list(Redemption.objects.order_by("id").values_list("kind", "amount_minor", "balance_after_minor"))


def moved(kind: str) -> list[int]:
    """The amounts of all transfers of one kind, in order."""
    return list(Transfer.objects.filter(kind=kind).order_by("id").values_list("amount_minor", flat=True))


def told(stream: str) -> list[str]:
    """The events of one stream of the journal, in order."""
    return list(JournalEntry.objects.filter(stream=stream).order_by("seq").values_list("event", flat=True))
