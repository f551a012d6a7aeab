"""A whole report: planted bias comes out, unbiased data stay quiet, small groups stay hidden."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest
from givens.chance import seeded

from amends.core.fairness.figures import Figure, Figures, Kind, Verdict, figures_data, read_figures
from amends.core.fairness.groups import GroupsUnreadable, group_figures, read_groups
from amends.core.fairness.measure import measure
from amends.core.fairness.record import DecidedCase


def cases(
    chance: Random,
    count: int = 1_500,
    *,
    agents: int = 12,
    less: int = 0,
    noise: float = 0.03,
    premium: int = 0,
    groups: tuple[str, ...] = ("x", "y"),
) -> list[DecidedCase]:
    """Cases of thirty kinds. `less` cents go to group x, `noise` is how agents differ, `premium` what going up adds."""
    rows = []
    for number in range(count):
        kind = chance.randrange(30)
        group = chance.choice(groups)
        fitting = 2_000 + 100 * kind - (less if group == "x" else 0)
        first = max(0, round(fitting * (1 + chance.uniform(-noise, noise))))
        up = chance.random() < 0.15
        granted = chance.random() < 0.8 - (0.15 if less and group == "x" else 0)
        rows.append(
            DecidedCase(
                case_id=number + 1,
                key=f"k{kind}",
                agent=f"person:{chance.randrange(agents)}",
                is_person=True,
                first_minor=first,
                final_minor=first + premium if up else first,
                granted=granted,
                departed=chance.random() < 0.1,
                went_up=up,
                by="person:99" if up else "",
                group={"letter": group},
            )
        )
    return rows


def report(rows: list[DecidedCase]) -> Figures:
    return measure(rows, currency="EUR", seed=1)


def only(figures: Figures, kind: Kind) -> Figure:
    (figure,) = [each for each in figures.figures if each.kind is kind]
    return figure


def test_a_planted_bias_of_known_size_is_found() -> None:
    found = report(cases(seeded(1), less=500))

    amount, granted = only(found, Kind.AMOUNT), only(found, Kind.GRANTED)
    assert (amount.verdict, granted.verdict) == (Verdict.DIFFERS, Verdict.DIFFERS)
    assert amount.subject == granted.subject
    sign = 1 if amount.subject == "letter=y" else -1
    assert amount.low is not None
    assert amount.high is not None
    assert amount.low < sign * 500 < amount.high
    assert granted.value is not None
    assert (granted.value > 1) is (sign > 0)


def test_without_bias_the_amounts_are_shown_to_be_alike() -> None:
    found = report(cases(seeded(2)))

    assert only(found, Kind.AMOUNT).verdict is Verdict.ALIKE
    assert only(found, Kind.GRANTED).verdict is Verdict.UNCLEAR
    assert only(found, Kind.NOISE).verdict is Verdict.ALIKE


def test_unbiased_reports_call_out_a_group_no_more_than_once_in_twenty() -> None:
    chance, alarms = seeded(3), 0
    for _ in range(60):
        rows = cases(chance, 500, groups=("v", "w", "x", "y"))
        alarms += any(
            figure.verdict is Verdict.DIFFERS
            for figure in group_figures(rows)[0]
            if figure.kind in (Kind.GRANTED, Kind.AMOUNT)
        )

    assert alarms <= 7  # 3 expected


def test_noise_between_colleagues_is_said_with_its_widest_pairs_first() -> None:
    rows = cases(seeded(4), noise=0.5)

    noise = only(report(rows), Kind.NOISE)

    assert noise.verdict is Verdict.DIFFERS
    assert noise.value is not None
    assert 0.2 < noise.value < 0.6
    one, other = (next(row for row in rows if row.case_id == case_id) for case_id in noise.case_ids[:2])
    assert one.key == other.key
    assert one.agent != other.agent


def test_what_going_up_adds_is_found() -> None:
    premium = only(report(cases(seeded(5), premium=900)), Kind.PREMIUM)

    assert premium.verdict is Verdict.DIFFERS
    assert premium.low is not None
    assert premium.high is not None
    assert premium.low < 900 < premium.high


def test_few_cases_get_no_verdict() -> None:
    found = report(cases(seeded(6), 12, groups=("x",)))

    assert {figure.verdict for figure in found.figures} <= {Verdict.TOO_FEW, Verdict.STATED}
    assert (found.cases, found.groups_hidden) == (12, 1)


def test_a_group_of_fewer_than_ten_is_not_shown_at_all() -> None:
    rows = cases(seeded(7), 300, groups=("x", "y"))
    rows += cases(seeded(8), 9, groups=("rare",))
    found = report(rows)

    assert found.groups_hidden == 1
    assert "letter=rare" not in {figure.subject for figure in found.figures}


def test_the_cases_behind_a_group_do_not_tell_who_is_in_it() -> None:
    rows = cases(seeded(9), 300)

    figure = only(report(rows), Kind.AMOUNT)

    assert figure.case_ids == tuple(sorted(row.case_id for row in rows))


def test_a_program_is_no_colleague_with_an_opinion() -> None:
    automatic = [
        DecidedCase(n, "k", "program:1", False, 100 * n, 100 * n, True, False, False) for n in range(1, 40)
    ]
    found = report(automatic)

    assert only(found, Kind.NOISE).n == 0
    assert only(found, Kind.OVERRIDES).n == 0


def test_figures_are_kept_and_read_back() -> None:
    found = report(cases(seeded(10), 200))
    assert read_figures(figures_data(found)) == found


def test_the_table_of_groups_is_read_by_line() -> None:
    text = "\ufeffCustomer;Region;Age band\nP-1;north;\n\nP-2;south;60+\n"

    lines = read_groups(text)

    assert [(line.line, line.customer, line.name, line.value) for line in lines] == [
        (2, "P-1", "region", "north"),
        (2, "P-1", "age band", ""),
        (4, "P-2", "region", "south"),
        (4, "P-2", "age band", "60+"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("name,region\nA,north", 1),
        ("customer\nA", 1),
        ("customer,a,a\nA,1,2", 1),
        ("customer,a\nA", 2),
        ("customer,a\n,1", 2),
        ("customer,a\nA,1\nB," + "x" * 61, 3),
    ],
)
def test_a_table_that_is_none_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(GroupsUnreadable) as refused:
        read_groups(text)

    assert (refused.value.field, refused.value.params["line"]) == ("table", line)


def test_level_pattern_and_occasion_are_stated_where_they_can_be_told_apart() -> None:
    chance = seeded(8)
    rows = cases(chance, 900)
    lavish = [
        replace(row, first_minor=round(1.5 * row.first_minor)) if row.agent.endswith(("1", "3", "5")) else row
        for row in rows
    ]
    found = report(lavish)
    level, occasion = only(found, Kind.LEVEL), only(found, Kind.OCCASION)
    assert (level.verdict, level.minimum, level.n) == (Verdict.STATED, 200, 900)
    assert level.low is not None
    assert level.value is not None
    assert level.low > 0.05
    assert level.value == pytest.approx(math.log(1.5) / 2, rel=0.25)  # about half of the agents
    assert occasion.value == pytest.approx(0.03 / math.sqrt(3), rel=0.2)


def test_how_often_a_group_meets_a_departure_is_stated_beside_the_others() -> None:
    rows = [
        replace(row, departed=row.group["letter"] == "x" and row.case_id % 2 == 0)
        for row in cases(seeded(4), 400)
    ]
    (found,) = [each for each in group_figures(rows)[0] if each.kind is Kind.GROUP_OVERRIDES]
    inside = [row for row in rows if f"letter={row.group['letter']}" == found.subject]
    departed = sum(row.departed for row in inside)
    assert (found.n, found.verdict) == (len(inside), Verdict.STATED)
    assert found.value == pytest.approx(departed / len(inside))
    assert found.more["others_cases"] == 400 - len(inside)
