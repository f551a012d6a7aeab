"""Colleagues who had a part in a failure."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from amends.apps.approvals.models import Involvement
from amends.kernel.context import Context


def involved_in(case_id: int) -> frozenset[int]:
    """The colleagues who had a part in the failure of that case."""
    rows = Involvement.objects.filter(case_id=case_id, ended_at=None)
    return frozenset(rows.values_list("user_id", flat=True))


def set_involved(ctx: Context, case_id: int, user_ids: Collection[int]) -> None:
    """These colleagues and nobody else; who was named before by mistake stays on record as such."""
    assert connection.in_atomic_block, "who was there is named in a command's transaction"
    before = involved_in(case_id)
    gone = Involvement.objects.filter(case_id=case_id, ended_at=None).exclude(user_id__in=user_ids)
    gone.update(ended_at=ctx.now)
    for user_id in sorted(set(user_ids) - before):
        Involvement.objects.create(
            case_id=case_id, user_id=user_id, named_by=str(ctx.actor), named_at=ctx.now
        )
