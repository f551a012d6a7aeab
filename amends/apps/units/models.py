"""The tree of units, and the places whose QR code opens a form."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Unit(models.Model):
    """Organisation, brand, site or team. `lineage` holds the ids from the root down to itself: a subtree is
    `lineage @> {id}`, and a chain of budgets follows it upwards."""

    class Level(models.TextChoices):
        ORGANISATION = "organisation"
        BRAND = "brand"
        SITE = "site"
        TEAM = "team"

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=20, choices=Level)
    name = models.CharField(max_length=120)
    code = models.SlugField(max_length=60, unique=True)
    business = models.CharField(max_length=20)  # hotel, airline, restaurant, shop: a fact for the policy
    timezone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=12, default="en")
    jurisdiction = models.CharField(max_length=20, default="default")
    reply_address = models.EmailField(default="")  # where a customer's answer by e-mail goes
    phone = models.CharField(max_length=40, default="")
    lineage = ArrayField(models.BigIntegerField(), default=list)


class Place(models.Model):
    """Where something can fail (a room, a table, a gate), with the short code of its public form."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    short_code = models.CharField(max_length=16, unique=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="places_are_named_once_per_unit")
        ]
