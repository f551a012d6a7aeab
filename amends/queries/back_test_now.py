"""A document tried on the past at once, without keeping anything: for the shell."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.apps.backtests.models import budget_terms, past_count, past_decisions
from amends.apps.cases.models import Case
from amends.apps.policies.models import PolicyVersion
from amends.core.backtest.sharing import steps
from amends.core.backtest.sweep import Change, Sweep
from amends.core.policy.model import PolicyDocument
from amends.core.roles import Permission
from amends.kernel import crew
from amends.kernel.context import Context
from amends.kernel.query import query

_SAY_EVERY = 500


@dataclass(frozen=True, slots=True)
class BackTestFound:
    """What it adds up to (`core.backtest.tally`), and every decision that changes, with the case's reference."""

    result: dict[str, Any]
    changes: tuple[tuple[str, Change], ...]


@query(Permission.TRY_POLICY)
def back_test_now(
    ctx: Context,
    *,
    document: PolicyDocument,
    since: datetime | None,
    until: datetime,
    progress: Callable[[int, int], None] = lambda seen, whole: None,
) -> BackTestFound:
    """Try `document` on every decision from `since` up to before `until`; `progress` hears how many of how many."""
    whole, changes = past_count(since, until), list[Change]()
    sweep = Sweep(
        document,
        policies=lambda policy_id: PolicyVersion.objects.numbered(policy_id).document,
        budgets=budget_terms(),
    )
    with closing(steps(sweep, past_decisions(since, until), whole=whole, share=crew.share)) as stepped:
        for seen, (_, change) in enumerate(stepped, 1):
            if change is not None:
                changes.append(change)
            if seen % _SAY_EVERY == 0:
                progress(seen, whole)
    progress(whole, whole)
    refs = _refs({change.case_id for change in changes})
    return BackTestFound(sweep.result(), tuple((refs[change.case_id], change) for change in changes))


def _refs(case_ids: set[int]) -> dict[int, str]:
    ordered, refs = sorted(case_ids), dict[int, str]()
    for start in range(0, len(ordered), 10_000):
        refs.update(Case.objects.filter(id__in=ordered[start : start + 10_000]).values_list("id", "ref"))
    return refs
