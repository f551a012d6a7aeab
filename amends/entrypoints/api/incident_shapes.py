"""What programs send and are told about incidents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from amends.entrypoints.api.shapes import Code, Digest, Given, Moment, MoneyTold, Ref, Told, Words


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
    wave_size: int
    wave_seconds: int
    next_wave_at: Moment | None
    counts: list[CountedTold]
    total: MoneyTold
    owed: list[MoneyTold]
    true_cost: MoneyTold
    worst: list[WorstTold]
    letters_sent: int


class PeopleWanted(Given):
    """Whose customers: those of the incident's unit, or of one below it; of some tiers or of all."""

    unit: Annotated[str, Field(max_length=60)] = ""
    loyalty_tiers: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class PeopleFoundTold(Told):
    """How many fit, and how many of them are new."""

    found: int
    added: int


class PeopleListGiven(Given):
    """A list of people as CSV, its first line the names of the columns."""

    csv: Annotated[
        str,
        Field(
            max_length=20_000_000,
            description="Columns: external_ref, email, phone, name, language, loyalty_tier, and facts of the policy.",
            examples=["email,duration_hours\nada@example.org,3"],
        ),
    ]
    makes_unknown: Annotated[
        bool, Field(description="A row with a name and an address that matches nobody begins a customer.")
    ] = False


class PeopleUploadedTold(Told):
    """What became of the rows."""

    rows: int
    added: int
    made: int
    known: Annotated[int, Field(description="In the incident already; their facts are told anew.")]
    left_out: int


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


class IncidentApprovedTold(Told):
    """The incident, and the level of the yes."""

    ref: Ref
    level: int


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
