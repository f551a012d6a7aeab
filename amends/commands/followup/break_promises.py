"""The sweep that sees broken promises: the case goes to somebody fresh, of higher authority, at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.conversations import store as conversations
from amends.apps.promises import store as promises
from amends.apps.promises.store import PromiseRecord
from amends.apps.staff import store as staff
from amends.core.case.deviation import Deviation
from amends.core.case.lifecycle import ENDS, Event, State
from amends.core.case.standing import Flag
from amends.core.roles import Permission
from amends.kernel import journal
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one


@dataclass(frozen=True, slots=True)
class PromisesBroken:
    """Promises whose time passed, and the cases that went to a new owner for it."""

    promise_ids: tuple[int, ...]
    case_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def break_promises(ctx: Context, *, limit: int = 200) -> PromisesBroken:
    """Mark what was not done in time, case by case.

    1. Mark the promises of one case that are past due; whoever was quicker to keep them wins.
    2. A promised date missed is a double deviation (domain: [D]): once for all promises broken together, and not
       again while the case already waits for its new owner to speak.
    3. Give the case to somebody fresh, and tell them by mail what the customer was promised.
    """
    late: dict[int, list[PromiseRecord]] = {}
    for promise in promises.past_due(ctx.now, limit):
        late.setdefault(promise.case_id, []).append(promise)

    def break_those_of(case_id: int) -> tuple[int, tuple[int, ...]] | None:
        case = cases.lock_case(case_id)
        broken = [one for one in late[case_id] if promises.break_one(one.id, ctx.now)]
        if not broken:
            return None
        journal.record(
            ctx, f"case:{case_id}", "promise.broken", {"promises": [promise.id for promise in broken]}
        )
        if case.state in ENDS or (case.state is State.DECIDED and Flag.DOUBLE_DEVIATION in case.flags):
            return 0, tuple(promise.id for promise in broken)
        _hand_on(ctx, case, broken[0])
        return case_id, tuple(promise.id for promise in broken)

    done = one_by_one(late, break_those_of)
    ids = tuple(promise_id for _, broken in done for promise_id in broken)
    return PromisesBroken(ids, tuple(case_id for case_id, _ in done if case_id))


def _hand_on(ctx: Context, case: CaseRecord, broken: PromiseRecord) -> None:
    """The double deviation, the new owner and the mail to them."""
    excluded = {case.owner_id} if case.owner_id is not None else set()
    found = staff.escalation_owner(case.unit_id, case.owner_level, excluded)
    if case.state is State.FULFILLING:
        standing = cases.standing_of(ctx, case, fulfilment_cause=True)
        case = cases.apply_event(ctx, case, Event.FULFIL_FAILED, standing, wanted_by_at=ctx.now)
    else:
        case = cases.set_due(ctx, cases.deviate(ctx, case, Deviation.PROMISE_MISSED), ctx.now)
    if found is None:
        return
    owner, level = found
    case = cases.assign(ctx, case, owner_id=owner.id, owner_level=level)
    record = replace(
        cases.correspondence(case.id).record,
        language=owner.language,
        colleague=owner.display_name,
        what=broken.what,
        due_at=broken.due_at,
        desk_link=f"{settings.AMENDS_PUBLIC_URL}/cases/{case.ref}",
    )
    conversations.queue_notice(ctx, "promise_broken", record, to_address=owner.email, case_id=case.id)
