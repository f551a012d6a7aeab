"""Customers and the keys under which the journal commits to what they told us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

from amends.core.letters import prefix_terms
from amends.kernel.bulk import among


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Readings of customers that commands and queries share."""

    def standing(self) -> Self:
        """Those who have not been erased."""
        return self.filter(erased_at=None)

    def at_home(self, unit_ids: Iterable[int], loyalty_tiers: Iterable[str] = ()) -> Self:
        """Those at home at one of these units, of these tiers where some are named, without erased ones."""
        there = self.standing().filter(home_unit_id__in=among(unit_ids))
        tiers = list(loyalty_tiers)
        return there.filter(loyalty_tier__in=tiers) if tiers else there

    def matching(self, text: str) -> Self:
        """Those whose reference, number or address is `text`, or whose name and addresses hold words that begin so."""
        terms = prefix_terms(text)
        if not terms:
            return self.none()
        bare = text.strip()
        digits = "".join(char for char in bare if char.isdigit() or char == "+")
        found = Q(words=SearchQuery(terms, search_type="raw", config="simple"))
        found |= Q(email_normalised=bare.lower())
        found |= Q(ref=bare.upper()) | Q(external_ref__in={bare, bare.upper()})
        if len(digits) >= 6:
            found |= Q(phone=digits)
        return self.alias(words=SearchVector("search_text", config="simple")).filter(found)


class Customer(models.Model):
    """A person (or household) we serve. Names and addresses live here alone, so that they can be erased.

    `search_text` is the name, e-mail and phone in small letters without accents, for prefix search by
    trigram-free means (the embedded database has no pg_trgm).
    """

    ref = models.CharField(max_length=20, unique=True)  # random, checked; what people and programs see
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    display_name = models.CharField(max_length=200)
    salutation = models.CharField(
        max_length=200, default="", blank=True
    )  # "Ms Lindqvist", as a letter begins
    email = models.EmailField(default="", blank=True)
    email_normalised = models.CharField(max_length=254, default="", blank=True)
    email_verified_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=40, default="", blank=True)  # E.164
    external_ref = models.CharField(max_length=80, default="", blank=True)  # membership or guest number
    loyalty_tier = models.CharField(max_length=40, default="", blank=True)
    language = models.CharField(max_length=12, default="en")
    search_text = models.TextField(default="")
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["email_normalised"], name="customer_by_email"),
            models.Index(fields=["phone"], name="customer_by_phone"),
            models.Index(fields=["external_ref"], name="customer_by_external_ref"),
            GinIndex(SearchVector("search_text", config="simple"), name="customers_by_words"),
        ]


class PersonKey(models.Model):
    """The key of one person's commitments in the journal; erasing the person destroys it."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, primary_key=True, related_name="+")
    key = models.BinaryField(max_length=32)
