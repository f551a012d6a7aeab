"""Offers: one gesture, or two to four alternatives for the customer to choose from, and what is owed."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from amends.core.decision.basis import COUNTED, PastGiving
from amends.core.message.record import Remedy
from amends.core.message.telling import Told, ToldOffer, told_of
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.kernel.fields import ActorField
from amends.kernel.statement import read_rows

_PAST = """
    SELECT o.id, o.case_id, o.state, o.face_minor, o.currency, o.made_at,
           array_agg(p.gesture_code ORDER BY p.position)
    FROM offers_offer o JOIN offers_offeroption p
      ON p.offer_id = o.id AND (o.chosen_option_id IS NULL OR p.id = o.chosen_option_id)
    WHERE o.customer_id = %s AND o.made_at > %s AND NOT o.is_owed AND o.state = ANY(%s)
    GROUP BY o.id ORDER BY o.id
"""


class OfferQuerySet(models.QuerySet["Offer"]):
    """The readings of offers that commands and queries share."""

    def of_case(self, case_id: int) -> Self:
        """All offers of one case with their options, the first one first."""
        return self.filter(case_id=case_id).order_by("id").prefetch_related("options")

    def to_tell(self, case_id: int, *, since: datetime | None) -> Told:
        """What a letter says of the offers made after `since` (None: of all). Where none is new, it says once more what
        stands: somebody told them in person, and now writes it down.
        """
        live = list(self.of_case(case_id).filter(state__in=[OfferState.OFFERED, OfferState.ACCEPTED]))
        new = [row for row in live if since is None or row.made_at > since]
        return told_of([row.as_told() for row in new or live])

    @staticmethod
    def past_givings(
        customer_id: int, *, since: datetime, but_offer_id: int | None = None
    ) -> list[PastGiving]:
        """What this customer was given, or is offered, since then; what was owed is not among it.

        `but_offer_id` leaves one offer out: the one that is being looked at again.
        """
        rows = read_rows(_PAST, [customer_id, since, [state.value for state in COUNTED]])
        return [
            PastGiving(offer_id, case_id, OfferState(state), Money(face, currency), made_at, tuple(codes))
            for offer_id, case_id, state, face, currency, made_at, codes in rows
            if offer_id != but_offer_id
        ]


class Offer(models.Model):
    """What we said we can do in one case, frozen with the digest of the envelope it was made from.

    `state` follows core.offer.lifecycle. `face_minor` is the greatest face value of its options, held in the budgets
    by a reservation that names this offer until the customer chooses, declines, or the offer lapses; from then on it
    is what was given. What is owed is an offer of its own: all its options are carried out, none is chosen.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey("policies.Decision", on_delete=models.PROTECT, related_name="+")
    is_owed = models.BooleanField(default=False)  # an entitlement: no budget, no decline, no expiry
    state = models.CharField(max_length=20)
    needs_acceptance = models.BooleanField()
    arguments_digest = models.CharField(max_length=64)
    envelope_digest = models.CharField(max_length=64)
    override_reason = models.CharField(max_length=300, default="", blank=True)
    face_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    chosen_option = models.ForeignKey(
        "offers.OfferOption", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_source = models.CharField(max_length=10, default="", blank=True)  # link, reply, spoken
    decline_words = models.TextField(default="", blank=True)
    made_by = ActorField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-id"], name="offers_by_case"),
            models.Index(fields=["customer", "-made_at"], name="offers_by_customer"),
            models.Index(
                fields=["expires_at"], condition=models.Q(state="offered"), name="offers_running_out"
            ),
        ]

    def as_told(self) -> ToldOffer:
        """The offer as a letter tells of it: what is owed, the alternatives that wait, or what was chosen."""
        options = sorted(self.options.all(), key=lambda option: option.position)
        waits = self.needs_acceptance and self.state == OfferState.OFFERED
        if not (waits or self.is_owed):
            options = [option for option in options if option.id == self.chosen_option_id] or options
        return ToldOffer(
            is_owed=self.is_owed,
            waits=waits,
            expires_at=self.expires_at,
            remedies=tuple(option.as_remedy() for option in options),
        )


class OfferOption(models.Model):
    """One alternative of an offer, with everything needed to carry it out as it was when it was shown."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="options")
    position = models.SmallIntegerField()
    gesture_code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)  # as the customer reads it
    form = models.CharField(max_length=12)  # money, percent, item, upgrade, points, note, call
    face_minor = models.BigIntegerField(default=0)
    true_cost_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    quantity = models.IntegerField(null=True)  # points, or pieces
    terms = models.JSONField(default=dict)  # promise template, voucher life, wording: frozen from the policy

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="options_have_their_own_places"),
            models.CheckConstraint(condition=models.Q(face_minor__gte=0), name="an_option_never_takes_money"),
        ]

    def as_remedy(self) -> Remedy:
        """The option as a letter names it."""
        return Remedy(self.name, Money(self.face_minor, self.currency), self.percent)


class Fulfilment(models.Model):
    """One remedy to be carried out, and the proof that it was: voucher delivered, promise kept, payment reference."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(OfferOption, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # voucher, promise, payment
    amount_minor = models.BigIntegerField(
        default=0
    )  # to be paid; what a voucher or promise is worth stands there
    currency = models.CharField(max_length=3)
    is_owed = models.BooleanField(default=False)
    voucher_id = models.BigIntegerField(null=True)
    promise_id = models.BigIntegerField(null=True)
    payment_ref = models.CharField(max_length=80, default="", blank=True)
    actual_cost_minor = models.BigIntegerField(null=True)
    proven_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["offer"], name="fulfilments_by_offer"),
            models.Index(fields=["voucher_id"], name="fulfilment_by_voucher"),
            models.Index(fields=["promise_id"], name="fulfilment_by_promise"),
            models.Index(
                fields=["id"], condition=models.Q(kind="payment", proven_at=None), name="payments_to_make"
            ),
        ]
