"""Reads what a customer answered to "is it right now?", and who may bring it."""

from __future__ import annotations

from amends.core.case.standing import Answer, AnswerSource
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class AnswerUnknown(Refusal):
    """The answer is none of yes, partly and no."""

    code = "answer_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Choose one of the three: yes, partly, or no.")


class SatisfactionInvalid(Refusal):
    """Satisfaction is counted from 1 to 5."""

    code = "satisfaction_invalid"
    kind = Kind.INVALID
    message = gettext_noop("Choose a number from 1, not at all content, to 5, very content.")


class AnswerNotTheirs(Refusal):
    """Somebody answered for the customer in a way that only the customer can."""

    code = "answer_not_theirs"
    kind = Kind.FORBIDDEN
    message = gettext_noop("Only the customer can say this. Note what they told you as a spoken answer.")


def read_answer(answer: str, *, field: str | None = "answer") -> Answer:
    """`answer` as one of the three; raises `AnswerUnknown` at `field`."""
    try:
        return Answer(answer)
    except ValueError:
        raise AnswerUnknown(field=field) from None


def read_satisfaction(number: int | None, *, field: str | None = "satisfaction") -> int | None:
    """Recovery satisfaction, 1 to 5, or None; raises `SatisfactionInvalid` at `field`."""
    if number is not None and not 1 <= number <= 5:
        raise SatisfactionInvalid(field=field)
    return number


def source_for(source: str, *, is_customer: bool, is_person: bool) -> AnswerSource:
    """How the answer came; raises `AnswerNotTheirs` unless it came so.

    A customer answers by their link or their written reply, a colleague notes what was spoken. A program cannot answer
    for a customer at all.
    """
    allowed = {AnswerSource.LINK, AnswerSource.REPLY} if is_customer else set()
    if is_person:
        allowed = {AnswerSource.SPOKEN}
    if source not in allowed:
        raise AnswerNotTheirs(field="source")
    return AnswerSource(source)
