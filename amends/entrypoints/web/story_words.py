"""The story of a case in words: each thing that happened as one line with a name, a verb and a shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amends.entrypoints.common.wording import money_words, when_words
from amends.entrypoints.web.case_words import Badge, answer_words, channel_words
from amends.queries.story import StoryEntry

LONG = 320
"""A letter longer than this is folded after its subject."""

Line = dict[str, Any]

_NOTES: dict[str, Callable[[], str]] = {
    "handover": lambda: _("left a note for the next one"),
    "plan": lambda: _("said how it is looked into"),
    "reopened_because": lambda: _("opened it again"),
    "reclassified_because": lambda: _("said why it is no complaint"),
    "withdrawal": lambda: _("took it back"),
    "review_grounds": lambda: _("did not accept the decision"),
    "referred_to": lambda: _("noted that a body outside has it"),
    "ruling": lambda: _("noted the ruling"),
}


def story_line(entry: StoryEntry, now: datetime) -> Line:
    """One entry as the timeline shows it (see web/case/_entry.html)."""
    make = _LINES.get(entry.kind, _note)
    line: Line = {
        "who": entry.who or _("amends"),
        "at": entry.at,
        "text": entry.text,
        "badges": [],
        "kind": "",
    }
    return line | make(entry, now)


def _words(entry: StoryEntry, now: datetime) -> Line:
    return {"kind": "customer", "what": _("told us %(how)s") % {"how": channel_words(entry.channel)}}


def _message_in(entry: StoryEntry, now: datetime) -> Line:
    return {
        "kind": "customer",
        "what": _("wrote %(how)s") % {"how": channel_words(entry.channel)},
        "fold": entry.subject,
    }


def _message_out(entry: StoryEntry, now: datetime) -> Line:
    states: dict[str, Badge] = {
        "queued": {"word": _("on its way"), "kind": "soon", "icon_name": "wait"},
        "claimed": {"word": _("on its way"), "kind": "soon", "icon_name": "wait"},
        "failed": {"word": _("did not arrive"), "kind": "late", "icon_name": "alert"},
    }
    badge = states.get(entry.state)
    text = entry.text
    if entry.state == "failed" and entry.details.get("problem"):
        text = f"{entry.details['problem']}\n\n{text}"
    return {
        "kind": "said",
        "who": entry.details.get("signed") or entry.who or _("amends"),
        "what": _("wrote %(how)s") % {"how": channel_words(entry.channel)},
        "text": text,
        "fold": entry.subject if len(text) > LONG else "",
        "icon_name": "mail",
        "badges": [badge] if badge else [],
    }


def _spoken(entry: StoryEntry, now: datetime) -> Line:
    stages = {"ACK": _("heard them out and said that we have it"), "FINAL": _("told them what we do")}
    what = _("told them") if entry.text else stages.get(entry.details.get("stage", ""), _("told them"))
    return {"kind": "said" if entry.text else "", "what": what, "icon_name": "say"}


def _offer(entry: StoryEntry, now: datetime) -> Line:
    verbs = {"owed": _("set down what is owed"), "given": _("gave"), "offer": _("offered")}
    what = verbs[entry.kind]
    if len(entry.names) > 1 and entry.kind == "offer":
        what = _("offered a choice")
    named = ", ".join(entry.names)
    worth = f" ({money_words(entry.worth)})" if entry.worth is not None else ""
    text = f"{named}{worth}"
    return {
        "what": what,
        "text": f"{text}\n{entry.text}" if entry.text else text,
        "icon_name": "gift",
        "badges": [] if entry.kind == "given" and entry.state == "accepted" else _offer_badges(entry.state),
    }


def _offer_badges(state: str) -> list[Badge]:
    words: dict[str, Badge] = {
        "awaiting_approval": {"word": _("waits for a yes"), "kind": "soon", "icon_name": "wait"},
        "offered": {"word": _("theirs to choose"), "kind": "soon", "icon_name": "wait"},
        "accepted": {"word": _("taken"), "kind": "good", "icon_name": "check"},
        "declined": {"word": _("declined"), "kind": "", "icon_name": "cross"},
        "lapsed": {"word": _("ended without an answer"), "kind": "", "icon_name": "clock"},
        "withdrawn": {"word": _("taken back"), "kind": "", "icon_name": "undo"},
        "refused": {"word": _("not approved"), "kind": "late", "icon_name": "stop"},
    }
    return [words[state]] if state in words else []


def _answered(entry: StoryEntry, now: datetime) -> Line:
    chose = _("chose %(what)s") % {"what": ", ".join(entry.names)} if entry.names else _("said no, thank you")
    if entry.state == "lapsed":
        chose = _("did not choose in time")
    return {"kind": "customer" if entry.text else "", "what": chose, "icon_name": "person"}


def _promise(entry: StoryEntry, now: datetime) -> Line:
    badges: dict[str, Badge] = {
        "open": {"word": _("open"), "kind": "soon", "icon_name": "clock"},
        "broken": {"word": _("broken"), "kind": "late", "icon_name": "alert"},
        "kept": {"word": _("kept"), "kind": "good", "icon_name": "check"},
    }
    by = when_words(entry.due_at, now=now) if entry.due_at else ""
    return {
        "who": entry.details[
            "owner"
        ],  # whose word it is, whoever's act made it: a customer's choice, a colleague's gift
        "what": _("promised"),
        "text": _("%(what)s, by %(by)s") % {"what": entry.text, "by": by},
        "icon_name": "promise",
        "badges": [badges[entry.state]] if entry.state in badges else [],
    }


def _kept(entry: StoryEntry, now: datetime) -> Line:
    note = entry.details.get("note", "")
    return {
        "what": _("kept a promise"),
        "text": f"{entry.text}\n{note}" if note else entry.text,
        "icon_name": "done",
    }


def _broken(entry: StoryEntry, now: datetime) -> Line:
    badge = {"word": _("the time passed"), "kind": "late", "icon_name": "alert"}
    return {"what": _("had promised"), "icon_name": "alert", "badges": [badge]}


def _answer(entry: StoryEntry, now: datetime) -> Line:
    good = entry.state == "yes" and bool(entry.details.get("verified"))
    badge: Badge = {"word": _("not confirmed by them yet"), "kind": "soon", "icon_name": "wait"}
    return {
        "kind": "mend" if good else "customer",
        "what": answer_words(entry.state),
        "badges": [badge] if entry.state == "yes" and not good else [],
    }


def _asked(entry: StoryEntry, now: datetime) -> Line:
    by = when_words(entry.due_at, now=now) if entry.due_at else ""
    return {
        "kind": "said",
        "what": _("asked them, answer needed by %(by)s") % {"by": by},
        "icon_name": "help",
    }


def _replied(entry: StoryEntry, now: datetime) -> Line:
    return {"kind": "customer", "what": _("answered")}


def _note(entry: StoryEntry, now: datetime) -> Line:
    words = _NOTES.get(entry.kind)
    return {"what": words() if words else entry.kind, "icon_name": "info"}


_LINES: dict[str, Callable[[StoryEntry, datetime], Line]] = {
    "words": _words,
    "message_in": _message_in,
    "message_out": _message_out,
    "spoken": _spoken,
    "offer": _offer,
    "owed": _offer,
    "given": _offer,
    "answered": _answered,
    "promise": _promise,
    "kept": _kept,
    "broken": _broken,
    "answer": _answer,
    "asked": _asked,
    "replied": _replied,
}
