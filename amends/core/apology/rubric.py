"""The rubric: one draft against one case record gives hard failures, a score with its reasons, and warnings.

It checks presence, consistency and forbidden forms. It cannot tell whether somebody means it, and says so nowhere
by a number. Rules and their sources: docs, "apology rubric" (PHSO, LGSCO, Lewicki, Roschk & Kaiser, Halperin).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from amends.core.apology import claims, consistency, forms
from amends.core.apology.cautions import cautions
from amends.core.apology.english import ENGLISH
from amends.core.apology.german import GERMAN
from amends.core.apology.lexicon import Lexicon
from amends.core.apology.model import CaseRecord, Draft, Empathy, HardFailure, RubricResult, Stage, Warning
from amends.core.apology.reading import Reading, read
from amends.core.apology.score import WEIGHTS, components, empathy, total
from amends.core.apology.wording import overlap
from amends.core.text import gettext_noop

LEXICONS: Mapping[str, Lexicon] = MappingProxyType({"en": ENGLISH, "de": GERMAN})
"""One per language, by its ISO 639 code. Another language is another module and a line here."""

Check = Callable[[Reading], Iterator[HardFailure]]

_EVERY_STAGE: tuple[Check, ...] = (
    forms.non_apology,
    consistency.failure_unnamed,
    consistency.frame_incomplete,
    consistency.wrong_person,
)
_AN_ANSWER: tuple[Check, ...] = (
    consistency.remedies_differ,
    claims.responsibility_too_early,
    claims.cause_unknown,
    claims.empty_promise,
    claims.late_without_apology,
    forms.conditional_gesture,
    claims.one_apology_too_many,
)

CHECKS: Mapping[Stage, tuple[Check, ...]] = MappingProxyType(
    {
        Stage.ACK: (*_EVERY_STAGE, forms.first_word),
        Stage.RESPONSE: (*_EVERY_STAGE, *_AN_ANSWER),
        Stage.FINAL: (
            *_EVERY_STAGE,
            *_AN_ANSWER,
            claims.responsibility_missing,
            consistency.rights_missing,
        ),
    }
)
"""What each stage requires, besides H1, which every text has to pass."""

TEMPLATED = 0.8
"""From this share of a template's five-word runs on, a text counts as the template's."""

_UNREAD = gettext_noop(
    "We cannot check messages in this language (%(language)s). Have somebody read it first."
)


def check(draft: Draft, record: CaseRecord, weights: Mapping[str, Decimal] = WEIGHTS) -> RubricResult:
    """Hold a draft against the record of its case. Pure, and fast enough to run at every keystroke."""
    found = list(forms.placeholders(draft.text))
    lexicon = lexicon_for(draft.language)
    if lexicon is None:
        unread = Warning("language_unknown", _UNREAD, {"language": draft.language})
        nothing = Empathy(False, False, False)
        return RubricResult(
            draft.stage, tuple(found), Decimal(0), (), nothing, (unread,), language_known=False
        )
    reading = read(draft, record, lexicon)
    for one in CHECKS[draft.stage]:
        found.extend(one(reading))
    parts = components(reading, weights)
    return RubricResult(
        draft.stage,
        tuple(sorted(found, key=_in_order)),
        total(parts),
        parts,
        empathy(reading),
        cautions(reading),
    )


def lexicon_for(language: str) -> Lexicon | None:
    """The lexicon of a language tag ("de-AT" is German); None when there is none."""
    return LEXICONS.get(language.replace("_", "-").split("-")[0].lower())


def is_templated(text: str, template_text: str) -> bool:
    """Whether a person hardly changed the template they started from (both with their holes filled)."""
    return overlap(text, template_text) >= TEMPLATED


def _in_order(failure: HardFailure) -> tuple[str, int, int]:
    """By letter and number (H2 before H10), then by place."""
    return (failure.id[0], int(failure.id[1:]), failure.start)
