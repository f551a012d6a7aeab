"""The sweep that reminds the owners of promises shortly before they are due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.promises import store as promises
from amends.apps.promises.store import PromiseRecord
from amends.apps.staff import store as staff
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one

AHEAD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class OwnersReminded:
    """The promises whose owners were written to."""

    promise_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def remind_promises(ctx: Context, *, limit: int = 200) -> OwnersReminded:
    """Write once to the owner of each promise that is due within half an hour."""

    def remind(promise: PromiseRecord) -> int | None:
        if not promises.mark_reminded(promise.id, ctx.now):
            return None
        case = cases.case_by_id(promise.case_id)
        owner = staff.user(promise.owner_id)
        record = replace(
            cases.correspondence(case.id).record,
            language=owner.language,
            colleague=owner.display_name,
            what=promise.what,
            due_at=promise.due_at,
            desk_link=f"{settings.AMENDS_PUBLIC_URL}/cases/{case.ref}",
        )
        conversations.queue_notice(ctx, "promise_soon", record, to_address=owner.email, case_id=case.id)
        return promise.id

    return OwnersReminded(one_by_one(promises.soon_due(ctx.now, ctx.now + AHEAD, limit), remind))
