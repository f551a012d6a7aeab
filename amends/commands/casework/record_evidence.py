"""Something more is known about a case; what rests on it is judged anew."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.policies import store as policies
from amends.commands.judging import UNDECIDED, judge
from amends.core.case.evidence import Source, missing_facts
from amends.core.case.facts import CORE_NAMES
from amends.core.case.hearing import WORDS_MAX, within
from amends.core.policy.facts import read_facts
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import ActorKind, Context


class NothingSaid(Refusal):
    """A fact without a value and without a reason why it cannot be known."""

    code = "nothing_said"
    kind = Kind.INVALID
    message = gettext_noop("Write down what is known, or why it cannot be known.")


@dataclass(frozen=True, slots=True)
class FactGiven:
    """One of the five core facts (a text) or a fact of the policy (its JSON value). No value: unknown, with the
    `reason` why."""

    name: str
    value: object = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRecorded:
    """How the case stands with it: severity and band by the policy, and the core facts still missing."""

    ref: str
    severity: int | None
    band: str
    missing: tuple[str, ...]
    version: int


@command(Permission.WORK_CASES)
def record_evidence(
    ctx: Context, *, case_ref: str, facts: tuple[FactGiven, ...], from_customer: bool = False
) -> EvidenceRecorded:
    """Add statements to a case; earlier ones stay, the latest counts. `from_customer` marks what the customer said, as
    opposed to what a colleague found out; what a program brings counts as the system's.

    An assessed case that is not decided yet is judged anew. Raises `CaseUnknown`, `CaseEnded`, `NothingSaid`,
    `FactsInvalid` and `TooLong`, each at the fact's name.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    told = tuple(_told(fact) for fact in facts)
    declared = {fact.name: fact.value for fact in told if fact.name not in CORE_NAMES}
    if declared:
        read_facts(policies.in_force(ctx.now).document, declared)
    key = customers.person_key(case.customer_id)
    source = _source(ctx, from_customer)
    for fact in told:
        cases.record_evidence(ctx, case.id, fact.name, fact.value, source, fact.reason, person_key=key)
        if fact.name == "criticality" and fact.value is not None:
            case = cases.change(ctx, case, "case.weighed", criticality=str(fact.value))
    case = judge(ctx, case) if declared and case.state in UNDECIDED else case
    case = cases.look_again(ctx, case, wanted_by_at=clocks.next_due(case.id))
    lacking = missing_facts(cases.facts_of(case.id).core_facts)
    return EvidenceRecorded(case.ref, case.severity, case.band, tuple(map(str, lacking)), case.version)


def _told(fact: FactGiven) -> FactGiven:
    """The statement as it is kept: texts without outer spaces, an empty value as none."""
    value = fact.value
    if fact.name in CORE_NAMES:
        value = within(str(value or ""), WORDS_MAX, field=fact.name) or None
    reason = within(fact.reason, 300, field=fact.name)
    if value in (None, "") and not reason:
        raise NothingSaid(field=fact.name)
    return FactGiven(fact.name, None if value == "" else value, reason)


def _source(ctx: Context, from_customer: bool) -> Source:
    if ctx.actor.kind is ActorKind.PROGRAM:
        return Source.SYSTEM
    return Source.CUSTOMER if from_customer else Source.STAFF
