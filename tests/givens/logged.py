"""Cases for tests as a night desk logs them, and steps whose own command is tested elsewhere."""

from __future__ import annotations

from typing import Any

from givens.house import House

from amends.apps.cases import store as cases
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.core.case.lifecycle import Event
from amends.core.case.standing import Answer, AnswerSource

ADA = Contact("Ada Lindqvist", email="ada@example.org")


def logged(
    house: House,
    failure: str = "alarm_set",
    *,
    channel: str = "desk",
    customer: str | Contact = ADA,
    **more: Any,
) -> str:
    """A case as Nora logs it at the desk; its reference."""
    failures = (LoggedFailure(failure, **{"words": "It rang at one.", **more}),)
    return log_failure(
        house.ctx("nora"), unit_id=house.desk.id, customer=customer, failures=failures, channel=channel
    ).refs[0]


def moved(house: House, ref: str, event: Event, changes: dict[str, Any] | None = None, **known: Any):
    """The case after an event whose own command is tested elsewhere."""
    ctx = house.ctx("carla")
    case = cases.lock_case(cases.case_by_ref(ref).id)
    return cases.apply_event(ctx, case, event, cases.standing_of(ctx, case, **known), **(changes or {}))


def closed(house: House, ref: str):
    """The case closed, the customer having said yes by their link."""
    moved(house, ref, Event.FAST_TRACK, within_authority=True)
    moved(house, ref, Event.COMMUNICATE, told_spoken=True)
    moved(house, ref, Event.EXECUTE_UNCONDITIONAL, unconditional=True)
    moved(house, ref, Event.FULFIL, remedies_proven=True)
    moved(house, ref, Event.FOLLOW_UP, follow_up_made=True)
    return moved(house, ref, Event.CONFIRM_RECOVERED, answer=Answer.YES, answer_source=AnswerSource.LINK)
