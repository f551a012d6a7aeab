"""Many vouchers on one nest of five budgets, and a till's token: made through the stores, in a process of its
own.

`python -m bench.vouchers COUNT` writes JSON: the token, the codes, and the ids that pgbench needs.
"""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import django

FACE = 10**9


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made."""

    token: str
    codes: list[str]
    voucher_ids: list[int]
    period_ids: list[int]
    unit_id: int
    case_id: int


def fill(count: int) -> Filled:
    """`count` vouchers of one site, each large enough never to be used up."""
    from django.db import transaction

    from amends.apps.ledger import store as ledger
    from amends.apps.units import store as units
    from amends.apps.vouchers import store as vouchers
    from amends.commands.governance.create_token import create_token
    from amends.core.ledger.budget import PeriodLength
    from amends.core.money import Money
    from amends.entrypoints.common.context import shell_context

    ctx, total = shell_context(), Money(FACE * count, "EUR")
    with transaction.atomic():
        parent: int | None = None
        above: int | None = None
        made: dict[str, int] = {}
        for level in ("organisation", "brand", "site", "team"):
            unit = units.add_unit(
                parent_id=parent, level=level, name=level, code=level, business="hotel", currency="EUR"
            )
            parent = made[level] = unit.id
        levels = (("campaign", "organisation"), ("brand", "brand"), ("site", "site"), ("team", "team"))
        user_id = _user()
        for level, unit_level in (*levels, ("person", "team")):
            above = ledger.open_budget(
                ctx,
                unit_id=made[unit_level],
                level=level,
                name=level,
                cap=total,
                period=PeriodLength.NONE,
                parent_id=above,
                user_id=user_id if level == "person" else None,
            ).id
        case_id, offer_id = _case_and_offer(made["site"])
        chain = ledger.chain_for(made["team"], user_id, ctx.now)
        ledger.post(ctx, ledger.reserve(ctx, chain, total, case_id=case_id, offer_id=offer_id), total)
        period_ids = tuple(period.period_id for period in chain if period.period_id is not None)
        records = [
            vouchers.issue(
                ctx,
                case_id=case_id,
                offer_id=offer_id,
                unit_id=made["site"],
                name="For the bar",
                form="money",
                face=Money(FACE, "EUR"),
                percent=None,
                expires_at=None,
                period_ids=period_ids,
            )
            for _ in range(count)
        ]
    token = create_token(ctx, name="till", role="cashier", unit_code="site").token
    codes = [vouchers.code_of(record) for record in records]
    return Filled(token, codes, [record.id for record in records], list(period_ids), made["site"], case_id)


def _user() -> int:
    from amends.apps.staff import store as staff

    return staff.add_user(email="desk@example.org", display_name="Desk").id


def _case_and_offer(unit_id: int) -> tuple[int, int]:
    """One case and one offer for all vouchers to hang on; how they come about is measured elsewhere."""
    from amends.apps.cases.models import Case
    from amends.apps.customers.models import Customer
    from amends.apps.failures.models import FailureType
    from amends.apps.offers.models import Offer
    from amends.apps.policies.models import Decision, PolicyVersion

    now = datetime.now(UTC)
    by: dict[str, Any] = {"unit_id": unit_id}
    customer = Customer.objects.create(
        ref=secrets.token_hex(6), home_unit_id=unit_id, display_name="Ada", made_at=now
    )
    failure = FailureType.objects.create(code="alarm", name="Woken by an alarm")
    ref = secrets.token_hex(6)
    case = Case.objects.create(
        **by, ref=ref, visit_ref=ref, customer=customer, failure_type=failure, origin="complaint", channel="desk",
        state="fulfilling", recorder="system", words="It rang", received_at=now, wanted="carry_out",
    )  # fmt: skip
    policy = PolicyVersion.objects.create(
        number=1, name="Policy", document="{}", digest="0", effective_from_at=now, published_by="system",
        published_at=now,
    )  # fmt: skip
    decision = Decision.objects.create(
        case=case, policy_version=policy, frozen="{}", result="{}", envelope_digest="0", severity=2, band="G2",
        decided_by="system", decided_at=now,
    )  # fmt: skip
    offer = Offer.objects.create(
        **by, case=case, customer=customer, decision=decision, state="accepted", needs_acceptance=True,
        arguments_digest="0", envelope_digest="0", face_minor=0, currency="EUR", made_by="system", made_at=now,
    )  # fmt: skip
    return case.id, offer.id


if __name__ == "__main__":
    django.setup()
    filled = fill(int(sys.argv[1]))
    json.dump({name: getattr(filled, name) for name in Filled.__slots__}, sys.stdout)
