"""Vouchers, and what became of them at the till."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amends.core.voucher.code import lookup_hash, read_code
from amends.kernel.fields import ActorField
from amends.kernel.keys import derive, key_ids


def code_hashes(code: str) -> list[str]:
    """What `code` is found by, under each key of the installation."""
    return [lookup_hash(derive("voucher-lookup", key_id), code) for key_id in key_ids()]


class VoucherQuerySet(models.QuerySet["Voucher"]):
    """Readings that the store (which adds a lock) and the queries share."""

    def with_code(self, text: str) -> Self:
        """The voucher that a typed or scanned `text` belongs to; nothing for whatever is not a code of
        ours."""
        code = read_code(text)
        return self.none() if code is None else self.filter(code_hash__in=code_hashes(code))

    def of_case(self, case_id: int) -> Self:
        """All vouchers of one case, the first one first."""
        return self.filter(case_id=case_id).order_by("id")

    def running_out(self, at: datetime) -> Self:
        """Those still open whose time is over at `at`, the oldest first."""
        return self.filter(state=Voucher.State.ISSUED, expires_at__lte=at).order_by("expires_at", "id")


class Voucher(models.Model):
    """A bearer instrument given to one customer. Its code is stored nowhere: it is derived from `serial` and
    a key, and looked up by `code_hash`; `last_four` is what staff see."""

    class State(models.TextChoices):
        ISSUED = "issued"
        REDEEMED = "redeemed"
        EXPIRED = "expired"
        VOID = "void"

    serial = models.CharField(max_length=32, unique=True)
    key_id = models.CharField(max_length=16)
    code_hash = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")  # good in its subtree
    period_ids = ArrayField(
        models.BigIntegerField(), default=list
    )  # the chain it was charged to; empty: owed
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=12)  # money, percent, item, upgrade
    state = models.CharField(max_length=10, choices=State)
    face_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    issued_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    handed_by = ActorField(
        default="", blank=True
    )  # who put it into the customer's hand; empty: it was mailed
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, default="", blank=True)  # why it was replaced
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = VoucherQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="vouchers_by_case"),
            models.Index(fields=["expires_at"], condition=Q(state="issued"), name="vouchers_running_out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(balance_minor__gte=0, balance_minor__lte=F("face_minor")),
                name="a_voucher_is_never_overspent",
            ),
        ]


class Redemption(models.Model):
    """One use of a voucher, or the reversal of one; append-only (a trigger refuses UPDATE and DELETE).

    `till_ref` is the till's own number of the sale: the same one at the same unit is the same redemption.
    """

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # redeem, rollback
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    balance_after_minor = models.BigIntegerField()
    till_ref = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, default="", blank=True)  # why it was rolled back
    actor = ActorField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["voucher", "id"], name="redemptions_by_voucher"),
            models.Index(fields=["unit", "-id"], name="redemptions_by_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "till_ref"], condition=Q(kind="redeem"), name="a_till_reference_spends_once"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(kind="rollback"), name="a_redemption_is_rolled_back_once"
            ),
        ]
