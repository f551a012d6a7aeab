"""What one language says an apology with: patterns by purpose, and the registry of languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern for several, without regard to case; each stands at the border of a word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The patterns of one language: a starting lexicon, not a validated instrument.

    `denial` is looked for just before a match of `regret` and `responsibility`, and takes it back ("not our
    fault"). `greeting` has a group `name`. `months` maps lower-case names to 1..12. `grade` gives the school
    grade a text needs, from its sentences.
    """

    language: str
    # the parts of an apology
    regret: re.Pattern[str]
    responsibility: re.Pattern[str]
    repair: re.Pattern[str]
    explanation: re.Pattern[str]
    forbearance: re.Pattern[str]
    forgiveness: re.Pattern[str]
    # empathy
    feeling: re.Pattern[str]
    thanks: re.Pattern[str]
    thanks_for_raising: re.Pattern[str]
    # forbidden or risky forms
    denial: re.Pattern[str]
    non_apology: re.Pattern[str]
    blame: re.Pattern[str]
    excuse: re.Pattern[str]
    condition: re.Pattern[str]
    replaces_owed: re.Pattern[str]
    cause: re.Pattern[str]
    cause_open: re.Pattern[str]
    never_again: re.Pattern[str]
    # the frame of a letter
    gift: re.Pattern[str]
    delay: re.Pattern[str]
    reply_route: re.Pattern[str]
    next_step: re.Pattern[str]
    first_person: re.Pattern[str]
    passive: re.Pattern[str]
    greeting: re.Pattern[str]
    generic_name: re.Pattern[str]
    honorifics: frozenset[str]
    months: Mapping[str, int]
    currency_words: Mapping[str, str]
    grade: Callable[[list[str]], float]
