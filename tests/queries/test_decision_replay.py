"""Every decision of the past comes out as it was under its own policy, and shows what another one would change."""

from __future__ import annotations

import pytest
from django.db import connection
from givens.giving import a_desk
from givens.policy import DEMONSTRATION, demonstration
from givens.shell import amends

from amends.apps.policies.models import Decision
from amends.core.policy.parse import parse_policy
from amends.entrypoints.common.context import shell_context
from amends.queries.decision_replay import decision_replay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def given_once() -> int:
    """One decision: chocolates were given."""
    desk = a_desk()
    desk.give("chocolates", spoken=True)
    return Decision.objects.get().id


def test_a_decision_comes_out_as_it_was(given_once: int) -> None:
    found = decision_replay(shell_context())
    assert (found.decisions, found.differing, found.examples) == (1, 0, ())


def test_a_result_that_was_changed_is_named(given_once: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE policies_decision DISABLE TRIGGER USER")
        cursor.execute("UPDATE policies_decision SET result = replace(result, 'chocolates', 'cheese')")
        cursor.execute("ALTER TABLE policies_decision ENABLE TRIGGER USER")
    found = decision_replay(shell_context())
    assert (found.decisions, found.differing) == (1, 1)
    assert found.examples[0].decision_id == given_once
    assert found.examples[0].differences == ("its result is not the one that was kept",)


def test_a_draft_shows_which_decisions_it_would_change(given_once: int) -> None:
    data = demonstration()
    chocolates = next(gesture for gesture in data["gestures"] if gesture["code"] == "chocolates")
    before = chocolates["amount"]
    chocolates["amount"] = before + 1
    found = decision_replay(shell_context(), document=parse_policy(data))
    assert (found.decisions, found.differing) == (1, 1)
    assert found.more[("given without asking", "EUR")] == 100
    assert decision_replay(shell_context(), document=parse_policy(demonstration())).differing == 0


def test_the_shell_proves_that_history_is_reproduced(given_once: int, database_address: str) -> None:
    done = amends(database_address, "policy", "replay")
    assert (done.returncode, done.stdout) == (0, "1 of 1 decisions came out as they were.\n"), done.stderr
    draft = amends(database_address, "policy", "replay", str(DEMONSTRATION))
    assert draft.stdout == "0 of 1 cases are decided otherwise.\n", draft.stderr
