"""The envelope of a case: what is owed, what may be given now, what needs a yes, what is blocked and why."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasPath, Field, model_validator

from amends.core.policy.objections import Reason
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, MoneyTold, Percent, Ref, Told
from amends.entrypoints.common.problems import filled, say
from amends.queries.envelope import envelope

routes = Routes("giving")


class ReasonTold(Told):
    """Why something stands as it does: a stable code, and words."""

    code: str
    detail: str

    @model_validator(mode="before")
    @classmethod
    def _of_reason(cls, value: Any) -> Any:
        if isinstance(value, Reason):
            return {"code": value.code, "detail": filled(value.message, value.params)}
        return value


class OwedTold(Told):
    """Something owed by law or contract: apart from gestures, and never refused for budget."""

    code: str
    label: str
    amount: MoneyTold | None
    form: str
    deadline_days: int | None
    reason: str
    missing: Annotated[list[str], Field(description="Facts without which the amount stays open.")]


class PromiseTold(Told):
    """Work that a gesture promises."""

    what: str
    owner: str


class GestureTold(Told):
    """One gesture as it stands in this case for whoever asks."""

    code: Annotated[str, Field(validation_alias="gesture_code")]
    name: str
    type: str
    form: str
    status: Annotated[str, Field(examples=["allowed", "needs_approval", "blocked"])]
    approver: Annotated[
        str, Field(description="The level that has to say yes; empty: nobody.", examples=["L1"])
    ]
    face: MoneyTold | None
    percent: Percent | None
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


class BudgetLeftTold(Told):
    """One budget that a giving would be charged to."""

    name: str
    level: str
    cap: MoneyTold
    left: MoneyTold


class EnvelopeTold(Told):
    """What may be given now. A giving carries its `digest`, and is refused where it has changed meanwhile."""

    digest: Annotated[
        str, Field(description="Empty where no policy is in force: then nothing can be given.")
    ] = ""
    severity: Annotated[int | None, Field(validation_alias=AliasPath("verdict", "severity"))] = None
    band: Annotated[str, Field(validation_alias=AliasPath("verdict", "band"))] = ""
    owed: list[OwedTold] = Field(default_factory=list)
    gestures: list[GestureTold] = Field(default_factory=list, validation_alias="lines")
    budgets: list[BudgetLeftTold] = Field(default_factory=list)


class AskedPersonTold(Told):
    """Somebody whose yes would be asked for."""

    name: str
    usual_minutes: Annotated[
        int | None,
        Field(description="How long they usually take; null where they answered too seldom to say."),
    ]


class WantedFirstTold(Told):
    """Something to be done in the case first, as the refusal of a giving would say it."""

    code: str
    message: Annotated[str, Field(description="In the language that the request asks for.")]


class CaseEnvelopeTold(EnvelopeTold):
    """The envelope of a case, with the policy it was judged by."""

    asked: Annotated[
        dict[str, list[AskedPersonTold]],
        Field(description="By the code of each gesture that needs a yes: whom it is asked first."),
    ]

    first: Annotated[
        list[WantedFirstTold],
        Field(
            description="What has to be done before anything goes without a yes, in this order; "
            "where it is empty, what is allowed is accepted."
        ),
    ]
    case_ref: Ref
    currency: str
    policy_number: int | None


@routes.reads("/cases/{ref}/envelope", asks=envelope, refuses="case_unknown")
def get_envelope(request: ApiRequest, ref: str) -> CaseEnvelopeTold:
    """What may be given in this case now, by this token: what is owed, allowed, needs a yes, is blocked and why."""
    view = envelope(request.ctx, case_ref=ref)
    shown = EnvelopeTold() if view.envelope is None else EnvelopeTold.model_validate(view.envelope)
    return CaseEnvelopeTold(
        **dict(shown),
        first=[WantedFirstTold(code=each.code, message=say(each)) for each in view.first],
        case_ref=view.case_ref,
        currency=view.currency,
        policy_number=None if view.policy is None else view.policy.number,
        asked={
            code: [AskedPersonTold.model_validate(person) for person in people]
            for code, people in view.asked.items()
        },
    )
