"""The envelope in words: its lines as the give panel shows them, and what changed since somebody looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.core.money import Money
from amends.core.policy.envelope import Envelope
from amends.core.policy.evaluate import EntitlementDue
from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, GestureLine
from amends.core.policy.model import PromiseTemplate
from amends.core.policy.objections import Reason
from amends.entrypoints.common.wording import money_words
from amends.queries.asked_people import AskedPerson


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the panel. `open_from`, `open_to` and `alone_to` are there where a person names the amount."""

    code: str
    group: str  # owed, give, needs, blocked
    name: str
    worth: Money | None
    cost: Money | None
    detail: str
    why: tuple[str, ...]
    unblock: str
    fits: bool
    is_offer: bool = False  # the customer has to say yes to it
    open_from: Money | None = None
    open_to: Money | None = None
    alone_to: Money | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """The envelope as four groups; `others` are gestures of another kind than the case calls for."""

    owed: tuple[ShownLine, ...]
    give: tuple[ShownLine, ...]
    needs: tuple[ShownLine, ...]
    blocked: tuple[ShownLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to give at all."""
        return not (self.owed or self.give or self.needs)


def reason_words(reason: Reason) -> str:
    """A reason of the policy in the reader's language, amounts written as the reader writes them."""
    params = {
        name: money_words(value) if isinstance(value, Money) else value
        for name, value in reason.params.items()
    }
    return _(reason.message) % params if params else _(reason.message)


def kept_reason_words(reason: Mapping[str, object]) -> str:
    """The same for a reason that was kept with a question: code, message, and plain params."""
    params = reason.get("params")
    message = _(str(reason["message"]))
    return message % params if isinstance(params, dict) and params else message


def promise_words(promise: PromiseTemplate) -> str:
    """Who does it by when: "Housekeeping by 06:00"."""
    if promise.due_time is not None:
        return _("%(who)s by %(time)s") % {"who": promise.owner, "time": f"{promise.due_time:%H:%M}"}
    minutes = promise.due_minutes or 60
    if minutes % 60 == 0:
        return _("%(who)s within %(hours)s h") % {"who": promise.owner, "hours": minutes // 60}
    return _("%(who)s within %(minutes)s min") % {"who": promise.owner, "minutes": minutes}


def groups_of(
    envelope: Envelope,
    *,
    owed_given: frozenset[str],
    typed: Mapping[str, str] | None = None,
    asked: Mapping[str, tuple[AskedPerson, ...]] | None = None,
) -> Groups:
    """The lines in their groups; what is owed and given already is left out, what fits the case comes first."""
    entered, people = typed or {}, asked or {}
    ordered = sorted(envelope.lines, key=lambda line: not line.fits)
    lines = [
        _line(line, entered.get(line.gesture_code, ""), pace_words(people.get(line.gesture_code, ())))
        for line in ordered
    ]
    due = tuple(_owed(due) for due in envelope.owed if due.code not in owed_given)
    return Groups(
        owed=due,
        give=tuple(line for line in lines if line.group == "give"),
        needs=tuple(line for line in lines if line.group == "needs"),
        blocked=tuple(line for line in lines if line.group == "blocked"),
    )


def pace_words(people: Iterable[AskedPerson]) -> tuple[str, ...]:
    """Who is asked and usually answers how soon, the two quickest; of whom nobody can say yet how soon, the names."""
    people = tuple(people)
    known = [(person.name, person.usual_minutes) for person in people if person.usual_minutes is not None]
    if people and not known:
        return (_("%(who)s is asked.") % {"who": _(" or ").join(person.name for person in people[:2])},)
    return tuple(
        ngettext(
            "%(who)s usually answers within a minute.",
            "%(who)s usually answers within %(minutes)s minutes.",
            minutes,
        )
        % {"who": name, "minutes": minutes}
        for name, minutes in known[:2]
    )


def _line(line: GestureLine, typed: str, pace: tuple[str, ...]) -> ShownLine:
    group = {ALLOWED: "give", BLOCKED_STATUS: "blocked"}.get(line.status, "needs")
    details = [promise_words(promise) for promise in line.promises]
    if line.points:
        details.append(_("%(count)s points") % {"count": line.points})
    if not line.needs_acceptance:
        details.append(_("at once, without asking"))
    # An open amount above one's own limit needs a yes; the line itself can be given.
    why = () if group == "give" else tuple(reason_words(reason) for reason in line.reasons)
    return ShownLine(
        code=line.gesture_code,
        group=group,
        name=line.name,
        worth=line.face,
        cost=line.true_cost if group != "blocked" and line.true_cost.minor else None,
        detail=" · ".join(details),
        why=(*why, *pace),
        unblock="" if line.unblock is None else reason_words(line.unblock),
        fits=line.fits,
        is_offer=line.needs_acceptance,
        open_from=line.open_min,
        open_to=line.open_max,
        alone_to=line.own_limit,
        typed=typed,
    )


def _owed(due: EntitlementDue) -> ShownLine:
    missing = _("Add %(facts)s, then it can be given.") % {"facts": ", ".join(due.missing)}
    return ShownLine(
        code=due.code,
        group="owed",
        name=due.label,
        worth=due.amount,
        cost=None,
        detail="",
        why=(due.reason,) if due.reason else (),
        unblock=missing if due.missing else "",
        fits=True,
    )


def remembered(envelope: Envelope) -> str:
    """What somebody was shown, small enough for a form: code, status and worth of each line."""
    return ";".join(f"{line.gesture_code}:{line.status}:{_worth(line)}" for line in envelope.lines)


def what_changed(before: str, envelope: Envelope) -> tuple[str, ...]:
    """What is another answer now than in `remembered`; in words, one sentence a gesture. Never trusts its input."""
    parts = (part.split(":", 1) for part in before.split(";") if part.count(":") == 2)
    known = {pair[0]: pair[1] for pair in parts}
    words = [_changed(known.get(line.gesture_code), line) for line in envelope.lines]
    gone = [code for code in known if envelope.line(code) is None]
    told = [sentence for sentence in words if sentence]
    if gone:
        told.append(_("Something that was on the list is not meant for this case any more."))
    return tuple(told) or (_("A fact or the policy changed; the answers below are the present ones."),)


def _changed(before: str | None, line: GestureLine) -> str:
    if before == f"{line.status}:{_worth(line)}":
        return ""
    name = {"gesture": line.name}
    if line.status == BLOCKED_STATUS:
        why = " ".join(reason_words(reason) for reason in line.reasons)
        return _("%(gesture)s cannot be given any more. %(why)s") % {**name, "why": why}
    if line.status == ALLOWED:
        return _("%(gesture)s: you may give it now, on your own.") % name
    return _("%(gesture)s needs a yes now.") % name


def _worth(line: GestureLine) -> str:
    return "" if line.face is None else str(line.face.minor)


def typed_amounts(given: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """What was typed as amounts, by gesture; empty ones are left out."""
    return {code: text for code in codes if (text := given.get(f"amount_{code}", "").strip())}
