"""One step that several commands take: what a question is about is locked, written about, and looked at again.

No command, like `carrying_out` beside it: it runs inside the transaction of one. A question is about an offer of a case
or about all that an incident would give; who may answer, in which steps and until when is the same for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.failures import store as kinds
from amends.apps.incidents import store as incidents
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.commands.answering import lock_with_case
from amends.core.case.facts import CaseFacts
from amends.core.decision.basis import usable_facts
from amends.core.incident.lifecycle import IncidentState
from amends.core.message.record import LetterRecord, amount_text
from amends.core.message.words import phrase
from amends.core.money import Money
from amends.core.offer.arguments import giving_digest
from amends.core.offer.authority import ArgumentsChanged, incident_barred
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.evaluate import Verdict, evaluate
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class OfferMatter:
    """An offer of a case, above the authority of whoever makes it."""

    case: cases.CaseRecord
    offer: offers.OfferRecord

    @property
    def unit_id(self) -> int:
        """Where it is asked."""
        return self.case.unit_id

    @property
    def stream(self) -> str:
        """Where the journal tells of it."""
        return f"case:{self.case.id}"

    @property
    def named(self) -> Mapping[str, int]:
        """How the journal names it there."""
        return {"offer_id": self.offer.id}

    @property
    def keys(self) -> Mapping[str, int | None]:
        """How a question keeps it."""
        return {"case_id": self.case.id, "offer_id": self.offer.id, "incident_id": None}

    @property
    def face(self) -> Money:
        """What it is worth."""
        return self.offer.face

    @property
    def waits(self) -> bool:
        """Whether a yes would still set something going."""
        return self.offer.state is OfferState.AWAITING_APPROVAL

    @property
    def involved(self) -> frozenset[str]:
        """Who had a part in the failure, and who had the case when a recovery failed: they decide nothing here."""
        colleagues = approvals.involved_in(self.case.id)
        before = frozenset() if self.case.owner_before_id is None else frozenset({self.case.owner_before_id})
        return frozenset(f"person:{user_id}" for user_id in colleagues | before)

    def letter(self, language: str, *, sees_names: bool) -> LetterRecord:
        """What a colleague who is asked reads about it."""
        record = cases.correspondence(self.case.id).record
        return replace(
            record,
            language=language,
            customer=record.customer if sees_names else record.ref,
            what=", ".join(option.name for option in self.offer.options),
        )


@dataclass(frozen=True, slots=True)
class IncidentMatter:
    """All that an incident would give, above the authority of whoever decided it."""

    incident: incidents.IncidentRecord

    @property
    def unit_id(self) -> int:
        """Where it is asked."""
        return self.incident.unit_id

    @property
    def stream(self) -> str:
        """Where the journal tells of it."""
        return f"incident:{self.incident.id}"

    @property
    def named(self) -> Mapping[str, int]:
        """How the journal names it there."""
        return {}

    @property
    def keys(self) -> Mapping[str, int | None]:
        """How a question keeps it."""
        return {"case_id": None, "offer_id": None, "incident_id": self.incident.id}

    @property
    def face(self) -> Money:
        """What all of it is worth."""
        return incidents.total_of(self.incident).face

    @property
    def waits(self) -> bool:
        """Whether a yes would still set something going."""
        return self.incident.state is IncidentState.DECIDED and not self.incident.approved_by

    @property
    def involved(self) -> frozenset[str]:
        """Whoever declared it, decided it or had a part in the failure: they decide nothing here."""
        incident = self.incident
        return incident_barred(incident.involved_ids, incident.declared_by, incident.decided_by)

    def letter(self, language: str, *, sees_names: bool) -> LetterRecord:
        """What a colleague who is asked reads about it; it names no customer."""
        unit, total = units.unit(self.incident.unit_id), incidents.total_of(self.incident)
        return LetterRecord(
            language=language,
            timezone=unit.timezone,
            customer=phrase("people", language).format(count=total.people),
            ref=self.incident.ref,
            failure=kinds.failure_by_id(self.incident.failure_type_id).name,
            unit=unit.name,
            what=f"{self.incident.name}, {amount_text(total.face, language)}",
        )


Matter = OfferMatter | IncidentMatter


def matter_of(question: approvals.ApprovalRecord) -> Matter:
    """What a question is about, as it stands; nothing is locked."""
    if question.incident_id is not None:
        return IncidentMatter(incidents.incident_by_id(question.incident_id))
    assert question.case_id is not None, "a question is about one thing"
    assert question.offer_id is not None, "a question is about one thing"
    return OfferMatter(cases.case_by_id(question.case_id), offers.offer(question.offer_id))


def lock_matter(question: approvals.ApprovalRecord) -> Matter:
    """What a question is about, locked: customer, case and offer, or the incident."""
    if question.incident_id is not None:
        return IncidentMatter(incidents.lock_by_id(question.incident_id))
    assert question.offer_id is not None
    offer, case = lock_with_case(offers.offer(question.offer_id))
    return OfferMatter(case, offer)


def check_unchanged(ctx: Context, matter: Matter, digest: str) -> None:
    """Whether what a yes would run on is still what was asked under `digest`; raises `ArgumentsChanged`."""
    if isinstance(matter, OfferMatter):
        looked_at_again(ctx, matter.case, matter.offer)
        return
    incident = matter.incident
    same = digest == incident.decided_digest and incident.state is IncidentState.DECIDED
    if not same or policies.in_force(ctx.now).id != incident.policy_version_id:
        raise ArgumentsChanged(field="arguments_digest")


def looked_at_again(
    ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord
) -> tuple[CaseFacts, units.UnitRecord, Verdict]:
    """What the yes to an offer would run on, if it is still what was asked; raises `ArgumentsChanged`."""
    facts, unit, policy = cases.facts_of(case.id), units.unit(case.unit_id), policies.in_force(ctx.now)
    known = usable_facts(policy.document, facts.values)
    now_digest = giving_digest(
        case_id=case.id,
        policy_digest=policy.digest,
        facts=known,
        options=[(option.gesture_code, option.face.minor) for option in offer.options],
        override_reason=offer.override_reason,
    )
    if now_digest != offer.arguments_digest:
        raise ArgumentsChanged(field="arguments_digest")
    return facts, unit, evaluate(policy.document, known)
