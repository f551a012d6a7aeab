"""How far a question has come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.offer.approving import Progress, Voice
from amends.core.policy.approvals import APPROVING, ApprovalStep, Who
from amends.core.roles import LEVEL, Role

LEAD, MANAGER, FINANCE = Role.LEAD, Role.CX_MANAGER, Role.FINANCE
ANYBODY, EACH = ApprovalStep((LEAD,)), ApprovalStep((MANAGER, FINANCE), Who.ALL)


def test_where_one_yes_suffices_somebody_more_senior_may_give_it() -> None:
    asked = Progress((ANYBODY,), 0)
    assert (asked.wanted, asked.seats) == ((LEAD,), (LEAD, MANAGER, FINANCE))
    answered = Progress((ANYBODY,), 0, (Voice(0, FINANCE, "person:1", "person:1"),))
    assert (answered.wanted, answered.seats) == ((), ())


def test_where_each_is_asked_only_those_roles_answer_each_once() -> None:
    progress = Progress((ANYBODY, EACH), 1, (Voice(0, LEAD, "person:1", "person:1"),))
    assert progress.seats == (MANAGER, FINANCE)
    heard = Progress((ANYBODY, EACH), 1, (*progress.voices, Voice(1, FINANCE, "person:2", "person:3")))
    assert (heard.wanted, heard.seats, heard.is_last) == ((MANAGER,), (MANAGER,), True)
    assert heard.heard == {"person:1", "person:2", "person:3"}


def test_handing_up_keeps_what_was_said() -> None:
    voices = (Voice(0, LEAD, "person:1", "person:1"),)
    raised = Progress((ApprovalStep((LEAD, MANAGER), Who.ALL), ANYBODY), 0, voices).handed_up()
    assert raised == Progress((ApprovalStep((LEAD,), Who.ALL), ApprovalStep((FINANCE,)), ANYBODY), 1, voices)
    assert raised.wanted == (FINANCE,)


def test_nothing_stands_above_finance() -> None:
    assert Progress((ApprovalStep((FINANCE,)),), 0).handed_up() is None


ROLES = st.lists(st.sampled_from(APPROVING), min_size=1, unique=True).map(tuple)


@given(ROLES, st.sampled_from(Who))
def test_handing_up_only_ever_asks_somebody_more_senior(roles: tuple[Role, ...], who: Who) -> None:
    raised = Progress((ApprovalStep(roles, who),), 0).handed_up()
    top = max(LEVEL[role] for role in roles)
    assert raised is None if top == 3 else raised is not None and raised.wanted == (APPROVING[top],)
