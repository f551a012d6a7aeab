"""We say that we have it: by mail to the customer, or told in person and noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.hearing import not_later, within
from amends.core.case.lifecycle import Event
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class CaseAcknowledged:
    """The case and how far it is."""

    ref: str
    state: str


@command(Permission.SAY)
def acknowledge_case(
    ctx: Context, *, case_ref: str, told_at: datetime | None = None, words: str = ""
) -> CaseAcknowledged:
    """Tell the customer that we have it. With `told_at` it was said in person (in these `words`) and is noted;
    without, the acknowledgement goes out by mail with the customer's own page.

    Whoever acknowledges a case that nobody has takes it. Raises `CaseUnknown`, `TransitionNotAllowed`, `HappensLater`,
    and for the mail `AddressMissing`.
    """
    case = cases.take_case(ctx, case_ref, Permission.SAY)
    if case.owner_id is None and ctx.user_id is not None:
        level = staff.level_of(ctx.user_id, case.unit_id)
        case = cases.assign(ctx, case, owner_id=ctx.user_id, owner_level=level)
    if told_at is None:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        post = cases.correspondence(case.id).about(
            link_serial=link.serial, next_at=clocks.due_of(case.id, "respond")
        )
        business = units.unit(case.unit_id).business
        conversations.queue_letter(ctx, "ack", post, case_id=case.id, business=business)
    else:
        conversations.record_spoken(
            ctx,
            case_id=case.id,
            stage="ACK",
            words=within(words, 2000, field="words"),
            told_by=str(ctx.actor),
            told_at=not_later(told_at, ctx.now, field="told_at") or ctx.now,
            channel=case.channel,
        )
    clocks.meet(ctx, case.id, "acknowledge")
    standing = cases.standing_of(
        ctx, case, acknowledged_spoken=told_at is not None, acknowledged_in_writing=told_at is None
    )
    case = cases.apply_event(ctx, case, Event.ACKNOWLEDGE, standing, wanted_by_at=clocks.next_due(case.id))
    return CaseAcknowledged(case.ref, case.state.value)
