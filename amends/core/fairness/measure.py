"""Measures the consistency of decided cases (domain: are like cases treated alike?).

DISP 1.4.1 asks that complaints are assessed consistently. What a figure may be called is fixed here, before anybody
looks: the bound of "alike", the numbers needed, and one false discovery in twenty over all groups together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from amends.core.fairness.figures import CASES_KEPT, Figure, Figures, Kind, Scale, Verdict
from amends.core.fairness.groups import group_figures
from amends.core.fairness.record import DecidedCase
from amends.core.stats.components import CASES_MIN, components
from amends.core.stats.noise import EXPECTED, PAIRS_MIN, Judgement, noise_index, spread
from amends.core.stats.overrides import CASES_MIN as NAMED_FROM
from amends.core.stats.overrides import funnel
from amends.core.stats.premium import CASES_MIN as WENT_UP_MIN
from amends.core.stats.premium import Outcome, escalation_premium

PREMIUM_BOUND = 0.10
"""A premium below this part of what equal cases are offered first is none to speak of."""


def measure(
    cases: Sequence[DecidedCase],
    *,
    currency: str,
    seed: int,
    left_out: int = 0,
    value_facts: tuple[str, ...] = (),
) -> Figures:
    """Every figure over `cases`; the same cases and `seed` give the same figures. Raises `InsightsMissing`."""
    by_groups, hidden = group_figures(cases)
    return Figures(
        currency=currency,
        cases=len(cases),
        left_out=left_out,
        groups_hidden=hidden,
        value_facts=value_facts,
        figures=(
            *_noise([case for case in cases if case.is_person], seed),
            *_overrides([case for case in cases if case.is_person]),
            _premium(cases, seed),
            *by_groups,
        ),
    )


def _noise(cases: Sequence[DecidedCase], seed: int) -> Iterator[Figure]:
    judgements = [Judgement(case.key, case.agent, float(case.first_minor)) for case in cases]
    found = noise_index(judgements, seed=seed)
    low, high = (found.interval.low, found.interval.high) if found.interval else (None, None)
    verdict = Verdict.TOO_FEW
    if found.enough and low is not None and high is not None:
        verdict = (
            Verdict.ALIKE if high <= EXPECTED else Verdict.DIFFERS if low > EXPECTED else Verdict.UNCLEAR
        )
    widest = [place for pair in found.pairs for place in (pair.first, pair.second)]
    yield Figure(
        Kind.NOISE,
        found.index,
        low,
        high,
        Scale.SHARE,
        len(found.pairs),
        "pairs",
        PAIRS_MIN,
        verdict,
        case_ids=_kept(cases, widest),
        more={"keys": found.keys, "agents": found.agents},
    )
    rest = spread(judgements)
    if rest is not None:
        yield Figure(
            Kind.SPREAD,
            rest.deviation,
            None,
            None,
            Scale.LOG,
            rest.cases,
            "cases",
            200,
            Verdict.STATED if rest.enough else Verdict.TOO_FEW,
            more={"robust": rest.robust, "agents": rest.agents},
        )

    yield from _components(judgements)


def _components(judgements: Sequence[Judgement]) -> Iterator[Figure]:
    """Where the rest comes from, on the same scale; nothing where it cannot be told apart."""
    found = components((each.agent, each.key, math.log1p(each.amount)) for each in judgements)
    if found is None:
        return
    parts = ((Kind.LEVEL, found.level), (Kind.PATTERN, found.pattern), (Kind.OCCASION, found.occasion))
    for kind, part in parts:
        yield Figure(
            kind,
            part.deviation,
            part.low,
            part.high,
            Scale.LOG,
            found.cases,
            "cases",
            CASES_MIN,
            Verdict.STATED if found.enough else Verdict.TOO_FEW,
            more={"agents": found.agents, "keys": found.cells},
        )


def _overrides(cases: Sequence[DecidedCase]) -> Iterator[Figure]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    departures: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        counts[case.agent][0] += case.departed
        counts[case.agent][1] += 1
        if case.departed:
            departures[case.agent].append(place)
    found = funnel({agent: (hits, n) for agent, (hits, n) in counts.items()})
    everywhere = [place for places in departures.values() for place in places]
    yield Figure(
        Kind.OVERRIDES,
        found.all.share,
        found.all.interval.low,
        found.all.interval.high,
        Scale.SHARE,
        found.all.n,
        "cases",
        NAMED_FROM,
        Verdict.STATED if found.all.shows_point else Verdict.TOO_FEW,
        case_ids=_kept(cases, everywhere),
        more={"widened": found.widened, "left_out": found.left_out},
    )
    for agent in found.agents:
        judged = Verdict.DIFFERS if agent.is_outside else Verdict.ALIKE
        yield Figure(
            Kind.AGENT_OVERRIDES,
            agent.rate.share,
            agent.rate.interval.low,
            agent.rate.interval.high,
            Scale.SHARE,
            agent.rate.n,
            "cases",
            NAMED_FROM,
            judged if found.enough else Verdict.TOO_FEW,
            subject=agent.name,
            case_ids=_kept(cases, departures[agent.name]),
            more={"limit_low": agent.low, "limit_high": agent.high},
        )


def _premium(cases: Sequence[DecidedCase], seed: int) -> Figure:
    found = escalation_premium(
        [
            Outcome(case.key, float(case.first_minor), float(case.final_minor), case.went_up, case.by)
            for case in cases
        ],
        seed=seed,
    )
    low, high = (found.interval.low, found.interval.high) if found.interval else (None, None)
    verdict = Verdict.TOO_FEW
    if found.enough and low is not None and high is not None:
        small = PREMIUM_BOUND * (found.first or 0.0)
        verdict = Verdict.DIFFERS if low > small else Verdict.ALIKE if high <= small else Verdict.UNCLEAR
    more: Mapping[str, float] = {
        "keys": found.keys,
        **({} if found.first is None else {"first": found.first}),
    }
    return Figure(
        Kind.PREMIUM,
        found.amount,
        low,
        high,
        Scale.MONEY,
        len(found.cases),
        "cases",
        WENT_UP_MIN,
        verdict,
        case_ids=_kept(cases, found.cases),
        more=more,
    )


def _kept(cases: Sequence[DecidedCase], places: Sequence[int]) -> tuple[int, ...]:
    """The cases behind a figure, each once, the first ones first."""
    return tuple(dict.fromkeys(cases[place].case_id for place in places))[:CASES_KEPT]
