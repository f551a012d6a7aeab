"""One step that the waves of an incident take: the letter, written and checked once, filled for each person.

No command, like `carrying_out` beside it: it runs inside the transaction of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.promises import store as promises
from amends.apps.staff import store as staff
from amends.commands.sharing_out import Ground
from amends.core.apology.model import RubricResult
from amends.core.case.facts import CaseFacts
from amends.core.clock.calendar import zone
from amends.core.clock.opening import preset_for
from amends.core.clock.turns import first_ask_at
from amends.core.message.correspondence import Correspondence
from amends.core.message.held import held_against, summary_of, takes_responsibility
from amends.core.message.record import LetterRecord, PromisedWork, Remedy, holes_of
from amends.core.message.template import fill_whole
from amends.core.mould import Mould, mark
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context


class LetterNotSendable(Refusal):
    """The rubric found hard failures in the letter that would go to everybody; `result` has each of them."""

    code = "letter_not_sendable"
    kind = Kind.CONFLICT
    message = gettext_noop("The letter cannot go out like this: %(problems)s Change what you say happened.")

    def __init__(self, result: RubricResult) -> None:
        super().__init__(field="happened", problems=" ".join(failure.text for failure in result.hard))
        self.result = result


@dataclass(frozen=True)
class GroupLetter:
    """One letter for many: `shape` is the same for all, subject and body are filled for each."""

    shape: conversations.LetterShape
    subject: Mould
    body: Mould
    example: str  # as the first of them reads it, marks and all

    def fill(
        self, someone: customers.CustomerRecord, *, ref: str, link: str, voucher: str
    ) -> tuple[str, str]:
        """Subject and body for one person."""
        own = {
            "customer": someone.salutation or someone.display_name,
            "ref": ref,
            "link": link,
            "voucher": voucher,
        }
        return self.subject.fill(own), self.body.fill(own)


def letter_of(
    ctx: Context,
    ground: Ground,
    case: cases.CaseRecord,
    facts: CaseFacts,
    verdict: incidents.VerdictRecord,
    *,
    language: str,
    someone: customers.CustomerRecord,
    voucher_until: datetime | None,
    works: Sequence[promises.NewPromise],
    choose_until_at: datetime | None,
) -> GroupLetter:
    """The letter of one group, held against the apology rubric as `someone` would read it.

    Raises `LetterNotSendable`, `TemplateUnknown` and `LetterIncomplete`.
    """
    post = _post(ctx, ground, case, facts, verdict, voucher_until, works, choose_until_at)
    code = "incident" if takes_responsibility(post.grounds) else "incident_sympathy"
    text = conversations.template(code, language, ground.unit.business)
    record = replace(
        post.record,
        language=language,
        customer=mark("customer"),
        ref=mark("ref"),
        link_serial=mark("link"),
        voucher_serial=mark("voucher") if post.record.voucher else "",
    )
    letter = fill_whole(text, holes_of(record))
    subject, body = Mould(letter.subject), Mould(letter.body)
    own = {
        "customer": someone.salutation or someone.display_name,
        "ref": "C-22222-22222",
        "link": "new",
        "voucher": "new",
    }
    read = body.fill(own)
    filled = replace(post, record=replace(post.record, language=language, ref=own["ref"]))
    result = _checked(ctx, ground, filled, text.stage, read)
    shape = conversations.LetterShape(
        stage=text.stage.value,
        template_code=code,
        language=text.language,
        from_name=post.from_name,
        reply_to=post.reply_to,
        score=result.score,
        rubric=summary_of(result),
    )
    return GroupLetter(shape, subject, body, f"{subject.fill(own)}\n\n{read}")


def _post(
    ctx: Context,
    ground: Ground,
    case: cases.CaseRecord,
    facts: CaseFacts,
    verdict: incidents.VerdictRecord,
    voucher_until: datetime | None,
    works: Sequence[promises.NewPromise],
    choose_until_at: datetime | None,
) -> Correspondence:
    """Who writes about what, with everything that this group is given."""
    unit = ground.unit
    gesture = tuple(Remedy(option.name, option.face, option.percent) for option in verdict.options)
    last_moment = None if voucher_until is None else voucher_until - timedelta(seconds=1)
    found = cases.correspondence_in_mind(case, facts)
    # what is declared of the cause was found, not guessed in a single case
    post = replace(found, grounds=replace(found.grounds, cause_known=True))
    return post.about(
        owed=tuple(Remedy(option.name, option.face, option.percent) for option in verdict.owed),
        remedies=gesture,
        choices=choose_until_at is not None,
        choose_until_at=choose_until_at,
        promises=tuple(PromisedWork(staff.user(w.owner_id).display_name, w.what, w.due_at) for w in works),
        next_at=first_ask_at(unit.business, verdict.severity, ctx.now, unit.timezone),
        voucher=gesture[0] if last_moment is not None else None,
        voucher_until_at=last_moment,
    )


def _checked(ctx: Context, ground: Ground, post: Correspondence, stage: object, text: str) -> RubricResult:
    record: LetterRecord = post.record
    given = {remedy.name for remedy in (*record.owed, *record.remedies)}
    result = held_against(
        text,
        stage,  # type: ignore[arg-type]
        post,
        today=ctx.now.astimezone(zone(record.timezone)).date(),
        template_text=text,
        preset=preset_for(ground.unit.clocks),
        other_items=[g.name for g in ground.policy.document.gestures if g.name not in given],
    )
    if result.hard:
        raise LetterNotSendable(result)
    return result
