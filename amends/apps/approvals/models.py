"""The yes that an offer above somebody's authority waits for."""

from __future__ import annotations

from django.db import models

from amends.kernel.fields import ActorField


class Approval(models.Model):
    """One question to one level of authority, bound by hash to exactly the arguments it was asked about.

    What is approved runs at once, by itself; what was edited meanwhile has other arguments and must be asked again.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    level = models.SmallIntegerField()  # 1 lead, 2 CX manager, 3 finance
    arguments_digest = models.CharField(max_length=64)
    reasons = models.JSONField(default=list)  # why it needs a yes: codes and parameters from the envelope
    note = models.CharField(max_length=500, default="", blank=True)
    state = models.CharField(max_length=12, choices=State)
    asked_by = ActorField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = ActorField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "due_at"], condition=models.Q(state="waiting"), name="approvals_waiting"
            ),
            models.Index(fields=["offer"], name="approvals_by_offer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=models.Q(state="waiting"), name="one_open_question_per_offer"
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by")), name="nobody_approves_their_own"
            ),
        ]
