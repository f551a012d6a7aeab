"""Policies while they are written, published ones, and every decision made under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import models

from amends.core.policy.drafting.states import DraftState
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import load_document
from amends.kernel.fields import ActorField
from amends.kernel.statement import read_row


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """One published policy, ready to decide with; `digest` is the SHA-256 of its canonical text."""

    id: int
    number: int
    name: str
    digest: str
    effective_from_at: datetime
    document: PolicyDocument


# Written out because every envelope and every giving begins with it.
_IN_FORCE = """
    SELECT id, number, name, digest, effective_from_at FROM policies_policyversion
    WHERE effective_from_at <= %s ORDER BY effective_from_at DESC, number DESC LIMIT 1
"""


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """The readings of policies that commands and queries share."""

    def in_force(self, at: datetime) -> PolicyRecord | None:
        """The newest policy whose time has come at `at`; None before the first one."""
        found = read_row(_IN_FORCE, [at])
        if found is None:
            return None
        policy_id, number, name, digest, effective_from_at = found
        document = _document(policy_id, digest)
        return PolicyRecord(policy_id, number, name, digest, effective_from_at, document)

    def numbered(self, policy_id: int) -> PolicyRecord:
        """The policy with that id, in force or not."""
        found = self.values_list("id", "number", "name", "digest", "effective_from_at").get(id=policy_id)
        return PolicyRecord(*found, _document(found[0], found[3]))


class PolicyVersion(models.Model):
    """One published policy document: canonical text, never changed (a trigger refuses it), in force from a date.

    `draft` is where it was written, if it was written here; a trigger refuses it unless exactly this text was approved.
    `restores` is the earlier version that it puts back.
    """

    number = models.IntegerField(unique=True)
    name = models.CharField(max_length=120)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=500, default="", blank=True)
    effective_from_at = models.DateTimeField()
    published_by = ActorField()
    published_at = models.DateTimeField()
    draft = models.OneToOneField("PolicyDraft", on_delete=models.PROTECT, null=True, related_name="+")
    restores = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-effective_from_at", "-number"], name="policy_in_force")]


@lru_cache(maxsize=32)
def _document(version_id: int, digest: str) -> PolicyDocument:
    """The document of one version, read and compiled once: it never changes, and `digest` is part of the key."""
    return load_document(PolicyVersion.objects.values_list("document", flat=True).get(id=version_id))


class PolicyDraft(models.Model):
    """A policy being written: JSON text, kept as it was typed until it is submitted, canonical from then on.

    `version` grows with every edit and is what two editors are kept apart by; `digest` is the SHA-256 of `document`.
    """

    name = models.CharField(max_length=120)
    base = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.TextField()
    digest = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=12, default=DraftState.WRITING)
    made_by = ActorField()
    made_at = models.DateTimeField()
    changed_by = ActorField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "-changed_at"], name="drafts_by_state")]


class DraftChange(models.Model):
    """One edit of a draft: who, when, why, and `what` in words with holes (JSON). Append-only.

    The first one of a draft says what it was begun from.
    """

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    what = models.TextField()
    why = models.CharField(max_length=500, default="", blank=True)
    made_by = ActorField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="a_draft_changes_step_by_step")
        ]


class DraftReview(models.Model):
    """One verdict on exactly one text (`digest`), next to the newest version then published (`beside`). Append-only.

    A trigger refuses a reviewer who changed anything in the draft.
    """

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    beside = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=12)
    note = models.CharField(max_length=500, default="", blank=True)
    reviewed_by = ActorField()
    reviewed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["draft", "-id"], name="reviews_by_draft")]


class Decision(models.Model):
    """What the policy said about one case at one time: facts, sources and standing in, envelope out, frozen.

    `case` is None where it was made once for everybody of an incident whose facts are equal: their offers share it.

    Replaying `frozen` under `policy_version` gives `result` byte for byte. Append-only. What the person then chose,
    and why where it differs, stands in the offer.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="+")
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
