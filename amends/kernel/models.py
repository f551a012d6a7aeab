"""The kernel's own tables: journal, remembered answers, throttles and signs of life of the workers."""

from __future__ import annotations

from django.db import models

from amends.kernel.fields import ActorField


class JournalHead(models.Model):
    """The end of one chain: locked while a command appends, exported daily so that a cut tail is seen."""

    stream = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, default="")


class JournalEntry(models.Model):
    """One thing that happened, chained to the one before it in its stream.

    Written in the same transaction as the rows it tells of, never changed or removed (a trigger refuses both), and
    driving nothing: rows are the truth, this is the proof. `body` is canonical JSON kept as text, with ids and
    values but never names, words or addresses. `mac` is keyed by a secret outside the database, so that whoever can
    write the table still cannot forge a chain. It does not catch a whole database replaced together with its keys.
    """

    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    event = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = ActorField()
    entrypoint = models.CharField(max_length=20)
    body = models.TextField()
    key_id = models.CharField(max_length=16)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="journal_chain_has_no_forks")]


class RememberedAnswer(models.Model):
    """The answer a successful command gave under an idempotency key; refusals are not remembered."""

    actor = ActorField()
    key = models.CharField(max_length=200)
    command = models.CharField(max_length=80)
    arguments_digest = models.CharField(max_length=64)
    answer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["at"], name="remembered_by_age")]


class ThrottleWindow(models.Model):
    """How often something was tried in one window of time; `subject` is a keyed hash, never an address."""

    subject = models.CharField(max_length=80, primary_key=True)
    window_started_at = models.DateTimeField()
    taken = models.IntegerField()


class WorkerBeat(models.Model):
    """The last sign of life of a worker process, for the doctor and for what a dead worker had claimed."""

    worker = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
