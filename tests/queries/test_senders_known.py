"""What the house knows of its events: who sends, what came, and which kinds of failure there are."""

from __future__ import annotations

import pytest
from givens.events import a_kitchen, late

from amends.apps.failures.models import FailureType
from amends.commands.governance.end_source import end_source
from amends.commands.governance.register_source import register_source
from amends.core.policy.drafting.findings import check_draft
from amends.queries.senders_known import senders_known

pytestmark = pytest.mark.django_db


def test_it_knows_who_sends_and_what_came() -> None:
    kitchen = a_kitchen()
    register_source(kitchen.house.ctx("otto"), name="survey", unit_code="kiln")
    kitchen.send(late(), late(), late() | {"type": "kitchen.oven.cold"})

    known = senders_known()

    assert known.sources == {"kitchen", "survey"}
    assert known.sent == {("kitchen.ticket.late", "kitchen"), ("kitchen.oven.cold", "kitchen")}
    assert known.failures == set(FailureType.objects.values_list("code", flat=True))


def test_a_source_that_was_ended_sends_no_more() -> None:
    kitchen = a_kitchen()
    kitchen.send(late())
    end_source(kitchen.house.ctx("otto"), name="kitchen")

    known = senders_known()

    assert (known.sources, known.sent) == (frozenset(), frozenset())


def test_a_draft_that_cannot_be_read_has_no_hints() -> None:
    a_kitchen()

    found = check_draft({"triggers": [{}]}, senders_known()).findings
    assert "type_not_sent" not in {each.code for each in found}
