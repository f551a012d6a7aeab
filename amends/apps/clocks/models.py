"""Deadlines: absolute instants, with the rule that made them."""

from __future__ import annotations

from django.db import models


class Deadline(models.Model):
    """One clock of one case. A sweep claims what is due with `FOR UPDATE SKIP LOCKED` and rings it once.

    A breach is an event (`rung_at` without `met_at` before it), never a deletion; a paused internal clock
    keeps what was left of it in `paused_left_seconds`. Statutory clocks never pause.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)  # acknowledge, respond, decide, fulfil, update, follow_up
    rule = models.CharField(max_length=60)  # preset and version that produced it
    is_statutory = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    set_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    paused_left_seconds = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(
                    met_at__isnull=True,
                    rung_at__isnull=True,
                    cancelled_at__isnull=True,
                    paused_left_seconds__isnull=True,
                ),
                name="deadlines_waiting",
            ),
            models.Index(fields=["case", "kind"], name="deadlines_by_case"),
        ]
