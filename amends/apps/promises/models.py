"""Promises: what a person said they would do, by when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from amends.core.message.record import PromisedWork
from amends.kernel.fields import ActorField


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Readings of promises that commands and queries share."""

    def works(self, case_id: int, *, now: datetime) -> tuple[PromisedWork, ...]:
        """What is still going to be done for the customer of a case, as a letter tells it: no time that has passed."""
        rows = self.filter(case_id=case_id, state=Promise.State.OPEN, due_at__gt=now).select_related("owner")
        return tuple(
            PromisedWork(row.owner.display_name, row.what, row.due_at)
            for row in rows.order_by("due_at", "id")
        )


class Promise(models.Model):
    """One thing one person does for one customer by one time. Kept by a tap; broken when the time passes without it."""

    class State(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        BROKEN = "broken"
        RELEASED = "released"  # no longer wanted: offer declined, case withdrawn

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # note, call, upgrade, item, update, other
    what = models.CharField(max_length=300)
    owner = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    made_by = ActorField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    kept_at = models.DateTimeField(null=True)
    kept_by = ActorField(default="", blank=True)
    kept_note = models.CharField(max_length=300, default="", blank=True)
    reminded_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)  # stays set when it is kept late

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="promises_open_by_due"),
            models.Index(
                fields=["owner", "due_at"],
                condition=Q(state__in=["open", "broken"]),
                name="promises_by_owner",
            ),
            models.Index(fields=["case"], name="promises_by_case"),
        ]
