"""What programs send and are told about incidents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from amends.entrypoints.api.shapes import Code, Digest, Given, Id, Moment, MoneyTold, Ref, Told, Words


class IncidentGiven(Given):
    """What failed, where and when."""

    unit: Annotated[Code, Field(description="The code of the unit whose customers it hit.")]
    failure_code: Code
    name: Annotated[str, Field(max_length=120, description="As colleagues call it.")]
    happened: Annotated[Words, Field(description="What happened, in words that the customers read.")]
    started_at: Moment
    ended_at: Annotated[Moment | None, Field(description="Null while it goes on.")] = None


class IncidentDeclaredTold(Told):
    """The new incident."""

    ref: Ref


class IncidentLineTold(Told):
    """One incident as one line."""

    ref: Ref
    name: str
    unit_name: str
    failure_name: str
    state: str
    started_at: Moment
    ended_at: Moment | None
    people: Annotated[int, Field(description="For whom something is decided.")]
    total: MoneyTold


class IncidentsTold(Told):
    """The incidents of the token's units, the newest first."""

    incidents: list[IncidentLineTold]


class CountedTold(Told):
    """How many people stand at a state, for a reason."""

    state: Annotated[str, Field(examples=["decided", "held_back", "given"])]
    reason: Annotated[str, Field(examples=["own_case", "no_address", "other_incident"])]
    people: int


class WorstTold(Told):
    """Somebody whom a colleague looks after."""

    person_id: int
    customer_name: str
    reason: str
    severity: int | None
    case_ref: str


class YesTold(Told):
    """Where the newest question for a yes stands."""

    approval_id: int
    state: Annotated[str, Field(examples=["waiting", "approved", "refused", "expired", "withdrawn"])]
    waits_for: list[str]
    due_at: Moment
    asked_by: str
    decided_by: str
    decided_at: Moment | None
    note: str


class IncidentTold(Told):
    """One incident with where its people stand, what it comes to, and its gravest cases."""

    ref: Ref
    name: str
    happened: str
    unit_name: str
    failure_name: str
    state: str
    started_at: Moment
    ended_at: Moment | None
    gesture_codes: list[str]
    digest: Annotated[str, Field(description="Of what is decided; goes along with the yes and the holding.")]
    level: Annotated[int, Field(description="Whose yes all of it needs: 0 nobody's, 1 to 3 the levels.")]
    approved_by: str
    question: YesTold | None
    wave_size: int
    wave_seconds: int
    next_wave_at: Moment | None
    counts: list[CountedTold]
    total: MoneyTold
    owed: list[MoneyTold]
    true_cost: MoneyTold
    worst: list[WorstTold]
    letters_sent: int


class PeopleDecisionGiven(Given):
    """The gestures, of which each person gets the first that the policy allows; what is owed comes anyway."""

    gesture_codes: Annotated[tuple[Code, ...], Field(max_length=4)] = ()
    holds_repeats: Annotated[
        bool, Field(description="Leave to a colleague whom we failed within a year.")
    ] = False


class PeopleDecidedTold(Told):
    """What was decided for how many, and what it comes to."""

    decided: int
    held_back: int
    skipped: int
    verdicts: int
    total: MoneyTold
    owed: list[MoneyTold]
    true_cost: MoneyTold
    level: int
    digest: str


class IncidentDigestGiven(Given):
    """What was shown."""

    digest: Digest


class YesWanted(Given):
    """A yes is asked for, to exactly what was shown."""

    digest: Digest
    note: Annotated[str, Field(max_length=500, description="Whoever is asked reads it.")] = ""
    involved: Annotated[
        tuple[Id, ...],
        Field(max_length=50, description="Colleagues who had a part in it: they cannot answer."),
    ] = ()


class YesAskedForTold(Told):
    """The question, the roles that are asked now, and until when."""

    approval_id: int
    waits_for: list[str]
    due_at: Moment


class PeopleReservedTold(Told):
    """For how many the money is held."""

    people: int
    held: MoneyTold


class GivingGiven(Given):
    """In which waves."""

    wave_size: Annotated[int, Field(ge=1, le=5_000)] = 2_000
    wave_seconds: Annotated[int, Field(ge=0, le=86_400, description="At least so long between two.")] = 0


class GivingTold(Told):
    """Where the giving stands."""

    ref: Ref
    state: str


class GivingStoppedTold(Told):
    """Where the giving stands, and for how many the money was let go."""

    ref: Ref
    state: str
    released: int


class NothingGiven(Given):
    """An empty body."""
