"""A back-test that nobody needs any more is stopped."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.backtests import store as back_tests
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class BackTestStopped:
    """What was found up to then stays."""

    back_test_id: int


@command(Permission.TRY_POLICY)
def stop_back_test(ctx: Context, *, back_test_id: int) -> BackTestStopped:
    """Stop it, whether it waits or runs. Raises `BackTestUnknown`, `BackTestEnded`."""
    stopped = back_tests.stop_back_test(ctx, back_test_id)
    record(ctx, "policy", "back_test.stopped", {"back_test_id": stopped.id})
    return BackTestStopped(stopped.id)
