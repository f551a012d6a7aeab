"""The yes that an offer above somebody's authority waits for: the question, each answer, who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amends.core.offer.approving import Progress, Voice
from amends.core.policy.approvals import kept_step
from amends.core.roles import Role
from amends.kernel.fields import ActorField


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """The readings of questions that queries share."""

    def reviews_of(self, user_id: int | None) -> list[int]:
        """The cases in which that colleague has an emergency to look at."""
        if user_id is None:
            return []
        waiting = self.filter(state="waiting", is_review=True, owner_id=user_id)
        return list(waiting.values_list("case_id", flat=True))


class Approval(models.Model):
    """One question about one offer, or about all that an incident would give, bound by hash to exactly the arguments it
    was asked about.

    `steps` are frozen from the policy (core.policy.approvals); `step` is the one that waits, since `step_at` and until
    `due_at`. What is approved runs at once, by itself; what was edited meanwhile has other arguments and must be asked
    again. A question with `is_review` is about something that was given in an emergency: it holds nothing up, and has
    an `owner`, the one of those who may answer who looks at it.

    Triggers refuse a state *approved* before every step has its yes.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, null=True, related_name="+")
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    level = models.SmallIntegerField()  # what the policy asked for: 1 lead, 2 CX manager, 3 finance
    steps = models.JSONField()
    step = models.SmallIntegerField(default=0)
    step_at = models.DateTimeField()
    arguments_digest = models.CharField(max_length=64)
    reasons = models.JSONField(default=list)  # why it needs a yes: codes and parameters from the envelope
    note = models.CharField(max_length=500, default="", blank=True)
    involved = ArrayField(models.CharField(max_length=40), default=list)  # actors that decide nothing here
    is_review = models.BooleanField(default=False)
    owner = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    asked_by = ActorField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)  # of the present step
    decided_by = ActorField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=500, default="", blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=Q(state="waiting"), name="approvals_waiting"),
            models.Index(fields=["offer"], name="approvals_by_offer"),
            models.Index(
                fields=["owner"], condition=Q(state="waiting", is_review=True), name="reviews_by_owner"
            ),
            models.Index(fields=["case"], condition=Q(is_review=True), name="reviews_by_case"),
            models.Index(
                fields=["decided_at"],
                condition=Q(is_review=True, decided_at__isnull=False),
                name="reviews_by_answer",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(state="waiting"), name="one_open_question_per_offer"
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="waiting"), name="one_open_question_per_incident"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="nobody_approves_their_own"),
            models.CheckConstraint(
                condition=Q(incident=None, case__isnull=False, offer__isnull=False)
                | Q(incident__isnull=False, case=None, offer=None),
                name="a_question_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(is_review=True), name="only_a_review_has_an_owner"
            ),
        ]

    def progress(self, voices: Iterable[ApprovalVoice]) -> Progress:
        """How far it has come; `voices` are its yeses, the first one first."""
        said = tuple(Voice(voice.step, Role(voice.role), voice.given_by, voice.given_for) for voice in voices)
        return Progress(tuple(kept_step(step) for step in self.steps), self.step, said)


class ApprovalVoice(models.Model):
    """One answer to one step: by whom, with which role, and for whom (themselves, or whom they stand in for).

    Append-only but for the note, which is emptied with the customer's other words. A trigger
    refuses an answer by or for whoever asked, was involved, or was heard before.
    """

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="voices")
    step = models.SmallIntegerField()
    role = models.CharField(max_length=20)
    is_yes = models.BooleanField()
    given_by = ActorField()
    given_for = ActorField()
    given_at = models.DateTimeField()
    waited_seconds = models.IntegerField()  # since the step began
    note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["given_by", "-id"], name="voices_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "given_by"], condition=~Q(given_by="system"), name="one_voice_per_person"
            ),
            models.UniqueConstraint(
                fields=["approval", "given_for"],
                condition=~Q(given_for="system"),
                name="one_voice_per_authority",
            ),
            models.UniqueConstraint(fields=["approval", "step", "role"], name="one_voice_per_seat"),
        ]


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """The readings of substitutions that commands and queries share."""

    def at(self, now: datetime) -> Self:
        """Those that hold at `now`."""
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Substitution(models.Model):
    """From `starts_at` until `ends_at` the substitute may give the yeses of an absent person, in their name.

    Ending one early moves `ends_at`. Substitutions do not chain: whoever stands in cannot pass it on.
    """

    person = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = ActorField()
    named_at = models.DateTimeField()

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["substitute", "ends_at"], name="substitutions_by_substitute"),
            models.Index(fields=["person", "ends_at"], name="substitutions_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("substitute")), name="nobody_stands_in_for_themselves"
            ),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="an_absence_runs_forward"),
        ]


class Involvement(models.Model):
    """A colleague who had a part in a failure, so decides nothing about its remedy. `ended_at`: named by mistake."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    named_by = ActorField()
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(ended_at=None), name="named_once_per_case"
            )
        ]
