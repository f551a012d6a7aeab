"""The envelope of one case: what is owed, what may be given now, what needs a yes, what is blocked and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from amends.apps.cases.models import Case, Evidence, InfoRequest
from amends.apps.ledger.models import Budget
from amends.apps.offers.models import Offer
from amends.apps.policies.models import PolicyRecord, PolicyVersion
from amends.apps.signals.models import Signal
from amends.core.case.deciding import wanted_first
from amends.core.case.evidence import CoreFact, unproven_facts
from amends.core.case.facts import CaseFacts
from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.lifecycle import State
from amends.core.case.standing import CaseStanding, Finding, Flag
from amends.core.case.unknown import CaseUnknown
from amends.core.decision.basis import LOOK_BACK_DAYS, Asker, Basis, build_basis
from amends.core.ledger.budget import PeriodRecord
from amends.core.money import Money
from amends.core.offer.emergency import stakes_safety
from amends.core.policy.envelope import Envelope
from amends.core.policy.line import GestureLine
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.kernel.rows import OneRow
from amends.queries.asked_people import AskedPerson, asked_people


@dataclass(frozen=True)
class EnvelopeView:
    """What one colleague (or program) may do in one case at this moment.

    `digest` travels with the giving. `previews` are the lines of open gestures with the amounts that were asked about;
    they do not change the digest. `policy` is None where none is in force: then nothing is offered at all.
    `asked` names whom each gesture that needs a yes would be asked first, with how long they usually take.
    `is_danger`: somebody's safety is at stake, so a person may give it at once and have it looked at afterwards;
    `unproven` are the core facts that nobody has stated yet, which then have to be called unknown with a reason.
    `first` is what has to be done in the case before anything goes without a yes; where it is empty, what is allowed
    is accepted.
    """

    case_id: int
    case_ref: str
    unit_id: int
    currency: str
    policy: PolicyRecord | None
    envelope: Envelope | None
    previews: Mapping[str, GestureLine]
    chain: tuple[PeriodRecord, ...]
    asked: Mapping[str, tuple[AskedPerson, ...]] = field(default_factory=dict)
    is_danger: bool = False
    unproven: tuple[CoreFact, ...] = ()
    first: tuple[GuardNotMet, ...] = ()

    @property
    def digest(self) -> str:
        """What a giving must carry; "" where there is nothing to give from."""
        return "" if self.envelope is None else self.envelope.digest

    def line(self, gesture_code: str) -> GestureLine | None:
        """The preview of a gesture, else its line."""
        found = self.previews.get(gesture_code)
        return found if found or self.envelope is None else self.envelope.line(gesture_code)


_CASE = OneRow(Case, "unit", "failure_type", "customer")


@query(Permission.SEE_POLICY)
def envelope(ctx: Context, *, case_ref: str, amounts: Mapping[str, Money] | None = None) -> EnvelopeView:
    """What may be given in a case, judged for whoever asks; `amounts` are tried on open gestures.

    Raises `CaseUnknown` where the actor does not see the case.
    """
    scope = ctx.scope(Permission.SEE_CASES)
    found = Case.objects.whereabouts(case_ref)
    if found is None or not scope.covers(found.unit_id) or (found.is_restricted and not scope.restricted):
        raise CaseUnknown(ref=case_ref.strip()[:20])
    case = _CASE(found.id)
    chain = Budget.chain(unit_id=case.unit_id, user_id=ctx.user_id, at=ctx.now)
    policy = PolicyVersion.objects.in_force(ctx.now)
    shown: Envelope | None = None
    previews: dict[str, GestureLine] = {}
    asked: Mapping[str, tuple[AskedPerson, ...]] = {}
    is_danger = False
    unproven: tuple[CoreFact, ...] = ()
    first: tuple[GuardNotMet, ...] = ()
    if policy is not None:
        facts = case.facts(Evidence.objects.said(case.id))
        basis = _basis(ctx, case, facts, policy, chain)
        shown = basis.envelope()
        for code, amount in (amounts or {}).items():
            previews[code] = basis.judge(shown.verdict, code, amount)
        is_danger = ctx.user_id is not None and stakes_safety(basis.facts, basis.sources)
        unproven = unproven_facts(facts.core_facts) if is_danger else ()
        first = _first(case, facts, shown.verdict.severity)
        asked = asked_people(ctx, case, policy.document.approvals, shown.lines)
    currency = case.unit.currency if policy is None else policy.document.currency
    return EnvelopeView(
        *(case.id, case.ref, case.unit_id, currency, policy, shown, previews, chain),
        *(asked, is_danger, unproven, first),
    )


def _first(case: Case, facts: CaseFacts, severity: int | None) -> tuple[GuardNotMet, ...]:
    """What the guards of deciding would find missing now; giving asks them in the same words."""
    state, reminders = State(case.state), 0
    if state is State.AWAITING_CUSTOMER:
        open_one = InfoRequest.objects.filter(case_id=case.id, answered_at=None)
        reminders = open_one.values_list("reminders", flat=True).first() or 0
    standing = CaseStanding(
        severity=severity,
        flags_set=case.severity is not None,
        flags=frozenset(Flag(flag) for flag in case.flags),
        facts=facts.core_facts,
        cause_plain=bool(case.cause_class) or facts.cause_is_plain,
        cause_class_set=bool(case.cause_class),
        finding=Finding(case.finding) if case.finding else None,
        owner_fresh=case.owner_id is not None and case.owner_id != case.owner_before_id,
        owner_senior=case.owner_level >= case.owner_level_min,
        info_reminders=reminders,
    )
    return wanted_first(state, standing)


def _basis(
    ctx: Context, case: Case, facts: CaseFacts, policy: PolicyRecord, chain: tuple[PeriodRecord, ...]
) -> Basis:
    since = ctx.now - timedelta(days=LOOK_BACK_DAYS)
    return build_basis(
        policy.document,
        policy.digest,
        values=facts.values,
        sources=facts.sources,
        asker=Asker.of(ctx.role_at(case.unit_id), ctx.grant_minor, is_person=ctx.user_id is not None),
        case_id=case.id,
        past=Offer.objects.past_givings(case.customer_id, since=since),
        chain=chain,
        timezone=case.unit.timezone,
        now=ctx.now,
        signals=Signal.objects.kinds(case.customer_id, ctx.now),
    )
