"""Vouchers, and what became of them at the till."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from amends.kernel.fields import ActorField


class Voucher(models.Model):
    """A bearer instrument given to one customer. Its code is stored nowhere: it is derived from `serial` and a key,
    and looked up by `code_hash`; `last_four` is what staff see."""

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
    period_ids = models.JSONField(default=list)  # the chain of budget periods it was charged to
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=12)  # money, percent, item, upgrade
    state = models.CharField(max_length=10, choices=State)
    face_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    issued_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

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
    actor = ActorField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["voucher", "id"], name="redemptions_by_voucher")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "till_ref"], condition=Q(kind="redeem"), name="a_till_reference_spends_once"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(kind="rollback"), name="a_redemption_is_rolled_back_once"
            ),
        ]
