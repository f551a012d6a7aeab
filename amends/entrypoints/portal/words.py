"""How what failed, and a voucher, are said to the customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.core.message.record import LetterRecord
from amends.core.message.words import spoken_here
from amends.core.voucher.lifecycle import VoucherState
from amends.entrypoints.common.voucher_words import worth_words
from amends.entrypoints.common.wording import money_words
from amends.queries.portal_page import VoucherShown


def what_failed(letter: LetterRecord) -> str:
    """The rest of "You told us": in words of its own where they are in the language of the page, or by its name."""
    if letter.told_as and spoken_here(letter.language) == pgettext(
        "the code of the language you write", "en"
    ):
        return letter.told_as
    return _("about this: %(failure)s") % {"failure": letter.failure}


@dataclass(frozen=True, slots=True)
class Card:
    """A voucher as its card shows it: what it is worth, what for, and what became of it. `qr` only while it
    is good.
    """

    shown: VoucherShown
    worth: str
    for_what: str
    became: str
    qr: SafeString | None


def card_of(shown: VoucherShown, qr: SafeString | None) -> Card:
    """The card of one voucher."""
    amount = shown.left if shown.is_good else shown.face
    said = worth_words(shown.name, shown.form, amount, shown.percent)
    return Card(shown, said.worth, said.for_what, _became(shown), qr)


def _became(shown: VoucherShown) -> str:
    if shown.state is VoucherState.REDEEMED:
        return _("used")
    if not shown.is_good:
        return _("run out")
    if shown.left != shown.face:
        return _("%(left)s of %(face)s left") % {
            "left": money_words(shown.left),
            "face": money_words(shown.face),
        }
    return ""
