"""A case is decided without giving anything: not upheld, or sympathy is all that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.apps.signals import store as signals
from amends.apps.units import store as units
from amends.commands import deciding
from amends.core.case.standing import Finding
from amends.core.decision.basis import Asker, build_basis
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class SomethingIsOwed(Refusal):
    """The law or a contract makes something due, so deciding for nothing is no option."""

    code = "something_is_owed"
    kind = Kind.CONFLICT
    message = gettext_noop("%(label)s is owed here. Give it, alone or with a gesture.")


@dataclass(frozen=True, slots=True)
class CaseDecided:
    """The decision that was frozen, and where the case stands."""

    decision_id: int
    case_state: str


class FindingNotAgainst(Refusal):
    """Deciding for nothing rests on one of two findings."""

    code = "finding_not_against"
    kind = Kind.INVALID
    message = gettext_noop("Say what you found: not upheld, or no fault but sympathy.")


WITHOUT_REMEDY = frozenset({Finding.NOT_UPHELD, Finding.NO_FAULT_SYMPATHY})
"""The findings under which a case goes on without a remedy."""


@command(Permission.WORK_CASES)
def decide_case(
    ctx: Context, *, case_ref: str, finding: str, reason: str = "", spoken: bool = False
) -> CaseDecided:
    """Decide that nothing is given, and freeze what the policy said; `reason` says why where it would allow more.

    `finding` is *not_upheld* or *no_fault_sympathy*. `spoken`: the customer was told in this very moment. Raises
    `CaseUnknown`, `FindingNotAgainst`, `SomethingIsOwed`, and the guards of the lifecycle.
    """
    if finding not in WITHOUT_REMEDY:
        raise FindingNotAgainst(field="finding")
    seen = cases.locate_case(ctx, case_ref, Permission.WORK_CASES, field="case_ref")
    customers.lock_customer(seen.customer_id)
    case, facts = cases.lock_with_facts(seen.id)
    unit, policy = units.unit(case.unit_id), policies.in_force(ctx.now)
    basis = build_basis(
        policy.document,
        policy.digest,
        values=facts.values,
        sources=facts.sources,
        asker=Asker.of(ctx.role_at(case.unit_id), ctx.grant_minor, is_person=ctx.user_id is not None),
        case_id=case.id,
        past=offers.past_givings(case.customer_id, now=ctx.now),
        chain=ledger.chain_for(case.unit_id, ctx.user_id, ctx.now),
        timezone=unit.timezone,
        now=ctx.now,
        signals=signals.standing_kinds(case.customer_id, ctx.now),
    )
    shown = basis.envelope()
    given = offers.owed_codes(case.id)
    due = next((due for due in shown.owed if due.code not in given), None)
    if due is not None:
        raise SomethingIsOwed(label=due.label)
    decision = deciding.freeze(ctx, case, policy, basis, shown)
    fits = not shown.may_give or bool(reason.strip())
    case = cases.change(ctx, case, "finding.recorded", finding=Finding(finding))
    case = deciding.decide(ctx, case, facts, unit, shown.verdict, remedy_from_tables=fits)
    if spoken:
        case = deciding.tell_spoken(ctx, case, facts, unit.timezone)
    return CaseDecided(decision.id, case.state.value)
