"""What is known of customers for the report alone: read from a table, and compared given the facts."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from amends.core.fairness.figures import CASES_KEPT, Figure, Kind, Scale, Verdict
from amends.core.fairness.record import DecidedCase
from amends.core.refusal import Refusal
from amends.core.stats.disparity import (
    EXPECTED_MIN,
    GROUP_MIN,
    SHOWN_MIN,
    Cell,
    Gap,
    Odds,
    Received,
    amount_gap,
    common_odds,
    discoveries,
)
from amends.core.stats.rates import wilson
from amends.core.text import gettext_noop

AMOUNT_BOUND = 0.10
"""A difference below this part of the mean amount was said beforehand to be too small to matter."""

LINES_MAX, TEXT_MAX = 100_000, 60


class GroupsUnreadable(Refusal):
    """The table of group attributes is not one."""

    code = "groups_unreadable"
    message = gettext_noop(
        "Line %(line)s: %(matter)s. The first line names the columns: customer, and one for each attribute."
    )


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One attribute of one customer, whom `customer` names by reference or membership number; "" takes it away."""

    line: int
    customer: str
    name: str
    value: str


def read_groups(text: str) -> tuple[GroupLine, ...]:
    """The lines of a CSV (comma or semicolon) with a column `customer`. Raises `GroupsUnreadable` at `table`."""
    rows = _table(text.replace("\x00", "").lstrip("\ufeff"))
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if "customer" not in names or len(names) < 2 or len(set(names)) != len(names) or not all(names):
        raise _unreadable(1, gettext_noop("no column “customer” beside others, each with a name of its own"))
    if len(rows) > LINES_MAX:
        raise _unreadable(LINES_MAX, gettext_noop("more lines than can be taken at once; send it in parts"))
    found: list[GroupLine] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise _unreadable(number, gettext_noop("not as many cells as columns"))
        cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
        customer = cells.pop("customer")
        if not customer or any(len(cell) > TEXT_MAX for cell in (customer, *cells, *cells.values())):
            raise _unreadable(
                number, gettext_noop("a customer is missing, or a cell is longer than 60 letters")
            )
        found += [GroupLine(number, customer, name, value) for name, value in cells.items()]
    return tuple(found)


def _table(text: str) -> list[list[str]]:
    """The cells, whichever way the lines end."""
    first = (text.splitlines() or [""])[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    try:
        return list(lines)
    except csv.Error:
        raise _unreadable(lines.line_num, gettext_noop("this is no line of a table")) from None


def _unreadable(line: int, matter: str) -> GroupsUnreadable:
    return GroupsUnreadable(field="table", line=line, matter=matter)


@dataclass(frozen=True)
class _Compared:
    """One group beside the others of its attribute."""

    subject: str
    cases: tuple[DecidedCase, ...]
    inside: frozenset[int]
    odds: Odds | None
    gap: Gap | None


def group_figures(cases: Sequence[DecidedCase]) -> tuple[tuple[Figure, ...], int]:
    """Three figures for each group, and how many groups are hidden because fewer than ten cases are theirs.

    With two groups one comparison says it all, so the smaller is compared with the other; with more, each with all
    others. What differs is what stands over all of them together.
    """
    compared, hidden = _compared(cases)
    asked: dict[str, float] = {}
    for each in compared:
        if each.odds is not None and each.odds.enough:
            asked[f"{each.subject} granted"] = each.odds.p
        if each.gap is not None and each.gap.enough:
            asked[f"{each.subject} amount"] = each.gap.p
    stand = discoveries(asked)
    figures = [figure for each in compared for figure in _figures(each, stand)]
    return tuple(figures), hidden


def _compared(cases: Sequence[DecidedCase]) -> tuple[list[_Compared], int]:
    values: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        for name, value in case.group.items():
            values[name][value] += 1
    compared: list[_Compared] = []
    hidden = 0
    for name, counts in sorted(values.items()):
        known = tuple(case for case in cases if name in case.group)
        shown = [
            value
            for value, count in sorted(counts.items(), key=lambda item: (item[1], item[0]))
            if count >= SHOWN_MIN and len(known) - count >= SHOWN_MIN
        ]
        hidden += len(counts) - len(shown)
        for value in shown[:1] if len(counts) == 2 else sorted(shown):
            inside = frozenset(case.case_id for case in known if case.group[name] == value)
            compared.append(_compare(f"{name}={value}", known, inside))
    return compared, hidden


def _compare(subject: str, cases: tuple[DecidedCase, ...], inside: frozenset[int]) -> _Compared:
    cells: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case in cases:
        cells[case.key][(0 if case.case_id in inside else 2) + (0 if case.granted else 1)] += 1
    bound = AMOUNT_BOUND * sum(case.final_minor for case in cases) / len(cases)
    received = [Received(case.key, case.case_id in inside, float(case.final_minor)) for case in cases]
    odds = common_odds(Cell(*counts) for counts in cells.values())
    return _Compared(subject, cases, inside, odds, amount_gap(received, bound=bound))


def _figures(each: _Compared, stand: frozenset[str]) -> Iterator[Figure]:
    # All cases of the comparison in order of their ids, so that nobody's group can be read from the list.
    case_ids = tuple(sorted(case.case_id for case in each.cases))[:CASES_KEPT]
    figure = Figure(
        Kind.GRANTED,
        None,
        None,
        None,
        Scale.ODDS,
        0,
        "cases",
        int(EXPECTED_MIN),
        Verdict.TOO_FEW,
        each.subject,
        case_ids,
    )
    yield figure if each.odds is None else _granted(figure, each.odds, stand)
    figure = replace(figure, kind=Kind.AMOUNT, scale=Scale.MONEY, minimum=GROUP_MIN)
    yield figure if each.gap is None else _amount(figure, each.gap, stand)
    yield _departures(each)


def _departures(each: _Compared) -> Figure:
    """How often a group's cases depart from the table, beside those of the others; the cases of both, in order."""
    of_people = [case for case in each.cases if case.is_person]
    inside = [case for case in of_people if case.case_id in each.inside]
    others = [case for case in of_people if case.case_id not in each.inside]
    own, rest = (wilson(sum(c.departed for c in part), len(part)) for part in (inside, others))
    more = {} if rest.share is None else {"others": rest.share, "others_cases": len(others)}
    return Figure(
        Kind.GROUP_OVERRIDES,
        own.share,
        own.interval.low,
        own.interval.high,
        Scale.SHARE,
        own.n,
        "cases",
        SHOWN_MIN,
        Verdict.STATED if min(own.n, rest.n) >= SHOWN_MIN else Verdict.TOO_FEW,
        each.subject,
        tuple(sorted(case.case_id for case in of_people))[:CASES_KEPT],
        more,
    )


def _granted(figure: Figure, odds: Odds, stand: frozenset[str]) -> Figure:
    differs = f"{figure.subject} granted" in stand
    more: Mapping[str, float | None] = {
        "p": odds.p,
        "homogeneity_p": odds.homogeneity_p,
        "raw": odds.raw,
        "expected": odds.expected,
    }
    return replace(
        figure,
        value=odds.ratio,
        low=odds.interval.low,
        high=odds.interval.high,
        n=odds.cases,
        verdict=(Verdict.DIFFERS if differs else Verdict.UNCLEAR) if odds.enough else Verdict.TOO_FEW,
        more={name: value for name, value in more.items() if value is not None},
    )


def _amount(figure: Figure, gap: Gap, stand: frozenset[str]) -> Figure:
    verdict = Verdict.TOO_FEW
    if gap.enough:
        alike = gap.equal_p < 0.05
        differs = f"{figure.subject} amount" in stand
        verdict = Verdict.ALIKE if alike else Verdict.DIFFERS if differs else Verdict.UNCLEAR
    return replace(
        figure,
        value=gap.difference,
        low=gap.interval.low,
        high=gap.interval.high,
        n=gap.cases,
        verdict=verdict,
        more={"p": gap.p, "bound": gap.bound, "equal_p": gap.equal_p, "group_cases": gap.group_cases},
    )
