"""Hard failures of what is claimed: responsibility, cause, promise, lateness, too many apologies (H5-H8, H10, H14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from amends.core.apology.forms import at
from amends.core.apology.model import HardFailure
from amends.core.apology.reading import Reading
from amends.core.text import gettext_noop

APOLOGIES_MAX = 2
"""A third apology within 90 days has to be a person's own (after the Uber field experiment)."""

PROMISE_HOLDS = timedelta(days=365)
"""The same promise not to repeat is not made twice within a year."""

_OURS = ("firm", "shared")
_UPHELD = ("upheld", "partly")

_H5 = gettext_noop("We found that this was ours, so say so: “this was our mistake”, “we should have ...”.")
_H6_FINDING = gettext_noop(
    "“%(excerpt)s” takes responsibility, but the record does not say it was ours. Record the finding first."
)
_H6_HOLD = gettext_noop("“%(excerpt)s” takes responsibility in a case under legal hold. Ask your lead first.")
_H7 = gettext_noop("“%(excerpt)s” names a cause we have not found yet. Say when we will know instead.")
_H8_NO_ACTION = gettext_noop(
    "“%(excerpt)s” is a promise with nothing behind it. Add a corrective action with owner and date, or leave it out."
)
_H8_AGAIN = gettext_noop(
    "“%(excerpt)s” was promised to this customer on %(earlier)s already. Say what has changed since."
)
_H10 = gettext_noop("This answer is late. Say that you are sorry for the wait, too.")
_H14_COUNT = gettext_noop(
    "This is apology number %(number)s to this customer in 90 days. Write it yourself, or better: call."
)
_H14_DEVIATION = gettext_noop(
    "We failed this customer twice. No template now: write it yourself, or better: call."
)


def responsibility_missing(reading: Reading) -> Iterator[HardFailure]:
    """H5: the finding says it was ours and the final message does not."""
    record = reading.record
    ours = record.locus in _OURS and record.finding in _UPHELD and not record.legal_hold
    if ours and not reading.responsibilities:
        yield at("H5", _H5, None)


def responsibility_too_early(reading: Reading) -> Iterator[HardFailure]:
    """H6: responsibility is taken where the finding is not ours or unknown, or under a legal hold."""
    if not reading.responsibilities:
        return
    if reading.record.legal_hold:
        yield at("H6", _H6_HOLD, reading.responsibilities[0])
    elif reading.record.locus not in _OURS:
        yield at("H6", _H6_FINDING, reading.responsibilities[0])


def cause_unknown(reading: Reading) -> Iterator[HardFailure]:
    """H7: a cause is named while the root cause is not known."""
    if reading.record.cause_known:
        return
    for sentence in reading.sentences:
        if reading.lexicon.cause.search(sentence.text) and not reading.lexicon.cause_open.search(
            sentence.text
        ):
            yield at("H7", _H7, sentence)
            return


def empty_promise(reading: Reading) -> Iterator[HardFailure]:
    """H8: "it will not happen again" without a corrective action, or a second time within a year."""
    promise = reading.first(reading.lexicon.never_again)
    if promise is None:
        return
    if not reading.record.corrective_action:
        yield at("H8", _H8_NO_ACTION, promise)
        return
    today = reading.record.today
    earlier = [
        day
        for day in reading.record.promised_not_to_repeat_on
        if today is None or today - day < PROMISE_HOLDS
    ]
    if earlier:
        yield at("H8", _H8_AGAIN, promise, earlier=max(earlier))


def late_without_apology(reading: Reading) -> Iterator[HardFailure]:
    """H10: late against a clock, and no sentence that is sorry for the delay itself."""
    if not reading.record.overdue:
        return
    regretful = {reading.sentence_at(regret.start) for regret in reading.regrets}
    if not any(reading.lexicon.delay.search(sentence.text) for sentence in regretful):
        yield at("H10", _H10, None)


def one_apology_too_many(reading: Reading) -> Iterator[HardFailure]:
    """H14: a template's apology after a double deviation, or as the third one within 90 days."""
    if not reading.draft.from_template:
        return
    if reading.record.open_double_deviation:
        yield at("H14", _H14_DEVIATION, None)
    elif reading.regrets and reading.record.apologies_90_days >= APOLOGIES_MAX:
        yield at("H14", _H14_COUNT, None, number=reading.record.apologies_90_days + 1)
