"""The desk that a message is written at: what a template is filled with, and what the text is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amends.core.apology.model import RubricResult
from amends.core.clock.calendar import zone
from amends.core.message.correspondence import Correspondence
from amends.core.message.held import NOTHING_BEFORE, Before, held_against
from amends.core.message.marks import marks_in
from amends.core.message.record import LetterRecord, PromisedWork, holes_of
from amends.core.message.telling import Told
from amends.core.message.template import Letter, Stage, Template, fill
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

NEW_LINK = "new"
"""The serial that stands for the customer's page until the message is sent and gets a link of its own."""

_A_DAY = timedelta(days=1)
_TO_THE_CUSTOMER = ("acknowledge", "respond", "update", "decide")

APOLOGIES_WITHIN = timedelta(days=90)
"""How far back apologies to one customer are counted (rubric H14)."""


class MarkForeign(Refusal):
    """A mark in the text stands for a link or a voucher that is not this case's."""

    code = "mark_foreign"
    kind = Kind.INVALID
    message = gettext_noop(
        "%(mark)s does not belong to this case. Take it out; the customer's page has its own."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything about one case that writing to its customer needs, at one moment."""

    post: Correspondence
    now: datetime
    before: Before = NOTHING_BEFORE
    preset: str = "general"
    gestures: tuple[str, ...] = ()  # names of all that could be given: naming one that was not is a slip

    def filled(self, template: Template) -> Letter:
        """The template with everything in it that the case holds; what it does not stays a hole."""
        return fill(template, holes_of(self.post.record))

    def check(self, text: str, stage: Stage, template: Template | None = None) -> RubricResult:
        """What the apology rubric says to `text`; `template` is what it began from."""
        given = {remedy.name for remedy in (*self.post.record.owed, *self.post.record.remedies)}
        return held_against(
            text,
            stage,
            self.post,
            today=self.now.astimezone(zone(self.post.record.timezone)).date(),
            template_text="" if template is None else self.filled(template).body,
            before=self.before,
            preset=self.preset,
            other_items=[name for name in self.gestures if name not in given],
        )


def sit_down(
    post: Correspondence,
    *,
    stage: Stage,
    now: datetime,
    told: Told,
    promises: Sequence[PromisedWork],
    dues: Mapping[str, datetime],
    ask_at: datetime,
    before: Before,
    preset: str,
    gestures: Sequence[str],
    signed_by: tuple[str, str] | None,
) -> Desk:
    """The desk for one case. `told` is what the customer does not know yet; `dues` are its running clocks by kind;
    `ask_at` is when the customer would be asked if it were put right now; `signed_by` is the name and title of the
    colleague who writes (None: the owner).
    """
    late = any(dues[kind] < now for kind in _TO_THE_CUSTOMER if kind in dues)
    more: dict[str, object] = {
        "is_late": late,
        "owed": told.owed,
        "remedies": told.remedies,
        "choices": told.choices,
        "choose_until_at": told.choose_until_at,
        "promises": tuple(promises),
        "next_at": next_step_at(stage, dues, ask_at, now),
        "link_serial": NEW_LINK,
    }
    if signed_by is not None:
        more |= {"sender": signed_by[0], "sender_title": signed_by[1]}
    return Desk(
        post=post.about(**more),
        now=now,
        before=replace(before, overdue=late),
        preset=preset,
        gestures=tuple(gestures),
    )


def next_step_at(stage: Stage, dues: Mapping[str, datetime], ask_at: datetime, now: datetime) -> datetime:
    """By when the customer hears from us next: after the decision it is the question whether it is right now, before it
    the next clock that runs towards them, and a day from now where none does."""
    if stage not in (Stage.ACK, Stage.RESPONSE):
        return ask_at
    kinds = ("respond", "decide") if stage is Stage.ACK else ("update", "decide")
    return next((dues[kind] for kind in kinds if kind in dues and dues[kind] > now), now + _A_DAY)


def check_marks(text: str, *, links: Sequence[str] = (), vouchers: Sequence[str] = ()) -> None:
    """Raise `MarkForeign` at `text` for a mark that is neither the new link nor one of these serials."""
    marks = marks_in(text)
    for kind, found, known in (
        ("link", marks.links, (NEW_LINK, *links)),
        ("voucher", marks.vouchers, vouchers),
    ):
        for serial in found:
            if serial not in known:
                raise MarkForeign(field="text", mark=f"{{{kind}:{serial}}}")


def signature(record: LetterRecord) -> str:
    """Who signs, with title and house: how a mail names its sender."""
    return (
        ", ".join(filter(None, (record.sender, record.unit))) if record.sender != record.unit else record.unit
    )
