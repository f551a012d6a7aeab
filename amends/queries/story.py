"""The story of one case in the order it happened: their words, ours, what was given, promised, kept and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from amends.apps.cases.models import Case, Evidence, InfoRequest
from amends.apps.conversations.models import Message
from amends.apps.followups.models import Answer
from amends.apps.offers.models import Offer
from amends.apps.promises.models import Promise
from amends.core.message.marks import hide_marks
from amends.core.money import Money
from amends.queries.names import names_of

TOLD_LATER = frozenset(
    (
        "handover",
        "plan",
        "reopened_because",
        "reclassified_because",
        "withdrawal",
        "review_grounds",
        "referred_to",
        "ruling",
    )
)
"""Evidence that is part of the story; everything else stands among the facts."""

LINK_STANDS_FOR = "[link]"
VOUCHER_STANDS_FOR = "[code]"


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One thing that happened. `kind` is words, message_in, message_out, spoken, offer, answered, promise, kept,
    broken, answer, asked, or the name of a note (`handover`, ...). `actor` is who did it (`person:12`), `who` the name.
    """

    kind: str
    at: datetime
    actor: str
    text: str = ""
    who: str = ""
    state: str = ""
    channel: str = ""
    subject: str = ""
    names: tuple[str, ...] = ()
    worth: Money | None = None
    due_at: datetime | None = None
    is_automatic: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


def story_of(case: Case, evidence: list[Evidence], *, words_too: bool) -> tuple[StoryEntry, ...]:
    """Everything that happened, oldest first (at one moment the gesture before the telling).

    Without what customers wrote and said unless `words_too`.
    """
    customer = f"customer:{case.customer_id}"
    entries = [
        *_words(case, customer),
        *_messages(case.id, customer),
        *_offers(case.id, customer),
        *_promises(case.id),
        *_answers(case.id, customer),
        *_questions(case.id, customer),
        *_notes(evidence, customer),
    ]
    if not words_too:
        entries = [replace(entry, text="") if entry.actor == customer else entry for entry in entries]
    names = {
        customer: case.customer.display_name,
        **names_of(entry.actor for entry in entries if entry.actor != customer),
    }
    told = [replace(entry, who=names.get(entry.actor, "")) for entry in entries]
    return tuple(sorted(told, key=lambda entry: (entry.at, entry.details.get("stage") == "FINAL")))


def _words(case: Case, customer: str) -> Iterator[StoryEntry]:
    """What they told us; whom an incident hit told nothing, and was found."""
    if case.words or case.origin != "event":
        yield StoryEntry("words", case.received_at, customer, case.words, channel=case.channel)


def _messages(case_id: int, customer: str) -> Iterator[StoryEntry]:
    rows = Message.objects.filter(case_id=case_id, audience="customer").order_by("id")
    for row in rows:
        text = hide_marks(row.body, link=LINK_STANDS_FOR, voucher=VOUCHER_STANDS_FOR)
        if row.direction == "in":
            yield StoryEntry(
                "message_in", row.written_at, customer, text, channel=row.channel, subject=row.subject
            )
        elif row.state == Message.State.SPOKEN:
            details = {"stage": row.stage}
            yield StoryEntry(
                "spoken",
                row.sent_at or row.written_at,
                row.told_by,
                text,
                channel=row.channel,
                details=details,
            )
        else:
            yield StoryEntry(
                "message_out",
                row.sent_at or row.written_at,
                row.written_by,
                text,
                state=row.state,
                channel=row.channel,
                subject=row.subject,
                is_automatic=row.is_automatic,
                details={"stage": row.stage, "problem": row.last_problem, "signed": row.from_name},
            )


def _offers(case_id: int, customer: str) -> Iterator[StoryEntry]:
    for row in Offer.objects.of_case(case_id):
        options = list(row.options.all())
        worth = Money(row.face_minor, row.currency) if row.face_minor else None
        names = tuple(option.name for option in options)
        kind = "owed" if row.is_owed else "offer" if row.needs_acceptance else "given"
        yield StoryEntry(
            kind, row.made_at, row.made_by, row.override_reason, state=row.state, names=names, worth=worth
        )
        if row.answered_at is not None and kind == "offer":
            chosen = tuple(option.name for option in options if option.id == row.chosen_option_id)
            yield StoryEntry(
                "answered",
                row.answered_at,
                customer,
                row.decline_words,
                state=row.state,
                names=chosen,
                details={"source": row.answered_source},
            )


def _promises(case_id: int) -> Iterator[StoryEntry]:
    for row in Promise.objects.filter(case_id=case_id).select_related("owner").order_by("id"):
        owner = f"person:{row.owner_id}"
        details = {"owner": row.owner.display_name}
        yield StoryEntry(
            "promise", row.made_at, row.made_by, row.what, state=row.state, due_at=row.due_at, details=details
        )
        if row.broken_at is not None:
            yield StoryEntry("broken", row.broken_at, owner, row.what, due_at=row.due_at)
        if row.kept_at is not None:
            yield StoryEntry(
                "kept", row.kept_at, row.kept_by or owner, row.what, details={"note": row.kept_note}
            )


def _answers(case_id: int, customer: str) -> Iterator[StoryEntry]:
    for row in Answer.objects.filter(follow_up__case_id=case_id).order_by("id"):
        verified = row.source != "spoken" or row.confirmed_at is not None
        details = {"source": row.source, "verified": "yes" if verified else ""}
        yield StoryEntry("answer", row.at, customer, row.words, state=row.answer, details=details)


def _questions(case_id: int, customer: str) -> Iterator[StoryEntry]:
    for row in InfoRequest.objects.filter(case_id=case_id).order_by("id"):
        yield StoryEntry("asked", row.asked_at, row.asked_by, row.question, due_at=row.due_at)
        if row.answered_at is not None and row.answer:
            yield StoryEntry("replied", row.answered_at, customer, row.answer)


def _notes(evidence: list[Evidence], customer: str) -> Iterator[StoryEntry]:
    for row in evidence:
        if row.name in TOLD_LATER:
            actor = customer if row.source == "customer" else row.recorded_by
            yield StoryEntry(row.name, row.recorded_at, actor, str(row.value or row.reason))
