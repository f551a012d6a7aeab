"""The question "is it right now?" and what the customer answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amends.kernel.fields import ActorField


class FollowUp(models.Model):
    """One round of asking one customer whether it is right now."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    round = models.SmallIntegerField()
    ask_at = models.DateTimeField()
    attempts_made = models.SmallIntegerField(default=0)
    attempts_required = models.SmallIntegerField()
    channels = ArrayField(models.CharField(max_length=20), default=list)  # over which attempts were made
    last_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ask_at"], condition=Q(ended_at__isnull=True), name="followups_due")]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_follow_up_per_round")]


class Answer(models.Model):
    """What the customer said. A spoken yes counts as verified only when they confirm it themselves."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8)  # yes, partly, no
    source = models.CharField(max_length=8)  # link, reply, spoken
    words = models.TextField(default="", blank=True)
    satisfaction = models.SmallIntegerField(null=True)  # recovery satisfaction, 1 to 5
    recorded_by = ActorField()
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
