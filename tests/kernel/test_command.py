"""Every command: permission first, one transaction, the same key once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection

from amends.core.roles import Role
from amends.kernel.context import Context, NotPermitted, placed
from amends.kernel.idempotency import IdempotencyKeyReused
from amends.kernel.models import JournalEntry, RememberedAnswer


def test_an_actor_without_the_permission_is_refused_and_nothing_is_written(db, ctx, take_note):
    cashier = replace(ctx, placements=(placed(Role.CASHIER, None),))

    with pytest.raises(NotPermitted):
        take_note(cashier, stream="case:1", count=1)

    assert JournalEntry.objects.count() == 0


def test_a_refusal_leaves_nothing_behind_and_frees_its_key(db, ctx, take_note):
    keyed = replace(ctx, idempotency_key="k-1")

    with pytest.raises(Exception, match="Not now"):
        take_note(keyed, stream="case:1", count=1, refuse=True)

    assert JournalEntry.objects.count() == 0
    assert RememberedAnswer.objects.count() == 0
    assert take_note(keyed, stream="case:1", count=1).count == 1


def test_the_same_key_with_the_same_arguments_acts_once_and_answers_alike(db, ctx, take_note):
    keyed = replace(ctx, idempotency_key="k-1")

    first = take_note(keyed, stream="case:1", count=3)
    second = take_note(keyed, stream="case:1", count=3)

    assert first == second
    assert JournalEntry.objects.count() == 1


def test_the_same_key_with_other_arguments_is_refused(db, ctx, take_note):
    keyed = replace(ctx, idempotency_key="k-1")
    take_note(keyed, stream="case:1", count=3)

    with pytest.raises(IdempotencyKeyReused):
        take_note(keyed, stream="case:1", count=4)

    assert JournalEntry.objects.count() == 1


def test_two_requests_with_one_key_at_the_same_moment_act_once(committed_db, ctx: Context, take_note):
    keyed = replace(ctx, idempotency_key="k-1")
    start = threading.Barrier(8)
    answers = []

    def ask() -> None:
        start.wait()
        answers.append(take_note(keyed, stream="case:1", count=3))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert JournalEntry.objects.count() == 1
