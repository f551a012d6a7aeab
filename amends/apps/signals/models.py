"""Signals about repeat claims, and how far the cases have been looked through."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amends.core.signals.review import STANDING, signal_codes
from amends.kernel.fields import ActorField
from amends.kernel.statement import read_rows

_STANDING = sorted(state.value for state in STANDING)
# Written out because every envelope and every giving asks it.
_KINDS = """
    SELECT kind, state FROM signals_signal
    WHERE customer_id = %s AND state = ANY(%s) AND expires_at > %s
"""


class SignalQuerySet(models.QuerySet["Signal"]):
    """The readings of signals that commands and queries share."""

    def standing(self, now: datetime) -> Self:
        """Those that count now: raised or upheld, and not run out."""
        return self.filter(state__in=STANDING, expires_at__gt=now)

    @staticmethod
    def kinds(customer_id: int, now: datetime) -> tuple[str, ...]:
        """What stands about this customer, as the guard table asks for it."""
        return signal_codes(read_rows(_KINDS, [customer_id, _STANDING, now]))


class Signal(models.Model):
    """One thing noticed about one customer, with its evidence: cases, never words.

    It may make a policy ask for evidence or a yes, or stop a gesture; what is owed never depends on it. It ends: by
    itself (`expires_at`), or because a colleague who had no part in it dismissed it.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")  # of the latest case
    kind = models.CharField(max_length=30)  # core.signals.rules.SignalKind
    state = models.CharField(max_length=10)  # core.signals.review.SignalState
    case_ids = ArrayField(models.BigIntegerField())
    visits = models.IntegerField()
    days = models.IntegerField()
    occasions = models.IntegerField(null=True)
    raised_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reviewed_by = ActorField(default="", blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=500, default="", blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="signals_by_customer"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state__in=("raised", "upheld")),
                name="signals_running_out",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=models.Q(state__in=("raised", "upheld")),
                name="one_standing_signal_of_a_kind",
            ),
        ]


class LookedThrough(models.Model):
    """How far the sweep has come: the last case and the last piece of evidence it has seen. One row."""

    last_case_id = models.BigIntegerField()
    last_evidence_id = models.BigIntegerField()
