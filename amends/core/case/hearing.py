"""What may be written down when a failure is heard: channels, origins, and how long things may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from amends.core.case.standing import Flag
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

WORDS_MAX = 10_000
REMEDY_MAX = 1_000
FAILURES_MAX = 8

ASKED_AT_LOG = ("harm_class", "criticality", "price")
"""Facts of the policy that a colleague may tell while logging, where the policy has them; the rest can wait."""


class ChannelUnknown(Refusal):
    """Not one of the channels a failure is heard through."""

    code = "channel_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no channel %(channel)s. The channels are: %(known)s.")


class FlagUnknown(Refusal):
    """Not one of the marks a case can have."""

    code = "flag_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no mark %(flag)s. The marks are: %(known)s.")


class TooLong(Refusal):
    """More text than is kept."""

    code = "too_long"
    kind = Kind.INVALID
    message = gettext_noop("This is longer than %(most)s characters. Shorten it; nothing you typed is lost.")


class WordsMissing(Refusal):
    """Somebody complains without saying anything."""

    code = "words_missing"
    kind = Kind.INVALID
    message = gettext_noop("Tell us in your own words what went wrong.")


class NameMissing(Refusal):
    """Nobody to speak to."""

    code = "name_missing"
    kind = Kind.INVALID
    message = gettext_noop("Tell us the name, so that somebody can be spoken to by it.")


class HappensLater(Refusal):
    """The failure is said to lie in the future."""

    code = "happens_later"
    kind = Kind.INVALID
    message = gettext_noop("That time has not come yet. Check the day and the time.")


class HappenedTooEarly(Refusal):
    """The failure is said to lie before anything that anybody remembers: a slip of the finger."""

    code = "happened_too_early"
    kind = Kind.INVALID
    message = gettext_noop("Nobody remembers the year %(year)s. Check the day and the time.")


_MOVES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
"""What is said to lie before this is a slip of the finger (a design choice)."""


class Channel(StrEnum):
    """Where the customer speaks to us; the first answer goes the same way."""

    DESK = "desk"
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    WEB = "web"
    SOCIAL = "social"
    LETTER = "letter"
    API = "api"


CHANNEL_LABELS = {
    Channel.DESK: gettext_noop("in person"),
    Channel.PHONE: gettext_noop("by phone"),
    Channel.CHAT: gettext_noop("in a chat"),
    Channel.EMAIL: gettext_noop("by e-mail"),
    Channel.WEB: gettext_noop("by the form"),
    Channel.SOCIAL: gettext_noop("in public"),
    Channel.LETTER: gettext_noop("by letter"),
    Channel.API: gettext_noop("through a program"),
}

SPOKEN = frozenset({Channel.DESK, Channel.PHONE, Channel.CHAT})
"""Channels in which the one who logs it speaks with the customer, and so acknowledges at once."""


def known_channel(channel: str, *, field: str = "channel") -> Channel:
    """`channel` as one we know; raises `ChannelUnknown` at `field`."""
    if channel not in Channel._value2member_map_:
        raise ChannelUnknown(field=field, channel=channel[:20], known=", ".join(Channel))
    return Channel(channel)


def known_flags(flags: Iterable[str], *, field: str = "flags") -> frozenset[Flag]:
    """`flags` as those that may be told; raises `FlagUnknown` at `field`."""
    told = [flag for flag in Flag if flag is not Flag.REVIEW_DUE]
    for flag in flags:
        if flag not in told:
            raise FlagUnknown(field=field, flag=str(flag)[:20], known=", ".join(told))
    return frozenset(Flag(flag) for flag in flags)


def within(text: str, most: int, *, field: str) -> str:
    """`text` without outer spaces, and without what no database keeps (a null character, half a surrogate pair).

    Raises `TooLong` at `field` beyond `most` characters.
    """
    kept = text.replace("\x00", "").encode(errors="ignore").decode().strip()
    if len(kept) > most:
        raise TooLong(field=field, most=most)
    return kept


def one_line(text: str, most: int, *, field: str) -> str:
    """`text` on one line, as names are kept: they stand in heads of mails, lists and shells. What breaks a line, moves
    a cursor or turns the direction of what follows is a space.

    Raises `TooLong` at `field` beyond `most` characters.
    """
    return within(" ".join(_MOVES.sub(" ", text).split()), most, field=field)


def not_later(at: datetime | None, now: datetime, *, field: str = "occurred_at") -> datetime | None:
    """`at` if it lies not after `now` (five minutes of wrong clocks are let pass) and not before `EARLIEST`.

    Raises `HappensLater`, `HappenedTooEarly` at `field`.
    """
    if at is not None and at > now + timedelta(minutes=5):
        raise HappensLater(field=field)
    if at is not None and at < EARLIEST:
        raise HappenedTooEarly(field=field, year=at.year)
    return at
