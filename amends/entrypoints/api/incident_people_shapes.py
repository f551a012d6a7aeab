"""What programs send and are told about the people of an incident."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from amends.core.incident.sought import Sought
from amends.entrypoints.api.shapes import Code, Given, Line, Moment, MoneyTold, Ref, Told


class PeopleWanted(Given):
    """Whom it hit, as far as we know. All that is said has to be true at once.

    With nothing about cases: the customers at home at the unit and below it. Else those with a case there that fits.
    """

    unit: Annotated[str, Field(max_length=60, description="One below the incident's; empty: that one.")] = ""
    loyalty_tiers: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    opened_from: Annotated[Moment | None, Field(description="The case was opened then or later.")] = None
    opened_until: Moment | None = None
    failed_from: Annotated[Moment | None, Field(description="It happened then or later.")] = None
    failed_until: Moment | None = None
    place: Annotated[str, Field(max_length=16, description="The short code of a place.")] = ""
    failure_code: Annotated[str, Field(max_length=60)] = ""
    facts: dict[Code, Annotated[str, Field(max_length=300)]] = Field(
        default_factory=dict,
        max_length=6,
        description="Tests of recorded facts by name, written like a cell of the policy's tables.",
        examples=[{"duration_hours": ">= 4"}],
    )

    def sought(self) -> Sought:
        """The same for the commands and queries."""
        return Sought(
            unit_code=self.unit,
            loyalty_tiers=self.loyalty_tiers,
            opened_from=self.opened_from,
            opened_until=self.opened_until,
            failed_from=self.failed_from,
            failed_until=self.failed_until,
            place_code=self.place,
            failure_code=self.failure_code,
            facts=self.facts,
        )


class PeopleCountedTold(Told):
    """How many fit, and how many of them are not in it yet."""

    found: int
    new: int


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


class PersonHeldGiven(Given):
    """Why somebody is kept back."""

    reason: Annotated[Line, Field(max_length=120)]


class PersonHeldBackTold(Told):
    """Who is kept back, and what is free again, in minor units of the incident's currency."""

    ref: Ref
    person_id: int
    released_minor: int


class PersonBroughtBackTold(Told):
    """Where the person stands again, and where the incident does."""

    ref: Ref
    person_id: int
    state: str
    incident_state: str


class PeopleListWanted(Given):
    """Which people of an incident."""

    shown: Literal["all", "waiting", "held_back", "given", "left_out"] = "all"
    q: Annotated[str, Field(max_length=100, description="Name, address, number with us or case.")] = ""
    cursor: Annotated[str, Field(max_length=400, description="From `after` of the page before.")] = ""


class PersonTold(Told):
    """One person; names are empty for tokens that may not see customers."""

    person_id: int
    customer_name: str
    external_ref: str
    state: str
    reason: str
    words: str
    held_by: str
    held_at: Moment | None
    gets: list[str]
    face: MoneyTold | None
    case_ref: str
    may_be_held: bool
    may_come_back: bool


class PeopleListTold(Told):
    """One page of people in the order in which they are given to."""

    ref: Ref
    name: str
    state: str
    rows: list[PersonTold]
    after: Annotated[str, Field(description="Leads to the next page; empty at the end.")]
