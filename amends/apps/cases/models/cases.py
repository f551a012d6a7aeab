"""Cases and the evidence they hold."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

from amends.core.case.facts import CaseFacts, Hearing, Said, assemble
from amends.core.case.unknown import Whereabouts
from amends.core.letters import prefix_terms
from amends.core.message.correspondence import Correspondence, correspond
from amends.core.ref import RefInvalid, normal_ref
from amends.kernel.fields import ActorField
from amends.kernel.statement import read_row


class CaseQuerySet(models.QuerySet["Case"]):
    """Readings of cases that commands and queries share."""

    @staticmethod
    def whereabouts(ref: str) -> Whereabouts | None:
        """Where the case with that reference is, however it was typed, for any actor; None for no such case."""
        try:
            known = normal_ref(ref)
        except RefInvalid:
            return None
        found = read_row(
            "SELECT id, customer_id, unit_id, is_restricted FROM cases_case WHERE ref = %s", [known]
        )
        return None if found is None else Whereabouts(*found)

    def visible(self, unit_ids: frozenset[int] | None, *, restricted: bool) -> Self:
        """Those at `unit_ids` (None: everywhere), without sensitive ones unless `restricted`."""
        seen = self if unit_ids is None else self.filter(unit_id__in=unit_ids)
        return seen if restricted else seen.filter(is_restricted=False)

    def of_customers(self, text: str) -> Self:
        """Those whose customer's name, address or number has words that begin like those of `text`."""
        return self._saying(text, "customer__search_text")

    def saying(self, text: str) -> Self:
        """Those in whose own words there are words that begin like those of `text`."""
        return self._saying(text, "words")

    def called(self, text: str) -> Self:
        """Those whose reference is `text`, however it was typed, or whose place begins so."""
        named = Q(place_text__istartswith=text.strip())
        with suppress(RefInvalid):
            named = Q(ref=normal_ref(text))
        return self.filter(named)

    def matching(self, text: str, *, words_too: bool) -> Self:
        """Those that fit in any of these ways; within a list that other filters have made short already."""
        if not prefix_terms(text):
            return self.none()
        ways = [self.of_customers(text), self.called(text), *([self.saying(text)] if words_too else [])]
        fits = Q()
        for way in ways:
            fits |= Q(id__in=way.order_by().values("id"))
        return self.filter(fits)

    def _saying(self, text: str, column: str) -> Self:
        terms = prefix_terms(text)
        if not terms:
            return self.none()
        query = SearchQuery(terms, search_type="raw", config="simple")
        return self.alias(searched=SearchVector(column, config="simple")).filter(searched=query)

    def with_facts(self) -> Self:
        """With all along from which `facts` are assembled."""
        return self.select_related("unit", "failure_type", "customer")

    def with_letter(self) -> Self:
        """With everything along that a letter about the case is written from."""
        above = ("unit__parent", "unit__parent__parent", "unit__parent__parent__parent")
        return self.with_facts().select_related("customer", "place", "owner", *above)


class Case(models.Model):
    """One failure of one customer, from their own words to their own yes.

    `state` follows core.case.lifecycle and nothing else. `wanted` (what is wanted next, a code) and
    `wanted_by_at` are what the work list sorts by; they are written by the same command that changes the
    state or a deadline. Several failures of one visit are several cases with one `visit_ref`.
    """

    ref = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    failure_type = models.ForeignKey("failures.FailureType", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("units.Place", on_delete=models.PROTECT, null=True, related_name="+")
    place_text = models.CharField(max_length=120, default="", blank=True)
    visit_ref = models.CharField(max_length=20)
    origin = models.CharField(max_length=20)  # complaint, feedback, survey, insight, event
    channel = models.CharField(max_length=20)  # desk, phone, email, web, chat, social, api
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=24, default="", blank=True)
    severity = models.SmallIntegerField(null=True)
    criticality = models.CharField(max_length=10, default="medium")
    priority = models.SmallIntegerField(default=0)
    band = models.CharField(max_length=4, default="", blank=True)
    finding = models.CharField(
        max_length=24, default="", blank=True
    )  # upheld, partly, not_upheld, no_fault_sympathy
    cause_class = models.CharField(max_length=60, default="", blank=True)
    root_cause = models.CharField(max_length=120, default="", blank=True)  # mandatory after a failed recovery
    decided_by = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_level = models.SmallIntegerField(null=True)
    flags = ArrayField(models.CharField(max_length=30), default=list)
    double_deviations = models.SmallIntegerField(default=0)
    escalation_level = models.SmallIntegerField(default=0)
    reopen_count = models.SmallIntegerField(default=0)
    round = models.SmallIntegerField(default=1)  # grows with each "partly" or "no"
    is_restricted = models.BooleanField(default=False)
    owner = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    owner_level = models.SmallIntegerField(default=0)  # the owner's authority here (core.roles.LEVEL)
    owner_before = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    owner_level_min = models.SmallIntegerField(default=0)  # raised when a recovery failed
    team_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    recorder = ActorField()
    words = models.TextField()  # the customer's own, verbatim
    remedy_sought = models.TextField(default="", blank=True)
    summary = models.CharField(max_length=200, default="", blank=True)  # one sentence for lists
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    wanted = models.CharField(max_length=40)
    wanted_by_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    source_row = models.CharField(max_length=200, default="", blank=True)  # of an imported past case
    version = models.IntegerField(default=1)  # grows with every change: for optimistic edits of evidence

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["wanted_by_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="open_cases_by_due",
            ),
            models.Index(
                fields=["owner", "wanted_by_at"],
                condition=models.Q(closed_at__isnull=True),
                name="open_cases_by_owner",
            ),
            models.Index(
                fields=["unit", "wanted_by_at"],
                condition=models.Q(closed_at__isnull=True),
                name="open_cases_by_unit",
            ),
            models.Index(fields=["customer", "-received_at"], name="cases_by_customer"),
            models.Index(fields=["-received_at", "-id"], name="cases_by_receipt"),
            models.Index(fields=["visit_ref"], name="cases_by_visit"),
            models.Index(fields=["unit", "-received_at"], name="cases_by_unit_receipt"),
            GinIndex(fields=["flags"], name="cases_by_flag"),
            GinIndex(SearchVector("words", config="simple"), name="cases_by_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__isnull=True) | models.Q(severity__range=(1, 5)),
                name="severity_is_one_to_five",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="recovered") | models.Q(state="closed"),
                name="recovered_means_closed",
            ),
        ]

    @property
    def contact_is_verified(self) -> bool:
        """Whether we know that it is them: a colleague spoke with them, a program vouches for them, or they opened a
        link that we sent to their address. The public form alone proves nothing."""
        by_form = self.recorder == "system"
        return not by_form or self.customer.email_verified_at is not None

    def facts(self, said: Iterable[Said]) -> CaseFacts:
        """Everything known about the case; load it `with_facts`, and what was said oldest first."""
        kind, unit = self.failure_type, self.unit
        system = {
            "business": unit.business,
            "jurisdiction": None if unit.jurisdiction == "default" else unit.jurisdiction,
            "failure": kind.code,
            "channel": self.channel,
            "double_deviation": self.double_deviations,
            "regulated": "regulated" in self.flags,
            "vulnerability_need": True if "vulnerability_need" in self.flags else None,
            "contact_verified": self.contact_is_verified,
            "loyalty_tier": self.customer.loyalty_tier or None,
            "failure_date": (self.occurred_at or self.received_at).date().isoformat(),
        }
        hearing = Hearing(
            at=self.received_at,
            words=self.words,
            remedy_sought=self.remedy_sought,
            by_customer=self.recorder.startswith(("customer", "system", "program")),
            failure_name=kind.name,
            usual_expectation=kind.usual_expectation,
            lost_resource=kind.lost_resource,
            unit_name=unit.name,
        )
        return assemble(
            hearing,
            system={name: value for name, value in system.items() if value is not None},
            assumed={
                "lost_resource": kind.lost_resource,
                "affected_count": 1,
                "vulnerability_need": False,
                "reperformance_possible": False,
                **kind.assumed_facts,
                "criticality": self.criticality,
            },
            said=said,
        )

    def correspondence(self, facts: CaseFacts) -> Correspondence:
        """Who writes to whom about this case; load it `with_letter`. The owner signs."""
        return correspond(self, facts)


class InfoRequest(models.Model):
    """One specific question to the customer with the day the answer is needed by, and what they answered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = ActorField()
    due_at = models.DateTimeField()
    reminders = models.SmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_question_per_case",
            )
        ]
