"""Fills the `{{ holes }}` of a template from the case record, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

_HOLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


class LetterIncomplete(Refusal):
    """The record has nothing for a hole of the text that was to go out by itself."""

    code = "letter_incomplete"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The text %(name)s needs something this case does not hold yet: %(holes)s. Write it yourself instead."
    )


class Stage(StrEnum):
    """At which point of the conversation a message stands; the apology rubric asks more of each next one."""

    ACK = "ACK"
    RESPONSE = "RESPONSE"
    FINAL = "FINAL"
    FOLLOW_UP = "FOLLOW_UP"
    NOTICE = "NOTICE"  # a short practical note: a voucher, a reminder, something for a colleague


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes, in one language. Paragraphs are parted by empty lines."""

    code: str
    language: str
    stage: Stage
    name: str  # how colleagues choose it
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a body, with or without holes left in them."""

    subject: str
    body: str


def written(language: str, code: str, stage: Stage, name: str, subject: str, body: str) -> Template:
    """A template as the package's own words are written down: the language first, the body with air around it."""
    return Template(code, language, stage, name, subject, body.strip())


def holes_in(text: str) -> frozenset[str]:
    """The names of the holes in `text`."""
    return frozenset(_HOLE.findall(text))


def fill(template: Template, record: Mapping[str, str]) -> Letter:
    """The letter that `template` becomes for one case.

    A hole the record has nothing for stays as it is, so that whoever reads it sees what is missing, and the
    rubric (H1) does not let it go out. A paragraph of one hole alone whose value is empty goes away with it.
    """
    paragraphs = []
    for paragraph in re.split(r"\n{2,}", template.body.strip()):
        filled = _filled(paragraph, record)
        if filled.strip():
            paragraphs.append(filled)
    return Letter(" ".join(_filled(template.subject, record).split()), "\n\n".join(paragraphs))


def fill_whole(template: Template, record: Mapping[str, str]) -> Letter:
    """The letter, whole; raises `LetterIncomplete` where the record leaves a hole open."""
    letter = fill(template, record)
    left = holes_in(f"{letter.subject}\n{letter.body}")
    if left:
        raise LetterIncomplete(name=template.name, holes=", ".join(sorted(left)))
    return letter


def _filled(text: str, record: Mapping[str, str]) -> str:
    filled = _HOLE.sub(lambda hole: record.get(hole[1], hole[0]), text)
    return "\n".join(line.strip() for line in filled.split("\n"))
