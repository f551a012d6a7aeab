"""Who may say yes to an offer above somebody's authority, and to exactly which arguments that yes is bound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from amends.core.refusal import Kind, Refusal
from amends.core.roles import LEVEL, Role
from amends.core.text import gettext_noop
from amends.core.unseen import ApprovalUnknown

Argument: TypeAlias = "str | int | bool | tuple[Argument, ...] | Mapping[str, Argument] | None"

LEVELS: Mapping[str, int] = {"": 0, "L1": 1, "L2": 2, "L3": 3}
"""The approver codes of the policy as levels: L1 lead, L2 CX manager, L3 finance; empty: nobody else."""


class ApproverLevelTooLow(Refusal):
    """Somebody of higher authority has to decide this."""

    code = "approver_level_too_low"
    kind = Kind.FORBIDDEN
    message = gettext_noop(
        "This needs a yes of level %(needed)s; yours is level %(held)s. Somebody else decides it."
    )


class ApproverAskedIt(Refusal):
    """Nobody approves what they asked for."""

    code = "approver_asked_it"
    kind = Kind.FORBIDDEN
    message = gettext_noop("You asked for this yourself, so somebody else decides it.")


class SaidNoBefore(Refusal):
    """Exactly this got a no, and whoever asks again does not say what has changed since."""

    code = "said_no_before"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Exactly this got a no already. Ask for something else, or write what has changed since."
    )


class ApproverWasThere(Refusal):
    """Nobody approves the remedy for a failure they had a part in."""

    code = "approver_was_there"
    kind = Kind.FORBIDDEN
    message = gettext_noop("You were there when it happened, so somebody else decides this one.")


class ApproverHeardBefore(Refusal):
    """Each yes to one question is another person's."""

    code = "approver_heard_before"
    kind = Kind.FORBIDDEN
    message = gettext_noop("You gave your yes to this already; the next one is another person's.")


class SubstituteBarred(Refusal):
    """Nobody decides through a substitute what they may not decide themselves."""

    code = "substitute_barred"
    kind = Kind.FORBIDDEN
    message = gettext_noop(
        "Whom you stand in for may not decide this one: they asked for it, were there, or gave their yes already."
    )


class ApproverUnattended(Refusal):
    """A yes is given by a person who is signed in, or by a program that an operator gave this very right; a forwarded
    mail is no authority, nor is the installation itself."""

    code = "approver_unattended"
    kind = Kind.FORBIDDEN
    message = gettext_noop("Only a person who is signed in can decide this.")


class ArgumentsChanged(Refusal):
    """What would run is not what was asked."""

    code = "arguments_changed"
    kind = Kind.CONFLICT
    message = gettext_noop("This was changed after it was asked. Look at it again; it has to be asked anew.")


class ApprovalOverdue(Refusal):
    """The time to decide has passed."""

    code = "approval_overdue"
    kind = Kind.GONE
    message = gettext_noop("The time to decide this has passed. It has to be asked anew.")


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority that somebody may decide with: `holder`'s, who is the actor or a colleague they stand in for.

    `roles` are those that the holder has over the unit of the question; none: the holder has no say there.
    """

    holder: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Approver:
    """Who would say yes. `actor` is the name of the actor as the journal writes it; `own` what they may themselves,
    `for_others` what they may as substitutes.

    `is_accountable`: somebody answers for it, a person or whoever gave a program the right.
    """

    actor: str
    own: frozenset[Role]
    is_accountable: bool
    for_others: tuple[Authority, ...] = ()

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """All they may decide with, their own first."""
        return (Authority(self.actor, self.own), *self.for_others)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `seats` are the roles whose yes is still wanted in the present step.

    `involved` are the actors that had a part in the failure or decided the earlier round, `heard` those that gave an
    earlier yes to this question, themselves or through somebody else.
    """

    seats: tuple[Role, ...]
    asked_by: str
    arguments_digest: str
    due_at: datetime
    involved: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()

    @property
    def barred(self) -> frozenset[str]:
        """Who decides nothing here, whatever their role."""
        return self.involved | self.heard | {self.asked_by}


@dataclass(frozen=True, slots=True)
class Seat:
    """With which role, and whose, an answer is given."""

    role: Role
    holder: str


def check_approver(approver: Approver, question: Question) -> Seat:
    """Whether this person may answer the present step, by yes or by no, and with whose authority: their own first.

    Raises `ApprovalUnknown`, `ApproverUnattended`, `ApproverAskedIt`, `ApproverWasThere`, `ApproverHeardBefore`,
    `SubstituteBarred`, `ApproverLevelTooLow`, in that order: what one may not see is not explained.
    """
    if not any(authority.roles for authority in approver.authorities):
        raise ApprovalUnknown
    if not approver.is_accountable:
        raise ApproverUnattended
    if approver.actor == question.asked_by:
        raise ApproverAskedIt
    if approver.actor in question.involved:
        raise ApproverWasThere
    if approver.actor in question.heard:
        raise ApproverHeardBefore
    barred = False
    for authority in approver.authorities:
        role = _seat(authority, question)
        if role is not None and authority.holder not in question.barred:
            return Seat(role, authority.holder)
        barred = barred or role is not None
    if barred:
        raise SubstituteBarred
    held = max(LEVEL[role] for authority in approver.authorities for role in authority.roles)
    raise ApproverLevelTooLow(needed=min((LEVEL[role] for role in question.seats), default=0), held=held)


def _seat(authority: Authority, question: Question) -> Role | None:
    """The most senior role of the holder that is asked for."""
    fitting = [role for role in question.seats if role in authority.roles]
    return max(fitting, key=LEVEL.__getitem__, default=None)


def incident_barred(involved_ids: Iterable[int], declared_by: str, decided_by: str) -> frozenset[str]:
    """The actors who decide nothing about an incident: who had a part in the failure, who declared or decided it."""
    return frozenset({f"person:{user_id}" for user_id in involved_ids} | {declared_by, decided_by})


def check_arguments(question: Question, digest: str, now: datetime) -> None:
    """Whether what would run is what was asked, and in time; raises `ArgumentsChanged`, `ApprovalOverdue`."""
    if digest != question.arguments_digest:
        raise ArgumentsChanged(field="arguments_digest")
    if now >= question.due_at:
        raise ApprovalOverdue(due_at=question.due_at)


def may_approve(approver: Approver, question: Question) -> bool:
    """`check_approver` as a yes or no, for lists."""
    try:
        check_approver(approver, question)
    except Refusal:
        return False
    return True


def arguments_digest(arguments: Mapping[str, Argument]) -> str:
    """SHA-256 (hexadecimal) of the canonical text of everything a yes is bound to.

    Whole numbers, texts, booleans, None, tuples and mappings only; the order of keys does not matter, the order
    of a tuple does. Anything inexact (a float) is a defect and raises TypeError.
    """
    text = _WRITER.encode(_exact(arguments))
    return hashlib.sha256(text.encode()).hexdigest()


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _exact(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [_exact(item) for item in value]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("argument names are texts")
        return {key: _exact(item) for key, item in value.items()}
    raise TypeError(f"an approval cannot be bound to a {type(value).__name__}")
