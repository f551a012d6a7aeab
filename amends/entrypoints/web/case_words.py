"""What cases, clocks, flags and facts are called on the staff's pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from amends.core.case.cause import CAUSE_LABELS, Cause
from amends.core.case.hearing import CHANNEL_LABELS, Channel
from amends.core.case.lifecycle import STATE_LABELS, State
from amends.core.case.standing import Finding, Flag
from amends.core.case.wanted import WANTED_LABELS, Wanted

Badge = dict[str, str]


def state_words(state: str) -> str:
    """Where a case is, as people say it."""
    return gettext(STATE_LABELS[State(state)])


def wanted_words(wanted: str) -> str:
    """What is wanted next, as a verb."""
    return gettext(WANTED_LABELS[Wanted(wanted)])


def next_words(wanted: str, due_kind: str) -> str:
    """The next act by what is due first: while something is carried out, that may be a word on how it stands."""
    if due_kind == "update" and wanted == Wanted.CARRY_OUT:
        return _("Say how it stands")
    return wanted_words(wanted)


def channel_words(channel: str) -> str:
    """How somebody spoke to us; an unknown channel is said as it is."""
    return gettext(CHANNEL_LABELS[Channel(channel)]) if channel in set(Channel) else channel


def cause_words(cause: str) -> str:
    """A class of causes; "" for none."""
    return gettext(CAUSE_LABELS[Cause(cause)]) if cause in set(Cause) else ""


def finding_words(finding: str) -> str:
    """What a review found; "" for none yet."""
    words = {
        Finding.UPHELD: _("it was our failure"),
        Finding.PARTLY: _("partly our failure"),
        Finding.NOT_UPHELD: _("not our failure"),
        Finding.NO_FAULT_SYMPATHY: _("nobody's fault, and we are sorry for it"),
    }
    return words[Finding(finding)] if finding else ""


def outcome_words(outcome: str) -> str:
    """How a case ended; "" while it has not."""
    words = {
        "recovered": _("put right, they said yes"),
        "said_yes_unverified": _("they said yes, not confirmed yet"),
        "unverified": _("no answer: not verified"),
        "not_recovered": _("not put right"),
        "imported": _("brought in as closed"),
        "withdrawn": _("taken back by them"),
        "merged": _("joined to another case"),
        "reclassified": _("no complaint"),
    }
    return words.get(outcome, "")


def clock_words(kind: str) -> str:
    """What a clock asks of us, with its time to follow."""
    words = {
        "acknowledge": _("a word that we have it"),
        "respond": _("the first answer"),
        "update": _("a word on how it stands"),
        "decide": _("the decision"),
        "fulfil": _("what was given"),
        "review": _("looking at what was given in danger"),
        "answer": _("their answer to our question"),
        "final_response": _("the final response, by law"),
        "summary_resolution": _("settling it at once, by law"),
        "adr_letter": _("the letter about outside help, by law"),
        "promise": _("a promise"),
        "follow_up": _("asking whether it is right"),
        "offer": _("their choice"),
        "refund_card": _("the refund, by law"),
        "refund_other": _("the refund, by law"),
    }
    return words.get(kind, kind.replace("_", " "))


def answer_words(answer: str) -> str:
    """What a customer said when asked whether it is right now."""
    return {"yes": _("yes, it is right"), "partly": _("partly right"), "no": _("no, not right")}.get(
        answer, answer
    )


def source_badge(source: str) -> Badge:
    """Who a fact comes from, as a badge."""
    words = {
        "assumed": (_("assumed"), "soon", "help"),
        "customer": (_("they said"), "", "say"),
        "staff": (_("we found"), "", "person"),
        "system": (_("our records"), "", "list"),
    }
    word, kind, icon = words.get(source, (_("missing"), "late", "alert"))
    return {"word": word, "kind": kind, "icon_name": icon}


def flag_badges(flags: Iterable[str], severity: int | None = None) -> list[Badge]:
    """What one must not miss about a case, the gravest first."""
    held = set(flags)
    badges = []
    for flag, word, kind, icon in (
        (Flag.SAFETY, _("safety"), "late", "alert"),
        (Flag.REVIEW_DUE, _("given in danger, not looked at yet"), "soon", "clock"),
        (Flag.LEGAL_HOLD, _("legal hold"), "late", "lock"),
        (Flag.DOUBLE_DEVIATION, _("failed again"), "late", "undo"),
        (Flag.VULNERABILITY_NEED, _("particular need"), "soon", "person"),
        (Flag.REPEAT_FAILURE, _("not the first time"), "soon", "people"),
        (Flag.PUBLIC_CHANNEL, _("in public"), "soon", "say"),
        (Flag.REGULATED, _("regulated"), "", "book"),
    ):
        if flag in held:
            badges.append({"word": word, "kind": kind, "icon_name": icon})
    if severity is not None and severity >= 4:
        badges.insert(
            0, {"word": _("severity %(level)s") % {"level": severity}, "kind": "late", "icon_name": "alert"}
        )
    return badges


def flag_choices() -> list[tuple[str, str]]:
    """The flags a colleague may set by hand."""
    return [
        (Flag.SAFETY.value, _("Somebody was or could have been hurt")),
        (Flag.VULNERABILITY_NEED.value, _("Somebody with a particular need")),
        (Flag.LEGAL_HOLD.value, _("Lawyers are involved")),
        (Flag.REGULATED.value, _("A regulator's rules apply")),
    ]


def sentence(failure: str) -> str:
    """A failure's name as it goes on after the customer's: small at the start where the language lets it."""
    english = (get_language() or "en").startswith("en")
    return failure[:1].lower() + failure[1:] if english and not failure[1:2].isupper() else failure


def why_here(state: str, owner_name: str, due_kind: str) -> str:
    """Why a case stands where it stands in the list, in few words."""
    if not owner_name and state not in ("closed", "merged", "withdrawn", "reclassified"):
        return _("nobody has it yet")
    if due_kind:
        return _("due: %(what)s") % {"what": clock_words(due_kind)}
    return state_words(state)
