"""Holds a text about a case against its record: the apology rubric, asked with what the correspondence knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from amends.core.apology import model as rubric
from amends.core.apology.rights import rights_of
from amends.core.apology.rubric import check, is_templated
from amends.core.case.standing import Finding
from amends.core.clock.calendar import zone
from amends.core.message.correspondence import Correspondence, Grounds
from amends.core.message.record import LetterRecord
from amends.core.message.template import Stage

_STAGES = {Stage.ACK: rubric.Stage.ACK, Stage.FINAL: rubric.Stage.FINAL}
_OURS = ("firm", "shared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What this customer heard from us before, and how late we are."""

    apologies_90_days: int = 0
    messages: tuple[str, ...] = ()
    overdue: bool = False


NOTHING_BEFORE = Before()


def takes_responsibility(grounds: Grounds) -> bool:
    """Whether a letter may say that it was ours: it was, nobody found otherwise, and no legal hold forbids it."""
    not_otherwise = grounds.finding in (None, Finding.UPHELD, Finding.PARTLY)
    return grounds.locus in _OURS and not_otherwise and not grounds.legal_hold


def held_against(
    text: str,
    stage: Stage,
    post: Correspondence,
    *,
    today: date,
    template_text: str = "",
    before: Before = NOTHING_BEFORE,
    preset: str = "general",
    other_items: Sequence[str] = (),
) -> rubric.RubricResult:
    """What the rubric says to `text`, with marks still in it.

    `template_text` is the filled template it began from: hardly changed, it counts as the template's. A message that is
    neither a first word nor the decision is held to what an answer on the way has to keep.
    """
    from_template = bool(template_text) and is_templated(text, template_text)
    draft = rubric.Draft(text, _STAGES.get(stage, rubric.Stage.RESPONSE), post.record.language, from_template)
    return check(draft, _case_record(post, today, before, preset, other_items))


def summary_of(result: rubric.RubricResult) -> dict[str, Any]:
    """What is kept of a verdict with its message: codes and numbers; the text itself stands beside it."""
    found = [part.name for part in result.components if part.is_present]
    return {
        "score": f"{result.score:.2f}",
        "components": found,
        "empathy": result.empathy.total,
        "warnings": [warning.code for warning in result.warnings],
        "apologises": "regret" in found,
    }


def _case_record(
    post: Correspondence, today: date, before: Before, preset: str, other_items: Sequence[str]
) -> rubric.CaseRecord:
    record, grounds = post.record, post.grounds
    finding = "" if grounds.finding is None else grounds.finding.value
    return rubric.CaseRecord(
        ref=record.ref,
        customer_name=f"{record.customer} {post.customer_name}".strip(),
        customer_contacts=tuple(filter(None, (post.to_address, post.customer_phone))),
        people=tuple(filter(None, (record.sender, *(work.who for work in record.promises)))),
        our_contacts=tuple(filter(None, (post.reply_to, record.phone))),
        failure_terms=grounds.failure_terms,
        impact_terms=(grounds.impact,) if grounds.impact else (),
        locus=grounds.locus,
        finding=finding,
        legal_hold=grounds.legal_hold,
        cause_known=grounds.cause_known,
        remedies=tuple(
            rubric.Remedy(one.name, one.amount if one.amount else None, one.percent)
            for one in (*record.owed, *record.remedies, *((record.voucher,) if record.voucher else ()))
        ),
        other_items=tuple(other_items),
        known_amounts=grounds.known_amounts,
        occurred_on=_day(record.occurred_at, record),
        known_dates=frozenset(filter(None, _days_of(record))),
        overdue=before.overdue,
        rights=rights_of(preset),
        apologies_90_days=before.apologies_90_days,
        open_double_deviation=grounds.open_double_deviation,
        severity=grounds.severity,
        earlier_messages=before.messages,
        today=today,
    )


def _days_of(record: LetterRecord) -> list[date | None]:
    moments = (
        record.next_at,
        record.choose_until_at,
        record.voucher_until_at,
        record.due_at,
        record.told_at,
        *(work.due_at for work in record.promises),
    )
    return [_day(moment, record) for moment in moments]


def _day(at: datetime | None, record: LetterRecord) -> date | None:
    return None if at is None else at.astimezone(zone(record.timezone)).date()
