"""What was said, in which channel, and how it got there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amends.kernel.fields import ActorField


class Template(models.Model):
    """A text with holes for one stage of a conversation. `{{ name }}` holes are filled from the case record alone."""

    code = models.SlugField(max_length=60)
    language = models.CharField(max_length=12, default="en")
    business = models.CharField(max_length=20, default="", blank=True)
    stage = models.CharField(max_length=12)  # ACK, RESPONSE, FINAL, FOLLOW_UP, NOTICE
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "language"], name="templates_are_named_once")]


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
    from_address = models.CharField(max_length=254, default="", blank=True)
    subject = models.CharField(max_length=250, default="", blank=True)
    body = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    references = models.TextField(default="", blank=True)  # Message-IDs, oldest first, by spaces
    state = models.CharField(max_length=10, choices=State)
    score = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    rubric = models.JSONField(default=dict)
    told_by = ActorField(default="", blank=True)
    voucher_id = models.BigIntegerField(null=True)  # the voucher this message puts into the customer's hand
    written_by = ActorField()
    written_at = models.DateTimeField()
    send_after_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, default="", blank=True)
    claimed_until_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_problem = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="messages_by_case"),
            models.Index(
                fields=["send_after_at", "id"],
                condition=Q(state__in=["queued", "claimed"]),
                name="messages_to_send",
            ),
        ]
