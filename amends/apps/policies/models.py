"""Published policies and every decision made under them."""

from __future__ import annotations

from django.db import models

from amends.kernel.fields import ActorField


class PolicyVersion(models.Model):
    """One published policy document: canonical text, never changed (a trigger refuses it), in force from a date."""

    number = models.IntegerField(unique=True)
    name = models.CharField(max_length=120)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=500, default="", blank=True)
    effective_from_at = models.DateTimeField()
    published_by = ActorField()
    published_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-effective_from_at", "-number"], name="policy_in_force")]


class Decision(models.Model):
    """What the policy said about one case at one time: facts, sources and standing in, envelope out, frozen.

    Replaying `frozen` under `policy_version` gives `result` byte for byte. Append-only. What the person then chose,
    and why where it differs, stands in the offer.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    frozen = models.TextField()
    result = models.TextField()
    envelope_digest = models.CharField(max_length=64)
    severity = models.SmallIntegerField()
    band = models.CharField(max_length=4)
    decided_by = ActorField()
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="decisions_by_case")]
