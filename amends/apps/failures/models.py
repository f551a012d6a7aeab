"""The taxonomy of failures, with the facts each type lets us assume."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class FailureType(models.Model):
    """One kind of thing that goes wrong ("set alarm", "late delivery").

    `assumed_facts` are policy facts that hold unless somebody says otherwise: they let a desk give a small
    gesture without an interrogation, and are marked *assumed* wherever they appear. `terms` are the words by
    which a message may name this failure (apology rubric H3); `told_as` is how it goes on after "you told us", by
    language ("that your room was not ready").
    """

    class Nature(models.TextChoices):
        OUTCOME = "outcome"  # the core thing was not delivered
        PROCESS = "process"  # the manner of delivery was deficient

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    business = models.CharField(max_length=20, default="", blank=True)  # empty: any
    nature = models.CharField(max_length=20, choices=Nature)
    lost_resource = models.CharField(max_length=20)
    usual_expectation = models.CharField(max_length=300)
    assumed_facts = models.JSONField(default=dict)
    terms = ArrayField(models.CharField(max_length=60), default=list)
    told_as = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    is_open = models.BooleanField(default=True)
