"""The texts the package brings, by language: templates, and the phrases their holes are filled with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amends.core.message.template import Template
from amends.core.message.words.english.letters import LETTERS as ENGLISH_LETTERS
from amends.core.message.words.english.noticed import NOTICED as ENGLISH_NOTICED
from amends.core.message.words.english.notices import NOTICES as ENGLISH_NOTICES
from amends.core.message.words.english.phrases import PHRASES as ENGLISH_PHRASES
from amends.core.message.words.english.questions import QUESTIONS as ENGLISH_QUESTIONS
from amends.core.message.words.english.together import TOGETHER as ENGLISH_TOGETHER
from amends.core.message.words.german.letters import LETTERS as GERMAN_LETTERS
from amends.core.message.words.german.noticed import NOTICED as GERMAN_NOTICED
from amends.core.message.words.german.notices import NOTICES as GERMAN_NOTICES
from amends.core.message.words.german.phrases import PHRASES as GERMAN_PHRASES
from amends.core.message.words.german.questions import QUESTIONS as GERMAN_QUESTIONS
from amends.core.message.words.german.together import TOGETHER as GERMAN_TOGETHER

LANGUAGES = ("en", "de")

_TEMPLATES: Mapping[tuple[str, str], Template] = MappingProxyType(
    {
        (text.code, text.language): text
        for text in (
            *ENGLISH_LETTERS,
            *ENGLISH_QUESTIONS,
            *ENGLISH_NOTICES,
            *ENGLISH_TOGETHER,
            *ENGLISH_NOTICED,
            *GERMAN_LETTERS,
            *GERMAN_QUESTIONS,
            *GERMAN_NOTICES,
            *GERMAN_TOGETHER,
            *GERMAN_NOTICED,
        )
    }
)
_PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": ENGLISH_PHRASES, "de": GERMAN_PHRASES})


def spoken_here(language: str) -> str:
    """`language` or its base when the package has words in it, else English."""
    base = language.split("-")[0]
    return next((tongue for tongue in (language, base) if tongue in _PHRASES), "en")


def shipped(code: str, language: str) -> Template | None:
    """The package's own template for a code, in exactly this language."""
    return _TEMPLATES.get((code, language))


def all_shipped(language: str) -> tuple[Template, ...]:
    """Every template the package brings in a language."""
    return tuple(text for text in _TEMPLATES.values() if text.language == language)


def phrase(key: str, language: str) -> str:
    """A fixed phrase in a language, else in English; KeyError for a key that does not exist."""
    return _PHRASES[spoken_here(language)][key]
