"""What requests and answers are made of: amounts, moments, references, ids, pages."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from amends.core.money import Money
from amends.core.text import gettext_noop
from amends.kernel.context import Context

_BIGGEST = 2**63 - 1  # of a bigint column
_MOST_MINOR = 10**15
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

T = TypeVar("T")


class ApiRequest(HttpRequest):
    """A request that `security.Bearer` has let in."""

    ctx: Context


class Given(BaseModel):
    """A part of a request; an entry that nobody asked for is refused, because it is most often a slip."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """A part of an answer; reads the frozen dataclasses of commands and queries."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)


def _in_reach(at: datetime) -> datetime:
    try:
        moment = at.astimezone(UTC)
    except OverflowError:
        moment = _LATEST
    if not _EARLIEST <= moment < _LATEST:
        raise PydanticCustomError(
            "moment_out_of_reach", gettext_noop("This is no time of our two centuries.")
        )
    return moment


def _kept(value: Any) -> Any:
    """JSON as evidence keeps it: a number with a fraction as the text it was written as, which is exact."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _kept(item) for key, item in value.items()}
    return [_kept(item) for item in value] if isinstance(value, list) else value


def _without_zeros(value: Any) -> Any:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


Id = Annotated[int, Field(ge=1, le=_BIGGEST, description="The id of a row, as an answer told it.")]
Ref = Annotated[str, Field(min_length=1, max_length=40, examples=["C-4F7K9-QDX2M"])]
Moment = Annotated[
    AwareDatetime,
    AfterValidator(_in_reach),
    Field(description="ISO 8601 with its zone; answers are in UTC.", examples=["2026-05-04T23:10:00Z"]),
]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=20_000)]
Json = Annotated[Any, AfterValidator(_kept)]
Percent = Annotated[str, BeforeValidator(_without_zeros), Field(examples=["12.5"])]
Digest = Annotated[str, Field(min_length=1, max_length=64, examples=["9f2c…"])]


class MoneyGiven(Given):
    """An amount in minor units (cents, pence, yen) of an ISO 4217 currency."""

    amount_minor: int = Field(ge=0, le=_MOST_MINOR, examples=[1250])
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])

    @property
    def money(self) -> Money:
        """As the commands take it."""
        return Money(self.amount_minor, self.currency)


class MoneyTold(Told):
    """An amount in minor units (cents, pence, yen) of an ISO 4217 currency."""

    amount_minor: int = Field(examples=[1250])
    currency: str = Field(examples=["EUR"])

    @model_validator(mode="before")
    @classmethod
    def _of_money(cls, value: Any) -> Any:
        if isinstance(value, Money):
            return {"amount_minor": value.minor, "currency": value.currency}
        return value


class Page(Told, Generic[T]):
    """One page of a list. Send `next_cursor` as `cursor` for the next one; null at the end."""

    items: list[T]
    next_cursor: str | None = Field(description="What leads to the next page; null at the end.")
