"""One step that several commands take: something is given because of danger, and somebody looks at it afterwards.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of customer and case.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.offers import store as offers
from amends.apps.staff import store as staff
from amends.apps.tasks import store as tasks
from amends.commands.answering import look_again
from amends.commands.giving import Desk
from amends.core.case.deciding import STILL_GIVING
from amends.core.case.evidence import Source, unproven_facts
from amends.core.case.lifecycle import ENDS
from amends.core.case.standing import Flag
from amends.core.case.wanted import Wanted
from amends.core.roles import PERMISSIONS, Permission
from amends.kernel.context import Context

CLOCK, RULE = "review", "house.review.1"


def leave_unknown(ctx: Context, desk: Desk, because: str) -> Desk:
    """Each core fact that nobody has stated is unknown at this moment, for that reason; "" leaves them as they are."""
    lacking = unproven_facts(desk.facts.core_facts)
    if not because.strip() or not lacking:
        return desk
    key = customers.person_key(desk.case.customer_id)
    for fact in lacking:
        cases.record_evidence(
            ctx, desk.case.id, str(fact), None, Source.STAFF, because.strip(), person_key=key
        )
    return replace(desk, facts=cases.facts_of(desk.case.id))


def wait_for_review(ctx: Context, case: cases.CaseRecord) -> cases.CaseRecord:
    """The review of what was given, or the first of several, is due: a clock of the case runs, and the work list says
    so."""
    due_at = approvals.review_due(case.id)
    assert due_at is not None, "somebody was asked to look at it"
    clocks.set_deadline(ctx, case.id, CLOCK, due_at, RULE)
    case = cases.set_flags(ctx, case, case.flags | {Flag.REVIEW_DUE})
    return look_again(ctx, case) if case.state in STILL_GIVING else case


def reviewed(
    ctx: Context,
    case: cases.CaseRecord,
    offer: offers.OfferRecord,
    review: approvals.ApprovalRecord,
    *,
    approve: bool,
    note: str,
) -> cases.CaseRecord:
    """Somebody has looked at it: the answer ends the review, whoever gave it reads it, and nothing is taken back."""
    approvals.decide(ctx, review, approve=approve, note=note)
    _tell_giver(ctx, case, offer, review, approve=approve, note=note)
    due_at = clocks.due_of(case.id, CLOCK)
    clocks.meet(ctx, case.id, CLOCK)
    if approvals.review_due(case.id) is not None:  # something else was given in this case because of danger
        return case if case.state in ENDS else wait_for_review(ctx, case)
    case = cases.set_flags(ctx, case, case.flags - {Flag.REVIEW_DUE})
    if case.wanted is not Wanted.LOOK_AT_EMERGENCY:
        return case if case.wanted_by_at != due_at else look_again(ctx, case)
    if case.state not in ENDS:
        return look_again(ctx, case)
    questions_due = tasks.questions_due(case.id)
    return cases.look_again(
        ctx, case, wanted_by_at=questions_due, closing_questions_open=questions_due is not None
    )


def _tell_giver(
    ctx: Context,
    case: cases.CaseRecord,
    offer: offers.OfferRecord,
    review: approvals.ApprovalRecord,
    *,
    approve: bool,
    note: str,
) -> None:
    """Whoever gave it learns what was thought of it."""
    kind, _, number = review.asked_by.partition(":")
    if kind != "person" or not number:
        return
    giver, letter = staff.user(int(number)), cases.correspondence(case.id).record
    reviewer = "" if ctx.user_id is None else staff.user(ctx.user_id).display_name
    roles = staff.roles_of(giver.id, case.unit_id)
    sees_names = any(Permission.SEE_CUSTOMERS in PERMISSIONS[role] for role in roles)
    known = replace(
        letter,
        language=giver.language,
        colleague=giver.display_name,
        customer=letter.customer if sees_names else letter.ref,
        what=", ".join(option.name for option in offer.options),
        asked_by=reviewer or letter.unit,
        note=note,
        desk_link=f"{settings.AMENDS_PUBLIC_URL}/approvals/{review.id}",
    )
    code = "review_yes" if approve else "review_no"
    conversations.queue_notice(ctx, code, known, to_address=giver.email, case_id=case.id)
