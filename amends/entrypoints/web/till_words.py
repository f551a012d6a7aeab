"""What the till says: short enough to be read at arm's length, exact enough to be told to a guest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from amends.commands.voucher.redeem_voucher import VoucherRedeemed
from amends.commands.voucher.roll_back_redemption import RedemptionRolledBack
from amends.core.refusal import Refusal
from amends.core.voucher.lifecycle import (
    BalanceTooSmall,
    VoucherExpired,
    VoucherNotAccepted,
    VoucherNotGoodHere,
    VoucherUsedUp,
    VoucherVoid,
    last_day,
)
from amends.entrypoints.common.problems import say
from amends.entrypoints.common.wording import day_words, money_words, when_words
from amends.queries.till import VoucherChecked


@dataclass(frozen=True, slots=True)
class Answer:
    """`verdict` is "yes", "no" or "wait"; `say` one sentence; `more` a second line."""

    verdict: str
    say: str
    more: str = ""


def waiting() -> Answer:
    """Before anything was shown."""
    return Answer("wait", _("Scan or type a code"))


def checked(seen: VoucherChecked, *, now: datetime) -> Answer:
    """What a check found; nothing was taken."""
    if seen.why_not is not None:
        return refused(seen.why_not, now=now, name=seen.name)
    parts = [seen.name] if seen.form == "money" else []
    if seen.form != "money" and seen.left:
        parts.append(_("worth %(amount)s") % {"amount": money_words(seen.left)})
    if seen.expires_at is not None:
        parts.append(_("good until %(day)s") % {"day": _last_day(seen.expires_at, now)})
    amount = money_words(seen.left) if seen.form == "money" else seen.name
    return Answer("yes", _("Yes, %(amount)s") % {"amount": amount}, " · ".join(parts))


def taken(done: VoucherRedeemed, *, now: datetime) -> Answer:
    """What was taken, and what is left."""
    left = (
        _("%(amount)s is left on it.") % {"amount": money_words(done.left)}
        if done.left
        else _("Nothing is left on it.")
    )
    if done.repeated:
        words = _("This sale was taken before (%(when)s), so nothing was taken again.")
        left = words % {"when": _at(done.redeemed_at, now)}
    amount = money_words(done.taken) if done.taken else done.name
    return Answer("yes", _("Taken: %(amount)s") % {"amount": amount}, left)


def given_back(done: RedemptionRolledBack) -> Answer:
    """What went back to the voucher."""
    words = _("The voucher …%(last_four)s is good again.") % {"last_four": done.last_four}
    amount = money_words(done.given_back) if done.given_back else done.name
    return Answer("yes", _("Given back: %(amount)s") % {"amount": amount}, words)


def refused(refusal: Refusal, *, now: datetime, name: str = "") -> Answer:
    """A no, with what to tell the guest."""
    words = _NO.get(type(refusal))
    if words is None:
        return Answer("no", say(refusal))
    sentence, more = words(refusal.params, now)
    return Answer("no", sentence, more or name)


def _used_up(params: Any, now: datetime) -> tuple[str, str]:
    return _("No, already used %(when)s") % {"when": _at(params["used_at"], now)}, ""


def _expired(params: Any, now: datetime) -> tuple[str, str]:
    day = _last_day(params["expired_at"], now)
    more = _("Nothing was taken. A colleague can look whether a new one is due.")
    return _("No, it was good until %(day)s") % {"day": day}, more


def _void(params: Any, now: datetime) -> tuple[str, str]:
    return _("No, another one took its place"), _("The newer one in their mail is good.")


def _elsewhere(params: Any, now: datetime) -> tuple[str, str]:
    return _("No, not at this place"), _("It is good at %(place)s.") % {"place": params["place"]}


def _too_little(params: Any, now: datetime) -> tuple[str, str]:
    return _("No, only %(left)s left") % {"left": money_words(params["left"])}, _("Nothing was taken.")


def _not_ours(params: Any, now: datetime) -> tuple[str, str]:
    return _("No, no such code"), _("Look at it once more, or scan it.")


_NO: dict[type[Refusal], Callable[[Any, datetime], tuple[str, str]]] = {
    VoucherUsedUp: _used_up,
    VoucherExpired: _expired,
    VoucherVoid: _void,
    VoucherNotGoodHere: _elsewhere,
    BalanceTooSmall: _too_little,
    VoucherNotAccepted: _not_ours,
}


def _at(at: datetime, now: datetime) -> str:
    """ "today at 14:02", "yesterday 14:02", "3 May 14:02"."""
    words = when_words(at, now=now)
    zone = timezone.get_current_timezone()
    if at.astimezone(zone).date() == now.astimezone(zone).date():
        return _("today at %(time)s") % {"time": words}
    return words


def _last_day(expires_at: datetime, now: datetime) -> str:
    """The last day it is good: vouchers run out as the next one begins."""
    zone = timezone.get_current_timezone()
    last = last_day(expires_at, timezone.get_current_timezone_name())
    return "" if last is None else day_words(last, today=now.astimezone(zone).date())
