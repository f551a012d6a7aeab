"""Hard failures against the record (H3, H4, H9, H12, H13), both ways."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from amends.core.apology.model import CaseRecord, Draft, HardFailure, Remedy, Stage
from amends.core.apology.rights import rights_of
from amends.core.apology.rubric import check
from amends.core.money import Money


def hard(text: str, record: CaseRecord, stage: Stage = Stage.FINAL, **draft: object) -> list[HardFailure]:
    return list(check(Draft(text, stage, **draft), record).hard)  # type: ignore[arg-type]


def ids(text: str, record: CaseRecord, stage: Stage = Stage.FINAL, **draft: object) -> list[str]:
    return [failure.id for failure in hard(text, record, stage, **draft)]


@pytest.mark.parametrize("name", ["alarm", "3 May", "C-4F7K9-QDX2M"])
def test_h3_the_failure_is_named_by_term_date_or_reference(
    letter: str, record: CaseRecord, name: str
) -> None:
    nameless = letter.replace("the alarm clock in your room woke you", "you were woken")
    assert ids(nameless, record) == ["H3"]
    assert ids(nameless.replace("you were woken", f"you were woken ({name})"), record) == []


@pytest.mark.parametrize(
    ("old", "new", "excerpts"),
    [
        ("25 EUR", "30 EUR", ["", "30 EUR"]),
        ("25 EUR", "€ 25.00", []),
        ("25 EUR", "25 euros", []),
        ("25 EUR", "25 USD", ["", "25 USD"]),
        ("25 EUR", "25 EUR and 10 % off", ["10 %"]),
        ("4 May", "9 May", ["9 May"]),
        ("4 May", "4 May 2027", ["4 May 2027"]),
        ("4 May", "2026-05-04", []),
        ("check out late", "stay longer", [""]),
        ("check out late today", "check out late today and have a room upgrade", ["room upgrade"]),
    ],
)
def test_h4_text_and_record_name_the_same_remedies(
    letter: str, record: CaseRecord, old: str, new: str, excerpts: list[str]
) -> None:
    failures = hard(letter.replace(old, new), record)
    assert [failure.id for failure in failures] == ["H4"] * len(excerpts)
    assert [failure.excerpt for failure in failures] == excerpts


def test_h4_says_which_remedy_is_missing(letter: str, record: CaseRecord) -> None:
    (failure,) = hard(letter.replace("of 25 EUR", "for two"), record)
    assert failure.text == "Breakfast voucher (25.00 EUR) is approved and not mentioned."


def test_h4_an_answer_on_the_way_need_not_name_every_remedy(letter: str, record: CaseRecord) -> None:
    without = letter.replace("of 25 EUR", "for two")
    assert ids(without, record, Stage.RESPONSE) == []
    assert ids(letter.replace("25 EUR", "30 EUR"), record, Stage.RESPONSE) == ["H4"]


def test_h4_the_bill_may_be_named_and_percentages_are_compared(letter: str, record: CaseRecord) -> None:
    dinner = dataclasses.replace(
        record,
        remedies=(*record.remedies, Remedy("Off the bill", percent=Decimal(20))),
        known_amounts=(Money(8450, "EUR"),),
    )
    assert ids(letter + "\nWe take 20 % off your bill of €84.50.", dinner) == []
    assert ids(letter + "\nWe take 15 % off your bill of €84.50.", dinner) == ["H4", "H4"]


def test_h9_a_name_a_way_back_and_a_next_step(letter: str, record: CaseRecord) -> None:
    unsigned = letter.replace("Jonas Weber", "The team")
    mute = letter.replace("Just reply to this message, or ask for me at the desk.", "")
    vague = letter.replace("I will call you on 4 May to ask whether it is right now.", "").replace(
        "You can check out late today, at 14:00", "You check out late"
    )
    assert [failure.text for failure in hard(unsigned, record)] == [
        "Sign with a name: somebody of ours they can turn to."
    ]
    assert [failure.text[:22] for failure in hard(mute, record)] == ["Say how they reach you"]
    assert [failure.text[:23] for failure in hard(vague, record) if failure.id == "H9"] == [
        "Say what happens next a"
    ]


def test_h9_the_verb_will_is_not_a_colleague_called_will(letter: str, record: CaseRecord) -> None:
    will = dataclasses.replace(record, people=("Will Smith",))
    assert ids(letter.replace("Jonas Weber", "The team"), will) == ["H9"]
    assert ids(letter.replace("Jonas Weber", "Will"), will) == []


def test_h12_the_rights_of_the_preset_are_named(letter: str, record: CaseRecord) -> None:
    bank = dataclasses.replace(record, rights=rights_of("uk_fca_disp"))
    assert ids(letter, bank) == ["H12"]
    half = letter + "\nYou may go to the Financial Ombudsman Service."
    assert ids(half, bank) == ["H12"]
    assert ids(half + " You have six months for it.", bank) == []
    assert ids(letter, bank, Stage.RESPONSE) == []


def test_h12_a_preset_without_such_a_rule_asks_for_nothing() -> None:
    assert rights_of("eu_261") == ()
    assert len(rights_of("uk_ofcom")) == 1


@pytest.mark.parametrize(
    ("greeting", "found"),
    [
        ("Dear Ms Huber", []),
        ("Dear Maria", []),
        ("Hello Maria Huber", []),
        ("Dear customer", ["H13"]),
        ("Dear valued guest", ["H13"]),
        ("Dear Mr Hofer", ["H13"]),
        ("Good morning", []),
    ],
)
def test_h13_they_are_greeted_by_their_name(
    letter: str, record: CaseRecord, greeting: str, found: list[str]
) -> None:
    assert ids(letter.replace("Dear Ms Huber", greeting), record) == found


def test_h13_a_long_name_is_read_to_its_end(letter: str, record: CaseRecord) -> None:
    name = "Anna-Katharina Freifrau von Hohenlohe-Waldenburg-Schillingsfürst"
    long = dataclasses.replace(record, customer_name=name)
    assert ids(letter.replace("Dear Ms Huber", f"Dear {name}"), long) == []
    assert ids(letter.replace("Dear Ms Huber", f"Dear {name} Gruber"), long) == ["H13"]


def test_h13_a_nameless_greeting_is_fine_while_the_name_is_unknown(letter: str, record: CaseRecord) -> None:
    unknown = dataclasses.replace(record, customer_name="")
    assert ids(letter.replace("Dear Ms Huber", "Dear guest"), unknown) == []


@pytest.mark.parametrize(
    ("addition", "excerpt"),
    [
        ("As we told Anna Gruber,", "Anna Gruber"),
        ("Your reference is C-4F7K9-QDX2N.", "C-4F7K9-QDX2N"),
        ("We write to anna@example.org.", "anna@example.org"),
    ],
)
def test_h13_nothing_of_another_customer(
    letter: str, record: CaseRecord, addition: str, excerpt: str
) -> None:
    other = dataclasses.replace(record, other_names=("Anna Gruber",))
    (failure,) = hard(letter + "\n" + addition, other)
    assert (failure.id, failure.excerpt) == ("H13", excerpt)


def test_h13_accents_do_not_make_another_name(letter: str, record: CaseRecord) -> None:
    jose = dataclasses.replace(record, customer_name="José Núñez")
    assert ids(letter.replace("Dear Ms Huber", "Dear Mr Nunez"), jose) == []
