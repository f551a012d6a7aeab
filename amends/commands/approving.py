"""One step that several commands take: an answer from above was heard, and what follows from it happens.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of the question and
of what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.incidents import store as incidents
from amends.apps.offers import store as offers
from amends.commands import deciding
from amends.commands.answering import let_go, look_again
from amends.commands.asking_above import ask_next
from amends.commands.carrying_out import CarriedOut
from amends.commands.giving import execute
from amends.commands.handing_over import hand_over_vouchers
from amends.commands.matter import IncidentMatter, Matter, OfferMatter, check_unchanged, looked_at_again
from amends.commands.putting_right import due_anew
from amends.core.offer.lifecycle import OfferEvent
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class Ran:
    """Where case and offer, or the incident, stand after an answer, what was carried out, and whether the question has
    ended."""

    matter: Matter
    done: CarriedOut = field(default_factory=CarriedOut)
    has_ended: bool = True


def said_yes(ctx: Context, matter: Matter, question: approvals.ApprovalRecord, note: str = "") -> Ran:
    """Go on after a yes that was heard: wait for the others of its step, ask the next step, or run what was asked.

    Raises `ArgumentsChanged` where something was changed since it was asked.
    """
    check_unchanged(ctx, matter, question.arguments_digest)
    body = {"approval_id": question.id, **matter.named, "level": question.level}
    progress = question.progress
    if progress.wanted:
        return Ran(matter, has_ended=False)
    if not progress.is_last:
        turned = ask_next(ctx, matter, question, replace(progress, step=progress.step + 1))
        record(ctx, matter.stream, "approval.passed_on", {**body, "step": turned.progress.step})
        return Ran(matter, has_ended=False)
    approvals.decide(ctx, question, approve=True, note=note)
    record(ctx, matter.stream, "approval.granted", body)
    if isinstance(matter, IncidentMatter):
        incidents.approve(ctx, matter.incident.id)
        return Ran(matter)
    return _run(ctx, matter.case, matter.offer)


def said_no(ctx: Context, matter: Matter) -> Ran:
    """The offer is not made, the money it held is let go, and the case wants a decision again; an incident stays as it
    was decided, and can be decided anew."""
    if isinstance(matter, IncidentMatter):
        return Ran(matter)
    offer = offers.move(ctx, matter.offer, OfferEvent.REFUSE_APPROVAL)
    case = look_again(ctx, matter.case)
    let_go(ctx, offer)
    return Ran(OfferMatter(case, offer))


def _run(ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord) -> Ran:
    """Decide the case, and carry out what needs no choice of the customer."""
    facts, unit, verdict = looked_at_again(ctx, case, offer)
    case = deciding.decide(ctx, case, facts, unit, verdict, remedy_from_tables=True)
    offer = offers.move(ctx, offer, OfferEvent.APPROVE)
    if offer.needs_acceptance:
        return Ran(OfferMatter(case, offer))
    done = execute(ctx, case, offer)
    hand_over_vouchers(ctx, case)
    return Ran(OfferMatter(due_anew(ctx, case), offers.offer(offer.id)), done)
