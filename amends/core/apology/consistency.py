"""Hard failures against the record: failure, remedies, frame of the letter, rights and names (H3, H4, H9, H12, H13)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from amends.core.apology.forms import at
from amends.core.apology.model import HardFailure, Remedy, Stage
from amends.core.apology.reading import Reading, where_named
from amends.core.apology.wording import Span, find_term, has_term
from amends.core.text import gettext_noop

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")

_H3 = gettext_noop("Name what went wrong, or its date or reference, so that they see you mean them.")
_H4_AMOUNT = gettext_noop("%(excerpt)s is not approved in this case. Correct it, or give it first.")
_H4_DATE = gettext_noop("%(excerpt)s is not in the record. Correct it, or make it a promise first.")
_H4_ITEM = gettext_noop("“%(excerpt)s” is not approved in this case. Leave it out, or give it first.")
_H4_MISSING = gettext_noop("%(remedy)s is approved and not mentioned.")
_H9_NAME = gettext_noop("Sign with a name: somebody of ours they can turn to.")
_H9_ROUTE = gettext_noop("Say how they reach you: a number, an address, “just reply to this message”.")
_H9_STEP = gettext_noop("Say what happens next and when: “I will call you by 6 May”.")
_H12 = gettext_noop("The passage about %(right)s has to be in this message.")
_H13_GENERIC = gettext_noop("We know their name, so “%(excerpt)s” will not do.")
_H13_NAME = gettext_noop("“%(excerpt)s” is not this customer's name.")
_H13_DATA = gettext_noop("%(excerpt)s does not belong to this case.")


def failure_unnamed(reading: Reading) -> Iterator[HardFailure]:
    """H3: none of the failure's terms, and neither its date nor the reference."""
    record = reading.record
    named = any(has_term(reading.text, term) for term in record.failure_terms)
    referred = bool(record.ref) and record.ref.lower() in reading.text.lower()
    happened = record.occurred_on
    dated = happened is not None and any(mention.is_date(happened) for mention in reading.dates)
    if not (named or referred or dated):
        yield at("H3", _H3, None)


def remedies_differ(reading: Reading) -> Iterator[HardFailure]:
    """H4: something named that is not approved, or (stage FINAL) something approved that is not named."""
    record = reading.record
    approved = [remedy.amount for remedy in record.remedies if remedy.amount is not None]
    for mention in reading.amounts:
        if not any(mention.is_money(money) for money in (*approved, *record.known_amounts)):
            yield at("H4", _H4_AMOUNT, mention.span)
    for span, percent in reading.percentages:
        if all(remedy.percent != percent for remedy in record.remedies):
            yield at("H4", _H4_AMOUNT, span)
    days = {record.occurred_on, record.today, *record.known_dates, *(r.date for r in record.remedies)}
    for date_mention in reading.dates:
        if not any(day is not None and date_mention.is_date(day) for day in days):
            yield at("H4", _H4_DATE, date_mention.span)
    for item in record.other_items:
        found = find_term(reading.text, item)
        if found is not None and not any(_is_called(remedy, item) for remedy in record.remedies):
            yield at("H4", _H4_ITEM, found)
    if reading.draft.stage is Stage.FINAL:
        for remedy in record.remedies:
            if where_named(reading, remedy) is None:
                yield at("H4", _H4_MISSING, None, remedy=_words_for(remedy))


def frame_incomplete(reading: Reading) -> Iterator[HardFailure]:
    """H9: no named person, no route of reply, or no next step with its time."""
    if not any(_is_person_named(reading.text, person) for person in reading.record.people):
        yield at("H9", _H9_NAME, None)
    ours = any(contact and contact in reading.text for contact in reading.record.our_contacts)
    if not ours and reading.first(reading.lexicon.reply_route) is None:
        yield at("H9", _H9_ROUTE, None)
    if reading.first(reading.lexicon.next_step) is None:
        yield at("H9", _H9_STEP, None)


def rights_missing(reading: Reading) -> Iterator[HardFailure]:
    """H12: a passage that the preset demands is not there."""
    for right in reading.record.rights:
        if not all(any(has_term(reading.text, phrase) for phrase in group) for group in right.groups):
            yield at("H12", _H12, None, right=right.name)


def wrong_person(reading: Reading) -> Iterator[HardFailure]:
    """H13: a nameless or wrong greeting, another customer's name, a reference or address that is not theirs."""
    record = reading.record
    yield from _greeting(reading)
    for name in record.other_names:
        found = find_term(reading.text, name)
        if found is not None and _plain(name) != _plain(record.customer_name):
            yield at("H13", _H13_NAME, found)
    known = {contact.lower() for contact in (*record.customer_contacts, *record.our_contacts)}
    for match in _EMAIL.finditer(reading.text):
        if known and match[0].lower() not in known:
            yield at("H13", _H13_DATA, Span(match[0], match.start(), match.end()))
    yield from _other_refs(reading)


def _greeting(reading: Reading) -> Iterator[HardFailure]:
    customer = set(_plain(reading.record.customer_name).split())
    match = reading.lexicon.greeting.search(reading.text)
    if match is None or not customer:
        return
    span = Span(match["name"].strip(), match.start("name"), match.start("name") + len(match["name"].strip()))
    if reading.lexicon.generic_name.fullmatch(span.text):
        yield at("H13", _H13_GENERIC, span)
        return
    called = [word for word in _plain(span.text).split() if word not in reading.lexicon.honorifics]
    if any(word not in customer for word in called):
        yield at("H13", _H13_NAME, span)


def _other_refs(reading: Reading) -> Iterator[HardFailure]:
    """References with this one's prefix and form that are another case's."""
    prefix, dash, _ = reading.record.ref.partition("-")
    if not dash:
        return
    for match in re.finditer(rf"\b{re.escape(prefix)}-[0-9A-Z]{{4,6}}-[0-9A-Z]{{4,6}}\b", reading.text):
        if match[0] != reading.record.ref:
            yield at("H13", _H13_DATA, Span(match[0], match.start(), match.end()))


def _is_called(remedy: Remedy, item: str) -> bool:
    """Whether an approved remedy goes by that name too."""
    return any(has_term(name, item) for name in (remedy.name, *remedy.terms))


def _words_for(remedy: Remedy) -> str:
    if remedy.amount is not None and remedy.amount:
        return f"{remedy.name} ({remedy.amount})"
    return f"{remedy.name} ({remedy.percent} %)" if remedy.percent is not None else remedy.name


def _is_person_named(text: str, person: str) -> bool:
    """By the whole name, or by a part of it written like a name (Will is one, will is not)."""
    parts = [part for part in person.split() if len(part) > 1]
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) for part in (person, *parts) if part)


def _plain(name: str) -> str:
    """Small letters without accents and points: José and Jose are one."""
    bare = unicodedata.normalize("NFKD", name)
    kept = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w\s-]", " ", kept.casefold()).split())
