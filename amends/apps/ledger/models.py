"""Budgets, their periods and the transfers through them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from amends.core.ledger.budget import Period, PeriodLength, PeriodRecord, carried_cap, period_at
from amends.kernel.fields import ActorField
from amends.kernel.statement import read_rows

# The chain begins at the colleague's own budget, else at the nearest one of the unit or above it, and follows
# the parents; a closed budget takes no part. Each comes with its newest period, whether or not `at` still
# lies in it.
_CHAIN = """
    WITH RECURSIVE above AS (
        SELECT unnest(lineage) AS unit_id FROM units_unit WHERE id = %(unit_id)s
    ), start AS (
        SELECT b.* FROM ledger_budget b JOIN above ON above.unit_id = b.unit_id
        WHERE b.closed_at IS NULL AND (b.user_id IS NULL OR b.user_id = %(user_id)s)
        ORDER BY b.depth DESC, b.id DESC LIMIT 1
    ), chain AS (
        SELECT * FROM start
        UNION ALL
        SELECT b.* FROM ledger_budget b JOIN chain ON b.id = chain.parent_id
    )
    SELECT c.id, c.level, c.name, c.depth, c.currency, c.cap_minor, c.soft_percent, c.period, c.timezone,
           c.carries_over, p.id, p.starts_at, p.ends_at, p.cap_minor, p.reserved_minor + p.issued_minor,
           p.expired_minor, p.reserved_minor
    FROM chain c LEFT JOIN LATERAL (
        SELECT * FROM ledger_budgetperiod p
        WHERE p.budget_id = c.id AND p.starts_at <= %(at)s ORDER BY p.starts_at DESC LIMIT 1
    ) p ON true
    WHERE c.closed_at IS NULL
    ORDER BY c.depth DESC, c.id
"""


def _period_record(row: tuple[Any, ...], at: datetime) -> PeriodRecord:
    budget_id, level, name, depth, currency, cap, soft_percent, length, timezone, carries_over, *newest = row
    period_id, starts_at, ends_at, period_cap, committed, expired, reserved = newest
    if period_id is not None and (ends_at is None or at < ends_at):
        cap, period = period_cap, Period(starts_at, ends_at)
    else:
        if carries_over and period_id is not None:
            cap = carried_cap(cap, period_cap, committed, expired)
        period_id, committed, reserved = None, 0, 0
        period = period_at(PeriodLength(length), timezone, at)
    return PeriodRecord(
        budget_id, period_id, level, name, depth, currency, cap, committed, soft_percent, period, reserved
    )


class Budget(models.Model):
    """What may be promised, by face value, by one person, team, site, brand or campaign in one period.

    Budgets nest: a gesture moves the whole chain from the deepest to the root in one statement, so that no
    level is ever overspent. One currency per chain. A person's limit is a budget of level `person`.
    """

    class Level(models.TextChoices):
        PERSON = "person"
        TEAM = "team"
        SITE = "site"
        BRAND = "brand"
        CAMPAIGN = "campaign"

    class Period(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"
        NONE = "none"

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    depth = models.SmallIntegerField()  # 0 at the root; locks go deepest first, root last
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    period = models.CharField(max_length=6, choices=Period)
    timezone = models.CharField(max_length=60, default="UTC")
    cap_minor = models.BigIntegerField()
    soft_percent = models.SmallIntegerField(default=80)
    carries_over = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "level"], name="budgets_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user"],
                condition=Q(level="person", closed_at__isnull=True),
                name="one_budget_per_person_and_unit",
            ),
            models.UniqueConstraint(
                fields=["unit", "level"],
                condition=Q(level__in=["team", "site", "brand"], closed_at__isnull=True),
                name="one_budget_per_level_and_unit",
            ),
            models.CheckConstraint(condition=Q(cap_minor__gte=0), name="a_cap_is_not_negative"),
        ]

    @staticmethod
    def chain(*, unit_id: int, user_id: int | None, at: datetime) -> tuple[PeriodRecord, ...]:
        """The nested budgets that a giving at `unit_id` by `user_id` is charged to, deepest first, unlocked.

        A period that nobody has charged yet has `period_id` None and nothing committed.
        """
        rows = read_rows(_CHAIN, {"unit_id": unit_id, "user_id": user_id, "at": at})
        return tuple(_period_record(row, at) for row in rows)


class BudgetPeriod(models.Model):
    """One period of one budget: what is held, what is issued, and what became of it.

    `reserved + issued <= cap` always, said by the guarded UPDATE of the store and again by the database here.
    Liability is issued - redeemed - expired; breakage is expired.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3)
    depth = models.SmallIntegerField()
    cap_minor = models.BigIntegerField()
    reserved_minor = models.BigIntegerField(default=0)
    issued_minor = models.BigIntegerField(default=0)
    redeemed_minor = models.BigIntegerField(default=0)
    expired_minor = models.BigIntegerField(default=0)
    released_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "starts_at"], name="a_period_begins_once"),
            models.CheckConstraint(
                condition=Q(cap_minor__gte=F("reserved_minor") + F("issued_minor")),
                name="budget_never_overspent",
            ),
            models.CheckConstraint(
                condition=Q(
                    reserved_minor__gte=0,
                    issued_minor__gte=F("redeemed_minor") + F("expired_minor"),
                    redeemed_minor__gte=0,
                    expired_minor__gte=0,
                    released_minor__gte=0,
                ),
                name="budget_columns_add_up",
            ),
        ]


class Transfer(models.Model):
    """One movement of money through a chain of budget periods. Never changed, never removed; corrected by
    adding.

    A trigger refuses UPDATE and DELETE. `period_ids` is the chain as it was charged (empty for what is owed:
    an entitlement passes through the ledger but is never refused for budget). Kinds, and what each does to
    every period of its chain, stand in core.ledger.transfer; `amends verify` rebuilds every balance
    from these rows alone. A second post or void of one reservation is refused by a unique index, whatever the
    code above does.
    """

    kind = models.CharField(max_length=10)  # reserve, post, void, redeem, rollback, expire
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    period_ids = ArrayField(models.BigIntegerField())
    reserves = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    case_id = models.BigIntegerField()
    offer_id = models.BigIntegerField(null=True)
    voucher_id = models.BigIntegerField(null=True)
    is_owed = models.BooleanField(default=False)
    actor = ActorField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case_id"], name="transfers_by_case"),
            GinIndex(fields=["period_ids"], name="transfers_by_period"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="transfers_are_not_negative"),
            models.UniqueConstraint(
                fields=["offer_id"], condition=Q(kind="reserve"), name="an_offer_holds_money_once"
            ),
            models.UniqueConstraint(
                fields=["reserves"], condition=Q(kind__in=["post", "void"]), name="a_reservation_ends_once"
            ),
        ]
