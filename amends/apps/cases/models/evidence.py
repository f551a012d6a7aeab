"""What is known about cases: who said what, when, and how sure it is."""

from __future__ import annotations

import json
from typing import Self

from django.db import models

from amends.apps.cases.models.cases import Case
from amends.core.case.evidence import Source
from amends.core.case.facts import Said
from amends.kernel.fields import ActorField
from amends.kernel.statement import read_rows

# Written out because every envelope and every giving reads it.
_SAID = """
    SELECT name, value::text, source, reason, recorded_by, recorded_at FROM cases_evidence
    WHERE case_id = %s ORDER BY id
"""


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Readings of evidence that commands and queries share."""

    def of_case(self, case_id: int) -> Self:
        """Everything said about one case, oldest first."""
        return self.filter(case_id=case_id).order_by("id")

    @staticmethod
    def said(case_id: int) -> list[Said]:
        """The same as the core reads it."""
        return [
            Said(name, None if value is None else json.loads(value), Source(source), reason, by, at)
            for name, value, source, reason, by, at in read_rows(_SAID, [case_id])
        ]


class Evidence(models.Model):
    """One thing known about a case, who said so and when. Later rows win, earlier ones stay: conflicts are
    kept.

    `name` is one of the five core facts (core.case.evidence) or a fact of the policy. `value` is JSON; null
    with a `reason` means *unknown, because*.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    source = models.CharField(max_length=12)  # assumed, customer, staff, system
    reason = models.CharField(max_length=300, default="", blank=True)
    recorded_by = ActorField()
    recorded_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "name", "-id"], name="evidence_newest_first")]

    def said(self) -> Said:
        """The row as the core reads it."""
        return Said(
            self.name, self.value, Source(self.source), self.reason, self.recorded_by, self.recorded_at
        )
