"""What was said, in which channel, and how it got there."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from amends.core.message.held import Before
from amends.kernel.fields import ActorField


class TemplateRows(models.QuerySet["Template"]):
    """Ways to find templates that commands and queries share."""

    def own(self, code: str, language: str, business: str) -> TemplateRows:
        """The organisation's open texts for a code, the one for this business first."""
        return self.filter(code=code, language=language, business__in=["", business], is_open=True).order_by(
            "-business"
        )


class MessageRows(models.QuerySet["Message"]):
    """Ways to find messages that commands and queries share."""

    def thread(self, case_id: int, audience: str) -> MessageRows:
        """Written messages of one conversation, oldest first: what a mail program threads by."""
        return self.filter(case_id=case_id, audience=audience, channel="email").order_by("id")

    def before(self, customer_id: int, *, since: datetime) -> Before:
        """What this customer was told since then, in all their cases, as the rubric looks at it."""
        rows = self.filter(
            case__customer_id=customer_id, direction="out", audience="customer", written_at__gte=since
        ).order_by("-id")
        heard = list(rows.values_list("body", "rubric")[:50])
        return Before(
            apologies_90_days=sum(1 for _, rubric in heard if rubric.get("apologises")),
            messages=tuple(body for body, _ in heard[:10] if body),
        )

    def last_told_at(self, case_id: int) -> datetime | None:
        """When the customer was last told what is decided, in writing or in words."""
        rows = self.filter(case_id=case_id, direction="out", audience="customer", stage="FINAL")
        return rows.order_by("-id").values_list("written_at", flat=True).first()


class Template(models.Model):
    """A text with holes for one stage of a conversation. `{{ name }}` holes are filled from the case record alone.

    What the package brings (core.message.words) holds until a row of the same code and language stands here; one
    with a `business` goes before one without.
    """

    code = models.SlugField(max_length=60)
    language = models.CharField(max_length=12, default="en")
    business = models.CharField(max_length=20, default="", blank=True)
    stage = models.CharField(max_length=12)  # ACK, RESPONSE, FINAL, FOLLOW_UP, NOTICE
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_open = models.BooleanField(default=True)

    objects = TemplateRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "language", "business"], name="templates_are_named_once")
        ]


class Message(models.Model):
    """One message to or from a customer, or to a colleague.

    `body` keeps `{voucher:SERIAL}` and `{link:SERIAL}` for what can be spent or opened: they are filled at the moment
    of sending. Claimed in batches (`claimed_by`, `claimed_until_at`); what a dead worker had claimed is taken up again
    when the claim runs out, always under the same `message_id`, so that a mail server may drop the double.
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        SPOKEN = "spoken"
        QUEUED = "queued"
        CLAIMED = "claimed"
        SENT = "sent"
        FAILED = "failed"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=3)  # in, out
    audience = models.CharField(max_length=10, default="customer")  # customer, staff
    channel = models.CharField(max_length=20)
    stage = models.CharField(max_length=12)
    template_code = models.CharField(max_length=60, default="", blank=True)
    to_address = models.CharField(max_length=254, default="", blank=True)
    from_address = models.CharField(max_length=254, default="", blank=True)  # of what came in
    from_name = models.CharField(max_length=200, default="", blank=True)  # the person who signs
    reply_to = models.CharField(max_length=254, default="", blank=True)
    language = models.CharField(max_length=12, default="en")
    is_automatic = models.BooleanField(default=False)  # nobody wrote it at that moment
    subject = models.CharField(max_length=250, default="", blank=True)
    body = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    references = models.TextField(default="", blank=True)  # Message-IDs, oldest first, by spaces
    state = models.CharField(max_length=10, choices=State)
    score = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    rubric = models.JSONField(default=dict)
    told_by = ActorField(default="", blank=True)  # spoken: by whom; `sent_at` is then when
    voucher_id = models.BigIntegerField(null=True)  # the voucher this message puts into the customer's hand
    written_by = ActorField()
    written_at = models.DateTimeField()
    send_after_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, default="", blank=True)
    claimed_until_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_problem = models.CharField(max_length=300, default="", blank=True)

    objects = MessageRows.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="messages_by_case"),
            models.Index(
                fields=["send_after_at", "id"],
                condition=Q(state__in=["queued", "claimed"]),
                name="messages_to_send",
            ),
        ]
