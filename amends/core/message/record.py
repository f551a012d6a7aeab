"""What a letter is written from: the facts of one case, turned into the values of a template's holes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.dates import format_datetime
from babel.numbers import format_decimal

from amends.core.clock.calendar import zone
from amends.core.message.marks import link_mark, voucher_mark
from amends.core.message.words import phrase, spoken_here
from amends.core.money import Money, minor_digits


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing we give or owe, as the customer reads it."""

    name: str
    amount: Money | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PromisedWork:
    """One thing a named person does by a time."""

    who: str
    what: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecord:
    """The facts of one case as far as a letter may use them. What is not there leaves its hole open.

    Times are aware; they are written in `timezone`. `choices`: the customer has to answer; more than one remedy are
    alternatives then.
    """

    language: str
    timezone: str
    customer: str = ""  # as a letter begins: "Ms Lindqvist"
    ref: str = ""
    failure: str = ""  # the name of the failure type
    told_as: str = ""  # how it goes on after "you told us"; "" where nobody has put it that way
    place: str = ""
    occurred_at: datetime | None = None
    unit: str = ""
    sender: str = ""
    sender_title: str = ""
    phone: str = ""
    happened: str = ""
    impact: str = ""
    next_at: datetime | None = None
    is_late: bool = False  # against a clock that runs towards the customer
    owed: tuple[Remedy, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    choices: bool = False
    choose_until_at: datetime | None = None
    promises: tuple[PromisedWork, ...] = ()
    rights: str = ""
    link_serial: str = ""
    voucher_serial: str = ""
    voucher: Remedy | None = None
    voucher_until_at: datetime | None = None
    told_by: str = ""
    told_at: datetime | None = None
    colleague: str = ""
    what: str = ""
    due_at: datetime | None = None
    asked_by: str = ""
    instead_of: str = ""  # whom the colleague who reads this stands in for
    note: str = ""
    problem: str = ""
    desk_link: str = ""

    @property
    def sender_place(self) -> str:
        """Title and house under a signature; once where the two are the same word, however it is written."""
        if self.sender_title.casefold() == self.unit.casefold():
            return self.unit
        return ", ".join(filter(None, (self.sender_title, self.unit)))


def holes_of(record: LetterRecord) -> dict[str, str]:
    """The values of all holes that the record has something for, and of the lines that may stay empty."""
    plain = {
        "customer": record.customer,
        "ref": record.ref,
        "failure": record.failure,
        "what_failed": _what_failed(record),
        "occurred": _occurred(record),
        "unit": record.unit,
        "sender": record.sender,
        "sender_place": record.sender_place,
        "happened": record.happened,
        "next_date": moment(record.next_at, record),
        "choose_until": moment(record.choose_until_at, record),
        "link": link_mark(record.link_serial) if record.link_serial else "",
        "voucher": voucher_mark(record.voucher_serial) if record.voucher_serial else "",
        "voucher_name": "" if record.voucher is None else remedy_line(record.voucher, record.language),
        "told_by": record.told_by,
        "told_on": moment(record.told_at, record),
        "colleague": record.colleague,
        "what": record.what,
        "due": moment(record.due_at, record),
        "asked_by": record.asked_by,
        "problem": record.problem,
        "desk_link": record.desk_link,
    }
    return {name: value for name, value in plain.items() if value} | _optional(record)


def moment(at: datetime | None, record: LetterRecord, form: str = "moment") -> str:
    """A time as the reader of this letter writes it, in the record's zone; "" for none."""
    if at is None:
        return ""
    tongue = spoken_here(record.language)
    return format_datetime(at, phrase(form, tongue), tzinfo=zone(record.timezone), locale=tongue)


def amount_text(amount: Money, language: str) -> str:
    """An amount with its currency's code, so that nobody has to guess which dollar is meant: "12.50 EUR"."""
    pattern = "#,##0." + "0" * minor_digits(amount.currency)
    number = format_decimal(amount.decimal, format=pattern.rstrip("."), locale=spoken_here(language))
    return f"{number} {amount.currency}"


def remedy_line(remedy: Remedy, language: str) -> str:
    """One remedy with its amount or share, if it has one."""
    if remedy.amount is not None and remedy.amount.minor:
        return phrase("amount", language).format(
            name=remedy.name, amount=amount_text(remedy.amount, language)
        )
    if remedy.percent is not None:
        share = format_decimal(remedy.percent, format="#,##0.###", locale=spoken_here(language))
        return phrase("percent", language).format(name=remedy.name, percent=share)
    return remedy.name


def _optional(record: LetterRecord) -> dict[str, str]:
    """Lines that are there or not, without leaving a hole."""
    tongue = record.language
    contact = phrase("contact_phone" if record.phone else "contact", tongue).format(phone=record.phone)
    impact = record.impact.strip()
    until = moment(record.voucher_until_at, record, "day")
    promised = [
        phrase("promise", tongue).format(who=work.who, what=work.what, when=moment(work.due_at, record))
        for work in record.promises
    ]
    return {
        "contact_line": contact,
        "impact_line": phrase("impact", tongue).format(impact=_sentence(impact)) if impact else "",
        "owed_lines": _listed("owed", [remedy_line(one, tongue) for one in record.owed], tongue),
        "remedy_lines": _listed(
            "choices" if record.choices and len(record.remedies) > 1 else "remedy",
            [remedy_line(one, tongue) for one in record.remedies],
            tongue,
        ),
        "promise_lines": _listed("promised", promised, tongue),
        "choice_line": _choice_line(record),
        "late_line": phrase("late", tongue) if record.is_late else "",
        "rights_line": record.rights,
        "note": record.note,
        "stand_in_line": phrase("stand_in", tongue).format(who=record.instead_of)
        if record.instead_of
        else "",
        "voucher_until": phrase("until", tongue).format(until=until) if until else "",
        "voucher_lines": _voucher_lines(record, until),
    }


def _voucher_lines(record: LetterRecord, until: str) -> str:
    """The voucher that comes with this very letter, its code in a paragraph of its own."""
    if not record.voucher_serial:
        return ""
    return phrase("voucher_here", record.language).format(
        unit=record.unit,
        until=phrase("until", record.language).format(until=until) if until else "",
        code=voucher_mark(record.voucher_serial),
    )


def _choice_line(record: LetterRecord) -> str:
    if not record.choices:
        return phrase("see", record.language)
    if record.choose_until_at is None:
        return phrase("choose_open", record.language)
    key = "choose" if len(record.remedies) > 1 else "say_yes"
    return phrase(key, record.language).format(until=moment(record.choose_until_at, record))


def _what_failed(record: LetterRecord) -> str:
    """The rest of "you told us" and of "I am sorry": in words of its own, or by the name of the failure."""
    if record.told_as or not record.failure:
        return record.told_as
    return phrase("about", record.language).format(failure=record.failure)


def _occurred(record: LetterRecord) -> str:
    at = moment(record.occurred_at, record, "moment_past")
    if record.place and at:
        return phrase("in_place", record.language).format(place=record.place, moment=at)
    return record.place or at


def _listed(title: str, lines: list[str], language: str) -> str:
    return "\n".join([phrase(title, language), *(f"– {line}" for line in lines)]) if lines else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
