"""Sources of events, the events that came, and what triggers gave by themselves on each day."""

from __future__ import annotations

from typing import Self

from django.db import models

from amends.kernel.fields import ActorField, CurrencyField


class EventSource(models.Model):
    """A program that tells us what went wrong. Its secret is derived from `serial` and a key, and kept nowhere.

    After a change of secret the one before is good until `previous_until_at`.
    """

    name = models.CharField(max_length=60, unique=True)  # a slug: it stands in the address and in triggers
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=32)
    key_id = models.CharField(max_length=16)
    previous_serial = models.CharField(max_length=32, default="", blank=True)
    previous_key_id = models.CharField(max_length=16, default="", blank=True)
    previous_until_at = models.DateTimeField(null=True)
    made_by = ActorField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class ReceivedEventQuerySet(models.QuerySet["ReceivedEvent"]):
    """Readings that the store and the queries share."""

    def from_units(self, unit_ids: frozenset[int] | None) -> Self:
        """Those whose source belongs to one of these units (None: everywhere)."""
        return self if unit_ids is None else self.filter(source__unit_id__in=unit_ids)


class ReceivedEvent(models.Model):
    """One event as it came, and what became of it. What came is never changed or removed (a trigger refuses both);
    only body and subject can be emptied, because they may hold somebody's data.
    """

    class State(models.TextChoices):
        RECEIVED = "received"  # waits for a worker
        IGNORED = "ignored"  # the policy has nothing to do about it
        FAILED = "failed"  # it could not be acted on; `reason` says why
        OPENED = "opened"  # a case is open, and a person decides
        GIVEN = "given"  # a case is open, and something was given without a person

    source = models.ForeignKey(EventSource, on_delete=models.PROTECT, related_name="+")
    event_source = models.CharField(max_length=300)  # CloudEvents: source
    event_id = models.CharField(max_length=200)
    type = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, default="", blank=True)
    happened_at = models.DateTimeField(null=True)  # CloudEvents: time
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    body = models.TextField(blank=True)  # canonical JSON; "" once it was forgotten
    differing = models.IntegerField(default=0)  # how often the same id came again with something else in it
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    reason = models.JSONField(null=True)  # {code, message, params}: English with holes
    trigger_code = models.CharField(max_length=60, default="", blank=True)
    trigger_row = models.SmallIntegerField(null=True)
    policy_number = models.IntegerField(null=True)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, null=True, related_name="+")
    face_minor = models.BigIntegerField(default=0)
    currency = CurrencyField(default="")
    acted_at = models.DateTimeField(null=True)

    objects = ReceivedEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "event_source", "event_id"], name="an_event_comes_once"
            ),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | ~models.Q(state__in=["opened", "given"]),
                name="an_event_that_was_acted_on_has_its_case",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="received"), name="events_that_wait"),
            models.Index(fields=["-received_at", "-id"], name="events_by_receipt"),
            models.Index(fields=["state", "-received_at"], name="events_by_state"),
        ]


class TriggerDay(models.Model):
    """What one trigger gave by itself on one day: the row that keeps it within its grant for the day."""

    trigger_code = models.CharField(max_length=60)
    day_date = models.DateField()
    currency = CurrencyField()
    given_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trigger_code", "day_date", "currency"], name="one_row_per_trigger_and_day"
            ),
            models.CheckConstraint(
                condition=models.Q(given_minor__gte=0), name="a_trigger_takes_nothing_back"
            ),
        ]
