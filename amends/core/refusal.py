"""An anticipated "no": what every floor raises when it must refuse and a person can do something about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What sort of no it is; the entry points turn it into a status, an exit code or a tone."""

    INVALID = "invalid"  # the input cannot be used as it is
    FORBIDDEN = "forbidden"  # this actor may not
    NOT_FOUND = "not_found"  # not there, or not visible to this actor: the two look the same
    CONFLICT = "conflict"  # the state of things has moved on
    EXHAUSTED = "exhausted"  # a limit or a budget is used up
    GONE = "gone"  # it was there once and has ended
    THROTTLED = "throttled"  # too often; `params["retry_after"]` in seconds
    UNAVAILABLE = "unavailable"  # something outside does not answer


class Refusal(Exception):
    """Base of all refusals; subclass beside the function that raises it.

    A subclass sets `code` (stable, part of the API), `kind`, and `message`: one translatable sentence or two
    with `%(name)s` holes that says what happened and what to do next. `field` names the input at fault, so
    that the page can say it there. `params` fill the holes and travel to API clients: never put secrets in
    them.
    """

    code: ClassVar[str] = "refused"
    kind: ClassVar[Kind] = Kind.INVALID
    message: ClassVar[str] = "This cannot be done as it stands."

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        self.field = field
        self.params: Mapping[str, object] = params
        super().__init__(self.code)

    def __str__(self) -> str:
        """The English sentence with its holes filled; entry points translate `message` instead."""
        return self.message % self.params if self.params else self.message


class Refusals(Refusal):
    """Several refusals at once, so that a form can show every field at fault in one go."""

    code = "several_problems"
    message = "Some of the entries need another look; nothing you typed is lost."

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__()
        self.refusals = refusals
