"""The envelope of a case: what is owed, what may be given now, what needs a yes, what is blocked and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from amends.core.policy.envelope import Envelope
from amends.core.policy.evaluate import EntitlementDue
from amends.core.policy.line import GestureLine
from amends.core.policy.objections import Reason
from amends.core.policy.standing import BudgetLeft
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, MoneyTold, Ref, Told
from amends.entrypoints.common.problems import filled
from amends.queries.envelope import envelope

routes = Routes("offers")


class ReasonTold(Told):
    """Why something stands as it does: a stable code, and words."""

    code: str
    detail: str

    @classmethod
    def of(cls, reason: Reason) -> ReasonTold:
        """`reason` in the reader's language."""
        return cls(code=reason.code, detail=filled(reason.message, reason.params))


class OwedTold(Told):
    """Something owed by law or contract: apart from gestures, and never refused for budget."""

    code: str
    label: str
    amount: MoneyTold | None
    form: str
    deadline_days: int | None
    reason: str
    missing: Annotated[list[str], Field(description="Facts without which the amount stays open.")]

    @classmethod
    def of(cls, due: EntitlementDue) -> OwedTold:
        """One entitlement."""
        return cls(
            code=due.code,
            label=due.label,
            amount=MoneyTold.maybe(due.amount),
            form=due.form,
            deadline_days=due.deadline_days,
            reason=due.reason,
            missing=list(due.missing),
        )


class PromiseTold(Told):
    """Work that a gesture promises."""

    what: str
    owner: str


class GestureTold(Told):
    """One gesture as it stands in this case for whoever asks."""

    code: str
    name: str
    type: str
    form: str
    status: Annotated[str, Field(examples=["allowed", "needs_approval", "blocked"])]
    approver: Annotated[
        str, Field(description="The level that has to say yes; empty: nobody.", examples=["L1"])
    ]
    face: MoneyTold | None
    percent: Decimal | None
    points: int | None
    true_cost: MoneyTold
    open_min: MoneyTold | None
    open_max: MoneyTold | None
    own_limit: Annotated[MoneyTold | None, Field(description="What you may give alone, where it is open.")]
    needs_acceptance: bool
    fits: Annotated[bool, Field(description="A kind of remedy that the case calls for.")]
    reasons: list[ReasonTold]
    unblock: ReasonTold | None
    promises: list[PromiseTold]

    @classmethod
    def of(cls, line: GestureLine) -> GestureTold:
        """One line of the envelope."""
        return cls(
            code=line.gesture_code,
            name=line.name,
            type=line.type.value,
            form=line.form.value,
            status=line.status,
            approver=line.approver,
            face=MoneyTold.maybe(line.face),
            percent=line.percent,
            points=line.points,
            true_cost=MoneyTold.of(line.true_cost),
            open_min=MoneyTold.maybe(line.open_min),
            open_max=MoneyTold.maybe(line.open_max),
            own_limit=MoneyTold.maybe(line.own_limit),
            needs_acceptance=line.needs_acceptance,
            fits=line.fits,
            reasons=[ReasonTold.of(reason) for reason in line.reasons],
            unblock=None if line.unblock is None else ReasonTold.of(line.unblock),
            promises=[PromiseTold.model_validate(promise) for promise in line.promises],
        )


class BudgetLeftTold(Told):
    """One budget that a giving would be charged to."""

    name: str
    level: str
    cap: MoneyTold
    left: MoneyTold

    @classmethod
    def of(cls, budget: BudgetLeft) -> BudgetLeftTold:
        """One budget of the chain."""
        left, cap = MoneyTold.of(budget.left), MoneyTold.of(budget.cap)
        return cls(name=budget.name, level=budget.level, left=left, cap=cap)


class EnvelopeTold(Told):
    """What may be given now. A giving carries its `digest`, and is refused where it has changed meanwhile."""

    digest: Annotated[str, Field(description="Empty where no policy is in force: then nothing can be given.")]
    severity: int | None
    band: str
    owed: list[OwedTold]
    gestures: list[GestureTold]
    budgets: list[BudgetLeftTold]

    @classmethod
    def of(cls, shown: Envelope | None) -> EnvelopeTold:
        """The whole envelope."""
        if shown is None:
            return cls(digest="", severity=None, band="", owed=[], gestures=[], budgets=[])
        return cls(
            digest=shown.digest,
            severity=shown.verdict.severity,
            band=shown.verdict.band,
            owed=[OwedTold.of(due) for due in shown.owed],
            gestures=[GestureTold.of(line) for line in shown.lines],
            budgets=[BudgetLeftTold.of(budget) for budget in shown.budgets],
        )


class CaseEnvelopeTold(EnvelopeTold):
    """The envelope of a case, with the policy it was judged by."""

    case_ref: Ref
    currency: str
    policy_number: int | None


@routes.reads("/cases/{ref}/envelope", asks=envelope, refuses="case_unknown")
def get_envelope(request: ApiRequest, ref: str) -> CaseEnvelopeTold:
    """What may be given in this case now, by this token: what is owed, allowed, needs a yes, is blocked and why."""
    view = envelope(request.ctx, case_ref=ref)
    return CaseEnvelopeTold(
        **dict(EnvelopeTold.of(view.envelope)),
        case_ref=view.case_ref,
        currency=view.currency,
        policy_number=None if view.policy is None else view.policy.number,
    )
