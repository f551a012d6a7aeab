"""One case that is to come: who says what, and how it will go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from amends.entrypoints.cli.demonstration.house import Site
from amends.entrypoints.cli.demonstration.world import Told, Visitor


class Fate(Enum):
    """How the story of a case goes on."""

    YES = auto()  # the customer says yes by their link
    SAID_YES = auto()  # at the desk, and never taps
    PARTLY = auto()  # another round, then yes
    NO = auto()
    SILENT = auto()
    DECLINED = auto()
    WITHDRAWN = auto()
    NO_COMPLAINT = auto()
    LEFT_LYING = auto()  # heard, and then nothing
    WAITS = auto()  # for the yes of somebody with more authority
    BROKEN = auto()  # a promise is not kept


@dataclass(frozen=True)
class Plan:
    """One case to come: who says what to whom, and how it ends.

    `form` is the short code they write through; `hears` and `gesture` settle who is there and what is given, where
    the story wants it so.
    """

    at: datetime
    site: Site
    visitor: Visitor
    told: Told
    channel: str
    fate: Fate
    form: str = ""
    hears: str = ""
    gesture: str = ""
    answers: tuple[str, str] = ("", "")  # words of the first and of the last answer
    learned: tuple[str, str] = ("not_found", "")
    seed: int = 0
