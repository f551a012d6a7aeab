"""Signed links: single-purpose, expiring, and stored as a hash only."""

from __future__ import annotations

from typing import Self

from django.db import models

from amends.core.links import looks_like_token, token_hash
from amends.kernel.keys import derive, key_ids


class LinkQuerySet(models.QuerySet["Link"]):
    """Readings that the store and the queries share."""

    def with_token(self, token: str) -> Self:
        """The link of this token, whether or not it still opens; nothing for what cannot be a token."""
        if not looks_like_token(token):
            return self.none()
        hashes = [token_hash(derive("link-lookup", key_id), token) for key_id in key_ids()]
        return self.filter(token_hash__in=hashes)


class Link(models.Model):
    """Lets one customer open one thing. The token is derived from `serial` and a key and kept nowhere; GET
    with it changes nothing, and an expired one can only mail a new one to the address on file."""

    class Purpose(models.TextChoices):
        PORTAL = "portal"  # the customer's own case: status, offer, voucher, "is it right now?"
        CONFIRM_YES = "confirm_yes"  # one-tap confirmation of a spoken yes

    serial = models.CharField(max_length=32, unique=True)
    key_id = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16, choices=Purpose)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField(null=True)  # the answer to confirm
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # null: until closure + 90 days
    revoked_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "purpose"], name="links_by_case")]
