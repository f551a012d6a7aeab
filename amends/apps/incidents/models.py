"""Incidents, what was decided for people with equal facts, and the people themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Sum

from amends.core.money import Money
from amends.kernel.fields import ActorField


class Incident(models.Model):
    """One failure that hit many customers: one decision, and equal treatment of equals.

    `state` follows core.incident.lifecycle. A customer who is hit by two incidents of the same kind of failure whose
    times overlap was hit once: the second incident gives them nothing (a trigger refuses it, `nobody_is_hit_twice`).
    """

    ref = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    failure_type = models.ForeignKey("failures.FailureType", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # as colleagues call it
    happened = models.TextField()  # what happened, in words for the customer
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # None: it still goes on
    state = models.CharField(max_length=12)
    owner = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")  # signs the letters
    gesture_codes = ArrayField(
        models.CharField(max_length=60), default=list
    )  # the first that the policy allows
    holds_repeats = models.BooleanField(default=False)  # who was failed before gets a person's own care
    currency = models.CharField(max_length=3)
    policy_version = models.ForeignKey(
        "policies.PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by = ActorField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_digest = models.CharField(max_length=64, default="", blank=True)  # of all that was decided
    level = models.SmallIntegerField(default=0)  # whose yes the whole of it needs; 0: nobody else's
    involved_ids = ArrayField(models.BigIntegerField(), default=list)  # colleagues who had a part in it
    approved_by = ActorField(default="", blank=True)
    approved_at = models.DateTimeField(null=True)
    period_ids = ArrayField(models.BigIntegerField(), default=list)  # the chain that holds the money
    wave_size = models.IntegerField(default=2000)
    wave_seconds = models.IntegerField(default=0)  # at least so long between two waves
    next_wave_at = models.DateTimeField(null=True)
    declared_by = ActorField()
    declared_at = models.DateTimeField()
    ended_giving_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="incidents_by_unit"),
            models.Index(fields=["next_wave_at"], condition=Q(state="sending"), name="incidents_to_give"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="an_incident_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=models.F("decided_by")),
                name="nobody_approves_their_own_incident",
            ),
        ]


@dataclass(frozen=True, slots=True)
class Total:
    """For how many people something is decided, and what their gestures come to by face value; what is owed by law or
    contract is not in it."""

    people: int
    face: Money


class IncidentVerdictQuerySet(models.QuerySet["IncidentVerdict"]):
    """The readings of verdicts that commands and queries share."""

    def totals(self, currencies: Mapping[int, str]) -> dict[int, Total]:
        """What incidents are going to give, by their ids with the currency of each; nothing is decided: it is zero."""
        sums = self.filter(incident__in=currencies, reason="").values_list("incident_id")
        added = sums.annotate(everybody=Sum("people"), minor=Sum(F("people") * F("reserve_minor")))
        found = {incident_id: (people, minor) for incident_id, people, minor in added}
        return {
            incident_id: Total(people, Money(minor, currency))
            for incident_id, currency in currencies.items()
            for people, minor in [found.get(incident_id, (0, 0))]
        }


class IncidentVerdict(models.Model):
    """What everybody of an incident gets whose facts and history are equal, decided once.

    `options` and `owed` are the planned options of the gesture's offer and of what is owed. `decision` is the frozen
    decision that their offers share, from the moment the money is held.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)  # what the house brings as evidence, by name
    flags = ArrayField(models.CharField(max_length=30), default=list)
    severity = models.SmallIntegerField()
    band = models.CharField(max_length=4, default="", blank=True)
    reason = models.CharField(max_length=20, default="", blank=True)  # held back or skipped, for all of them
    options = models.JSONField(default=list)
    owed = models.JSONField(default=list)
    face_minor = models.BigIntegerField(default=0)  # of the gesture
    reserve_minor = models.BigIntegerField(default=0)  # what the budgets hold for each
    owed_minor = models.BigIntegerField(default=0)
    owed_currency = models.CharField(max_length=3, default="", blank=True)
    true_cost_minor = models.BigIntegerField(default=0)  # of the gesture and of what is owed
    needs_acceptance = models.BooleanField(default=False)
    level = models.SmallIntegerField(default=0)
    people = models.IntegerField(default=0)
    frozen = models.TextField()
    result = models.TextField()
    envelope_digest = models.CharField(max_length=64)
    decision = models.ForeignKey("policies.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    objects = IncidentVerdictQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="verdicts_by_incident")]


class IncidentPerson(models.Model):
    """One customer of an incident, once; or a row of an uploaded list that is nobody's, with its reason.

    The ids of case and offer are drawn when the money is held, so that the reservation names them; the rows follow
    with the wave. What the person reads and gets stands in case, offer, voucher and message like for anybody else.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    row = models.IntegerField(null=True)  # of the uploaded list
    facts = models.JSONField(default=dict)
    verdict = models.ForeignKey(
        IncidentVerdict, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, default="", blank=True)
    # which other incident, which case, or why a colleague kept them back
    detail = models.CharField(max_length=120, default="", blank=True)
    held_by = ActorField(default="", blank=True)  # who kept them back by hand
    held_at = models.DateTimeField(null=True)
    reserve_minor = models.BigIntegerField(default=0)
    case_id = models.BigIntegerField(null=True)
    offer_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="people_by_incident")]
        constraints = [
            models.UniqueConstraint(fields=["incident", "customer"], name="once_in_an_incident"),
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(case_id__isnull=False), name="a_case_is_of_one_incident"
            ),
            models.CheckConstraint(
                condition=~Q(reason="by_hand") | (~Q(held_by="") & Q(held_at__isnull=False)),
                name="kept_back_by_somebody",
            ),
        ]
