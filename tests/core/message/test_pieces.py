"""The pieces of a message: holes, marks, its page, what has to be told, and when to try again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.core.message.delivery import ATTEMPTS_MAX, try_again_at
from amends.core.message.desk import MarkForeign, check_marks, next_step_at
from amends.core.message.marks import fill_marks, hide_marks, link_mark, marks_in, voucher_mark
from amends.core.message.page import page_of
from amends.core.message.record import Remedy
from amends.core.message.telling import Told, ToldOffer, told_of
from amends.core.message.template import LetterIncomplete, Stage, Template, fill, fill_whole, holes_in
from amends.core.money import Money

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEXT = Template(
    "t",
    "en",
    Stage.NOTICE,
    "T",
    "Hello {{ name }}",
    "Dear {{ name }},\n\n{{ extra }}\n\n{{who}} writes. {{ extra }}",
)


def test_holes_are_filled_and_a_paragraph_of_nothing_goes_away() -> None:
    letter = fill(TEXT, {"name": "Ada", "extra": "", "who": "Nora"})
    assert (letter.subject, letter.body) == ("Hello Ada", "Dear Ada,\n\nNora writes.")


def test_what_the_record_does_not_know_stays_to_be_seen() -> None:
    letter = fill(TEXT, {"name": "Ada", "extra": ""})
    assert holes_in(letter.body) == {"who"}
    with pytest.raises(LetterIncomplete) as refused:
        fill_whole(TEXT, {"name": "Ada", "extra": ""})
    assert refused.value.params == {"name": "T", "holes": "who"}


def test_a_value_that_looks_like_a_hole_is_not_filled_again() -> None:
    letter = fill(TEXT, {"name": "{{ who }}", "extra": "", "who": "Nora"})
    assert letter.body.startswith("Dear {{ who }},")


def test_marks_are_found_once_each_and_filled_at_the_end() -> None:
    text = f"{link_mark('a1')} {voucher_mark('b2')} {link_mark('a1')}"
    assert (marks_in(text).links, marks_in(text).vouchers) == (("a1",), ("b2",))
    assert fill_marks(text, links={"a1": "L"}, vouchers={"b2": "V"}) == "L V L"
    assert hide_marks(text, link="(page)", voucher="(code)") == "(page) (code) (page)"
    with pytest.raises(KeyError):
        fill_marks(text, links={}, vouchers={"b2": "V"})


@pytest.mark.parametrize(
    "text", ["{link:}", "{link:a b}", "{Link:a}", "{token:a}", "{link:" + "a" * 65 + "}"]
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    assert fill_marks(text, links={}, vouchers={}) == text


def test_foreign_marks_are_refused_and_the_new_link_is_known() -> None:
    check_marks("{link:new} {voucher:mine}", vouchers=["mine"])
    with pytest.raises(MarkForeign):
        check_marks("{voucher:theirs}", vouchers=["mine"])


def test_a_page_escapes_what_people_write_and_makes_an_address_alone_a_button() -> None:
    page = page_of(
        "Dear <b>Ada</b> & co,\n\nhttps://x.example/p/a?b=1&c=2\n\nABCD-EFGH-2345",
        language="en",
        button="Open",
    )
    assert "<p>Dear &lt;b&gt;Ada&lt;/b&gt; &amp; co,</p>" in page
    assert 'href="https://x.example/p/a?b=1&amp;c=2">Open</a>' in page
    assert ">ABCD-EFGH-2345</p>" in page
    assert "<script" not in page


def test_an_address_within_a_sentence_ends_before_the_full_stop() -> None:
    assert 'href="https://x.example/a">https://x.example/a</a>.</p>' in page_of(
        "See https://x.example/a.", language="en", button="Open"
    )


def test_no_address_can_break_out_of_the_page() -> None:
    page = page_of('https://x.example/"onmouseover=alert(1)', language='en"><script>', button="<i>")
    assert "<script>" not in page
    assert '"onmouseover' not in page


def test_waits_grow_and_end_after_ten_attempts() -> None:
    waits = [try_again_at(attempt, NOON) for attempt in range(1, ATTEMPTS_MAX + 1)]
    assert waits[0] == NOON + timedelta(seconds=30)
    assert waits[1] == NOON + timedelta(seconds=90)
    assert waits[-2] == NOON + timedelta(hours=8)
    assert waits[-1] is None
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)


def test_what_is_told_keeps_owed_apart_and_the_first_end_counts() -> None:
    chocolates, late = Remedy("Chocolates", Money(1800, "EUR")), Remedy("Late check-out")
    refund = Remedy("Refund", Money(18900, "EUR"))
    told = told_of(
        [
            ToldOffer(False, True, NOON + timedelta(days=14), (chocolates, late)),
            ToldOffer(True, False, None, (refund,)),
            ToldOffer(False, True, NOON + timedelta(days=2), (late,)),
        ]
    )
    assert told == Told((refund,), (chocolates, late, late), True, NOON + timedelta(days=2))
    assert told_of([]) == Told()


def test_the_next_step_is_the_next_clock_that_runs_towards_them() -> None:
    dues = {
        "respond": NOON - timedelta(hours=1),
        "decide": NOON + timedelta(days=3),
        "update": NOON + timedelta(days=2),
    }
    ask = NOON + timedelta(days=5)
    assert next_step_at(Stage.ACK, dues, ask, NOON) == NOON + timedelta(days=3)
    assert next_step_at(Stage.RESPONSE, dues, ask, NOON) == NOON + timedelta(days=2)
    assert next_step_at(Stage.FINAL, dues, ask, NOON) == ask
    assert next_step_at(Stage.ACK, {}, ask, NOON) == NOON + timedelta(days=1)
