"""Everything that the journal and a token keep in codes has words."""

from __future__ import annotations

from amends.core.roles import SCOPES
from amends.entrypoints.common.journal_words import EVENT_WORDS, actor_words, chain_words, event_words
from amends.entrypoints.common.terms import scope_words
from reference import events


def test_every_event_of_the_journal_has_words_of_its_own() -> None:
    assert set(EVENT_WORDS) == set(events.found())
    assert len({event_words(event) for event in EVENT_WORDS}) == len(EVENT_WORDS)
    assert event_words("case.of_a_later_version") == "case.of_a_later_version"


def test_every_scope_has_words_of_its_own() -> None:
    words = {scope_words(scope) for scope in SCOPES}
    assert len(words) == len(SCOPES)
    assert not words & set(SCOPES)


def test_a_chain_and_an_actor_are_said_in_words() -> None:
    assert [chain_words(stream) for stream in ("voucher:7", "staff", "fairness")] == [
        "Voucher 7",
        "Colleagues and programs",
        "Consistency",
    ]
    assert [
        actor_words("person:3", "Nora Haas"),
        actor_words("customer:5", ""),
        actor_words("system", ""),
    ] == [
        "Nora Haas",
        "a customer",
        "amends",
    ]
