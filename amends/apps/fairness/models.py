"""Group attributes, which no other part may read, and the reports that are computed with them."""

from __future__ import annotations

from django.db import models

from amends.kernel.fields import ActorField


class GroupAttribute(models.Model):
    """One attribute of one customer, imported for the consistency report alone.

    No screen, no program and no policy reads it: only the query that computes a report, which the installation itself
    runs. It ends with the person: erasing them deletes it (a trigger).
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    imported_by = ActorField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="an_attribute_has_one_value"),
        ]


class ConsistencyReport(models.Model):
    """One report over a unit with everything below it and the days from `since_date` to `until_date`, both included.

    Asked for, taken by a worker, computed; asked again, it keeps its old figures until there are new ones.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    since_date = models.DateField()
    until_date = models.DateField()
    asked_by = ActorField()
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)  # core.fairness.figures

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "since_date", "until_date"], name="one_report_per_unit_and_span"
            ),
        ]
