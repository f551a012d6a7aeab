"""Budgets, their periods and the transfers through them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from amends.kernel.fields import ActorField


class Budget(models.Model):
    """What may be promised, by face value, by one person, team, site, brand or campaign in one period.

    Budgets nest: a gesture moves the whole chain from the deepest to the root in one statement, so that no level is
    ever overspent. One currency per chain. A person's limit is a budget of level `person`.
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
            models.CheckConstraint(condition=Q(cap_minor__gte=0), name="a_cap_is_not_negative"),
        ]


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
    """One movement of money through a chain of budget periods. Never changed, never removed; corrected by adding.

    A trigger refuses UPDATE and DELETE. `period_ids` is the chain as it was charged (empty for what is owed: an
    entitlement passes through the ledger but is never refused for budget). Kinds, and what each does to every period of
    its chain, stand in core.ledger.transfer; `amends ledger audit` rebuilds every balance from these rows alone.
    A second post or void of one reservation is refused by a unique index, whatever the code above does.
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
                fields=["reserves"], condition=Q(kind__in=["post", "void"]), name="a_reservation_ends_once"
            ),
        ]
