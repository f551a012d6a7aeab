"""The page on which one question is decided with one tap: what is asked, why, what it costs, and who said what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.incidents.models import Incident, IncidentVerdict
from amends.apps.ledger.models import Budget
from amends.apps.offers.models import OfferOption
from amends.core.ledger.budget import PeriodRecord
from amends.core.money import Money
from amends.core.offer.authority import Seat, check_approver
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.core.unseen import ApprovalUnknown
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.approvals import involved_of, question_of
from amends.queries.approvers import Decider, decider
from amends.queries.names import names_of


@dataclass(frozen=True, slots=True)
class AskedOption:
    """One of the gestures that are asked for, with its price to us and why it needs a yes. In an incident it is what
    equal people get, with the sums for all of them; `people` is 0 for an offer."""

    name: str
    people: int
    face: Money
    true_cost: Money
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """One answer: by whom, and for whom where they stood in for somebody ("" else)."""

    name: str
    stood_in_for: str
    role: str
    is_yes: bool
    by_silence: bool
    given_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: whose yes it needs (`needs_all`: of each of these roles), and what was said in it."""

    number: int
    roles: tuple[str, ...]
    needs_all: bool
    is_present: bool
    voices: tuple[VoiceShown, ...]


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """Everything one needs to decide in one tap. Names and words are empty for whoever may not see them.

    It is about an offer of a case, or about an incident (`incident_ref`): then `words` is what the customers read, and
    offer, case and customer are empty. `state` is *waiting* until it is decided; `digest` goes back with the answer.
    `answers_for` is the name of whom one would answer for as a substitute. `is_review`: it was given in an emergency
    already, and `owner` looks at it.
    """

    id: int
    offer_id: int | None
    incident_ref: str
    incident_name: str
    people: int
    digest: str
    state: str
    level: int
    is_review: bool
    owner: str
    steps: tuple[StepShown, ...]
    may_answer: bool
    answers_for: str
    asked_it: bool
    case_ref: str
    unit_name: str
    customer_name: str
    words: str
    failure_name: str
    severity: int | None
    band: str
    note: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    options: tuple[AskedOption, ...]
    budgets: tuple[PeriodRecord, ...]


@query(Permission.SEE_BUDGETS)
def approval_page(ctx: Context, *, approval_id: int) -> ApprovalPage:
    """One question; for whoever may approve at its unit or stands in for them, and for whoever asked it.

    To everybody else `ApprovalUnknown`.
    """
    about = ("case__customer", "case__failure_type", "offer", "incident__failure_type")
    rows = Approval.objects.select_related(*about, "unit", "owner")
    row = rows.filter(id=approval_id).first()
    deciding = decider(ctx)
    asked_it = row is not None and row.asked_by == str(ctx.actor)
    if row is None or not (asked_it or deciding.may(Permission.APPROVE, row.unit_id)):
        raise ApprovalUnknown
    voices = list(ApprovalVoice.objects.filter(approval_id=row.id).order_by("id"))
    people = names_of(
        [
            row.asked_by,
            row.decided_by,
            *(who for voice in voices for who in (voice.given_by, voice.given_for)),
        ]
    )
    seat = _seat(deciding, row, voices)
    asker = int(row.asked_by.partition(":")[2]) if row.asked_by.startswith("person:") else None
    stands_in = seat is not None and seat.holder != str(ctx.actor)
    return ApprovalPage(
        id=row.id,
        offer_id=row.offer_id,
        **_about(deciding, row),
        digest=row.arguments_digest,
        state=row.state,
        level=row.level,
        is_review=row.is_review,
        owner="" if row.owner is None else row.owner.display_name,
        steps=_steps(row, voices, people),
        may_answer=seat is not None,
        answers_for=names_of([seat.holder]).get(seat.holder, "") if seat and stands_in else "",
        asked_it=asked_it,
        unit_name=row.unit.name,
        note=row.note,
        asked_by=people.get(row.asked_by, ""),
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_by=people.get(row.decided_by, ""),
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        options=_asked(row) if row.incident is None else _asked_for_many(row.incident),
        budgets=Budget.chain(unit_id=row.unit_id, user_id=asker, at=ctx.now),
    )


def _about(deciding: Decider, row: Approval) -> dict[str, Any]:
    """What it is about; names and words only for whoever may see them."""
    incident, case = row.incident, row.case
    if incident is not None:
        return {
            "incident_ref": incident.ref,
            "incident_name": incident.name,
            "people": IncidentVerdict.objects.totals({incident.id: incident.currency})[incident.id].people,
            "case_ref": "",
            "customer_name": "",
            "words": incident.happened,
            "failure_name": incident.failure_type.name,
            "severity": None,
            "band": "",
        }
    assert case is not None, "a question is about one thing"
    sees_names = deciding.may(Permission.SEE_CUSTOMERS, case.unit_id)
    sees_words = deciding.may(Permission.SEE_CUSTOMER_WORDS, case.unit_id)
    return {
        "incident_ref": "",
        "incident_name": "",
        "people": 0,
        "case_ref": case.ref,
        "customer_name": case.customer.display_name if sees_names else "",
        "words": case.words if sees_words else "",
        "failure_name": case.failure_type.name,
        "severity": case.severity,
        "band": case.band,
    }


def _seat(deciding: Decider, row: Approval, voices: list[ApprovalVoice]) -> Seat | None:
    """With whose authority the actor would answer; None where they may not."""
    if row.state != Approval.State.WAITING:
        return None
    question = question_of(row, involved_of([row])[row.id], [voice for voice in voices if voice.is_yes])
    try:
        return check_approver(deciding.approver(row.unit_id), question)
    except Refusal:
        return None


def _steps(row: Approval, voices: list[ApprovalVoice], people: Mapping[str, str]) -> tuple[StepShown, ...]:
    waits = row.state == Approval.State.WAITING
    return tuple(
        StepShown(
            number=number + 1,
            roles=tuple(step["roles"]),
            needs_all=step["who"] == "all",
            is_present=waits and number == row.step,
            voices=tuple(_voice(voice, people) for voice in voices if voice.step == number),
        )
        for number, step in enumerate(row.steps)
    )


def _voice(voice: ApprovalVoice, people: Mapping[str, str]) -> VoiceShown:
    return VoiceShown(
        name=people.get(voice.given_by, ""),
        stood_in_for="" if voice.given_for == voice.given_by else people.get(voice.given_for, ""),
        role=voice.role,
        is_yes=voice.is_yes,
        by_silence=voice.given_by == "system",
        given_at=voice.given_at,
        note=voice.note,
    )


def _asked(row: Approval) -> tuple[AskedOption, ...]:
    why = {reason["gesture_code"]: tuple(reason["reasons"]) for reason in row.reasons}
    return tuple(
        AskedOption(
            option.name,
            0,
            Money(option.face_minor, option.currency),
            Money(option.true_cost_minor, option.currency),
            why.get(option.gesture_code, ()),
        )
        for option in OfferOption.objects.filter(offer=row.offer).order_by("position")
    )


def _asked_for_many(incident: Incident) -> tuple[AskedOption, ...]:
    """What the people of an incident get, each kind of it once, what goes to most of them first."""
    found: dict[tuple[str, ...], list[int]] = {}
    for verdict in IncidentVerdict.objects.filter(incident=incident, reason="", people__gt=0):
        names = tuple(option["name"] for option in (*verdict.owed, *verdict.options))
        sums = found.setdefault(names, [0, 0, 0])
        for place, each in enumerate((1, verdict.reserve_minor, verdict.true_cost_minor)):
            sums[place] += each * verdict.people
    most_first = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(
        AskedOption(
            ", ".join(names), people, Money(face, incident.currency), Money(cost, incident.currency), ()
        )
        for names, (people, face, cost) in most_first
    )
