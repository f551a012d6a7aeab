"""The template words: shapes, bars, themes, and that nothing from a person's hand reaches a page as markup."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from amends.core.money import Money
from amends.entrypoints.common.icons import ICONS

NOW = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


def rendered(text: str, **shown: Any) -> str:
    """What a template says with these values and a fixed now."""
    return Template("{% load amends_ui %}" + text).render(Context({"now": NOW, **shown}))


def test_money_when_and_due_words_are_at_hand_in_a_template() -> None:
    said = rendered(
        "{{ amount|money }} {{ at|when:now }} {{ at|due_words:now }} {{ at|due_state:now }}",
        amount=Money(1250, "EUR"),
        at=datetime(2026, 5, 12, 12, 20, tzinfo=UTC),
    )
    assert said == "€12.50 12:20 in 20\N{NO-BREAK SPACE}min soon"


def test_a_moment_carries_its_exact_time() -> None:
    assert '<time datetime="2026-05-12T12:00:00+00:00" title="Tuesday' in rendered("{% moment now now %}")


def test_what_ends_at_midnight_is_good_on_the_day_before() -> None:
    ends = datetime(2026, 5, 14, 22, 0, tzinfo=UTC)
    with timezone.override("Europe/Vienna"):
        assert rendered("{{ at|last_day:now }}", at=ends) == "Thu"
        assert rendered("{{ at|last_day:now }}", at=ends.replace(year=2027)) == "14 May 2027"


@pytest.mark.parametrize(("tag", "name"), [("en", "English"), ("de-AT", "German"), ("zz!", "zz!"), ("", "")])
def test_a_language_is_said_by_its_name(tag: str, name: str) -> None:
    assert rendered("{{ tag|language_name }}", tag=tag) == name


def test_a_missing_moment_says_nothing() -> None:
    assert rendered("[{{ at|when:now }}]", at=None) == "[]"


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_shape_is_drawn_and_silent_beside_its_word(name: str) -> None:
    drawn = rendered("{% icon name %}", name=name)
    assert drawn.startswith('<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"')
    assert ICONS[name] in drawn


def test_a_shape_alone_is_read_aloud_and_its_label_is_escaped() -> None:
    drawn = rendered('{% icon "clock" label=label size="large" %}', label='"><script>')
    assert 'class="icon icon-large"' in drawn
    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in drawn


def test_an_unknown_shape_is_a_defect() -> None:
    with pytest.raises(KeyError, match="dragon"):
        rendered('{% icon "dragon" %}')


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('x" onload="', "")],
)
def test_the_theme_comes_from_the_cookie_and_takes_no_other_word(cookie: str, attribute: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["amends_theme"] = cookie
    assert rendered("{% theme_attribute %}", request=request) == attribute


def test_without_a_request_the_device_decides_the_theme() -> None:
    assert rendered("{% theme_attribute %}") == ""


@pytest.mark.parametrize(
    ("part", "whole", "width"),
    [
        (0, 100, "0%"),
        (-5, 100, "0%"),
        (33, 100, "33.0%"),
        (100, 100, "100.0%"),
        (150, 100, "100.0%"),
        (5, 0, "0%"),
    ],
)
def test_a_share_stays_between_nothing_and_all(part: int, whole: int, width: str) -> None:
    assert rendered("{{ part|share:whole }}", part=part, whole=whole) == width


@pytest.mark.parametrize(("taken", "near"), [(79, "False"), (80, "True"), (100, "True")])
def test_a_budget_is_near_its_end_from_eighty_percent(taken: int, near: str) -> None:
    assert rendered("{{ taken|nearly:100 }}", taken=taken) == near


def test_an_empty_cell_is_a_dash_and_a_full_one_is_escaped() -> None:
    assert rendered("{{ nothing|or_dash }}", nothing="") == '<span aria-hidden="true">–</span>'
    assert rendered("{{ words|or_dash }}", words="<b>") == "&lt;b&gt;"
    assert rendered("{{ count|or_dash }}", count=0) == "0"
