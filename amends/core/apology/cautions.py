"""Warnings: what a reader may stumble over. None of them stops a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from amends.core.apology.model import Stage, Warning
from amends.core.apology.reading import Reading
from amends.core.apology.wording import overlap, words
from amends.core.text import gettext_noop

WORDS_MIN, WORDS_MAX = 60, 250
GRADE_MAX = 8
OVERLAP_MAX = 0.8
LONGER_FROM_SEVERITY = 4
"""The worse the harm, the more a longer apology helps (Fehr 2007)."""

_EXCUSE = gettext_noop("The excuse “%(excerpt)s” comes before regret or responsibility.")
_BLAME = gettext_noop("“%(excerpt)s” sounds like blame.")
_PASSIVE = gettext_noop("Nobody acts in this letter. Say who did and does what: “we”, “I”.")
_LATE_REGRET = gettext_noop("The regret comes late. Say it within the first three sentences.")
_SHORT = gettext_noop("%(count)s words: a little short (%(least)s to %(most)s read well).")
_LONG = gettext_noop("%(count)s words: long (%(least)s to %(most)s read well).")
_GRADE = gettext_noop("Hard to read (grade %(grade)s). Shorter sentences and words help.")
_OVERLAP = gettext_noop("%(percent)s %% of this stands in an earlier message to the same customer.")
_REPEATED = gettext_noop("%(count)s sentences apologise. One for each failure is enough.")
_FORGIVENESS = gettext_noop("“%(excerpt)s” asks for forgiveness before it is put right. Leave it out.")


def cautions(reading: Reading) -> tuple[Warning, ...]:
    """All warnings, in the order a reader would meet them."""
    checks: tuple[Callable[[Reading], Iterator[Warning]], ...] = (
        _order,
        _blame,
        _passive,
        _length,
        _readability,
        _repetition,
        _forgiveness,
    )
    return tuple(warning for check in checks for warning in check(reading))


def _order(reading: Reading) -> Iterator[Warning]:
    owning = [span.start for span in (*reading.regrets, *reading.responsibilities)]
    excuse = reading.first(reading.lexicon.excuse)
    if excuse is not None and (not owning or excuse.start < min(owning)):
        yield Warning("excuse_first", _EXCUSE, {"excerpt": excuse.text}, excuse.text)
    greeting = reading.lexicon.greeting.search(reading.text)
    body = [s for s in reading.sentences if greeting is None or s.start >= greeting.end("name")]
    body = [s for s in body if words(s.text)]
    if reading.regrets and len(body) > 3 and reading.regrets[0].start >= body[2].end:
        yield Warning("regret_late", _LATE_REGRET)


def _blame(reading: Reading) -> Iterator[Warning]:
    blame = reading.first(reading.lexicon.blame)
    if blame is not None:
        yield Warning("blame", _BLAME, {"excerpt": blame.text}, blame.text)


def _passive(reading: Reading) -> Iterator[Warning]:
    passive = reading.first(reading.lexicon.passive)
    if passive is not None and reading.first(reading.lexicon.first_person) is None:
        yield Warning("passive_only", _PASSIVE, {}, passive.text)


def _length(reading: Reading) -> Iterator[Warning]:
    if reading.draft.stage is Stage.ACK:
        return
    count = len(words(reading.text))
    params = {"count": count, "least": WORDS_MIN, "most": WORDS_MAX}
    if count < WORDS_MIN:
        yield Warning("too_short", _SHORT, params)
    elif count > WORDS_MAX and (reading.record.severity or 0) < LONGER_FROM_SEVERITY:
        yield Warning("too_long", _LONG, params)


def _readability(reading: Reading) -> Iterator[Warning]:
    grade = reading.lexicon.grade([sentence.text for sentence in reading.sentences])
    if grade > GRADE_MAX:
        yield Warning("hard_to_read", _GRADE, {"grade": round(grade)})


def _repetition(reading: Reading) -> Iterator[Warning]:
    shared = max((overlap(reading.text, earlier) for earlier in reading.record.earlier_messages), default=0.0)
    if shared > OVERLAP_MAX:
        yield Warning("said_before", _OVERLAP, {"percent": round(shared * 100)})
    apologetic = {reading.sentence_at(regret.start) for regret in reading.regrets}
    about_delay = {s for s in apologetic if reading.lexicon.delay.search(s.text)}
    allowed = max(reading.record.failures, 1)
    if reading.record.overdue:
        apologetic -= about_delay
    if len(apologetic) > allowed:
        yield Warning("too_many_apologies", _REPEATED, {"count": len(apologetic)})


def _forgiveness(reading: Reading) -> Iterator[Warning]:
    asked = reading.first(reading.lexicon.forgiveness)
    if asked is not None and not reading.record.put_right:
        yield Warning("forgiveness_early", _FORGIVENESS, {"excerpt": asked.text}, asked.text)
