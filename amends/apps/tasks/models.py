"""The closing questions: a task on the closed case, three outcomes (customer, process, employee)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amends.kernel.fields import ActorField


class ClosingTask(models.Model):
    """What we learn from one closed case (Johnston & Michel 2008); a yes at midnight does not wait for it."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    root_cause = models.CharField(max_length=60, default="", blank=True)
    is_systemic = models.BooleanField(null=True)
    action_note = models.CharField(max_length=300, default="", blank=True)
    was_authority_adequate = models.BooleanField(null=True)
    colleague_note = models.CharField(
        max_length=300, default="", blank=True
    )  # debriefed, supported, recognised
    done_by = ActorField(default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_at"], condition=Q(done_at__isnull=True), name="closing_tasks_open"
            )
        ]
