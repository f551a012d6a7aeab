"""One step that several commands take: what goes to a customer is held against the record, and queued as a mail.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the lock of the case.
"""

from __future__ import annotations

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.promises import store as promises
from amends.apps.staff import store as staff
from amends.apps.units.store import UnitRecord
from amends.apps.vouchers import store as vouchers
from amends.core.apology.model import RubricResult
from amends.core.clock.opening import preset_for
from amends.core.clock.turns import first_ask_at
from amends.core.message.desk import APOLOGIES_WITHIN, NEW_LINK, Desk, check_marks, signature, sit_down
from amends.core.message.held import summary_of
from amends.core.message.marks import fill_marks, link_mark, marks_in, voucher_mark
from amends.core.message.template import Stage, Template
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class MessageNotSendable(Refusal):
    """The rubric found hard failures; `result` has each of them with its place in the text."""

    code = "message_not_sendable"
    kind = Kind.INVALID
    message = gettext_noop("This cannot go out yet: %(problems)s What you wrote is kept.")

    def __init__(self, result: RubricResult) -> None:
        super().__init__(field="text", problems=" ".join(failure.text for failure in result.hard))
        self.result = result


def desk_for(ctx: Context, case: CaseRecord, unit: UnitRecord, stage: Stage) -> Desk:
    """Everything that the text is held against, as the rows are now."""
    try:
        gestures = [gesture.name for gesture in policies.in_force(ctx.now).document.gestures]
    except policies.NoPolicyInForce:
        gestures = []
    writer = None if ctx.user_id is None else staff.user(ctx.user_id)
    return sit_down(
        cases.correspondence(case.id),
        stage=stage,
        now=ctx.now,
        told=offers.to_tell(case.id, since=conversations.last_told_at(case.id)),
        promises=promises.works(case.id, now=ctx.now),
        dues={clock.kind: clock.due_at for clock in reversed(clocks.running(case.id))},
        ask_at=first_ask_at(unit.business, case.severity, ctx.now, unit.timezone),
        before=conversations.before(case.customer_id, since=ctx.now - APOLOGIES_WITHIN),
        preset=preset_for(unit.clocks),
        gestures=gestures,
        signed_by=None if writer is None else (writer.display_name, writer.title),
    )


def template_for(desk: Desk, code: str, unit: UnitRecord) -> Template | None:
    """The text a message began from, in the customer's language; None for no `code`. Raises `TemplateUnknown`."""
    if not code:
        return None
    return conversations.template(code, desk.post.record.language, unit.business, field="template_code")


def checked(desk: Desk, words: str, stage: Stage, template: Template | None) -> RubricResult:
    """What the apology rubric says to the text; raises `MessageNotSendable` for a hard failure."""
    result = desk.check(words, stage, template)
    if not result.is_sendable:
        raise MessageNotSendable(result)
    return result


def queue_written(
    ctx: Context,
    case: CaseRecord,
    desk: Desk,
    stage: Stage,
    words: str,
    subject: str,
    template: Template | None,
    result: RubricResult,
    *,
    is_automatic: bool = False,
    brings: vouchers.VoucherRecord | None = None,
) -> conversations.MessageRecord:
    """Queue the mail, with a link of its own in place of the mark; `brings` is the voucher that it hands over."""
    marks = marks_in(words)
    own = (brings,) if brings else vouchers.vouchers_of_case(case.id) if marks.vouchers else ()
    serials = [voucher.serial for voucher in own]
    check_marks(words, vouchers=serials)
    if NEW_LINK in marks.links:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        kept = {serial: voucher_mark(serial) for serial in serials}
        words = fill_marks(words, links={NEW_LINK: link_mark(link.serial)}, vouchers=kept)
    post = desk.post
    usual = f"{post.record.failure} ({case.ref})" if template is None else desk.filled(template).subject
    return conversations.queue_message(
        ctx,
        case_id=case.id,
        stage=stage.value,
        to_address=post.to_address,
        subject=subject or usual,
        body=words,
        language=post.record.language,
        from_name=signature(post.record),
        reply_to=post.reply_to,
        template_code="" if template is None else template.code,
        score=float(result.score),
        rubric=summary_of(result),
        is_automatic=is_automatic,
        voucher_id=None if brings is None else brings.id,
    )
