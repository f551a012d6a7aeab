"""What may be noticed about a customer who claims again and again, and what never counts against anybody.

Three things only (domain: cool-down and abuse): counts of claims against exposure, evidence that was contradicted, and
identical words. Nothing is read from anger, tone or traits. What we found to be our own failure never counts, nor does
a claim that we cannot be sure they made, nor one cited in a signal that a colleague dismissed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.core.stats.rates import wilson

QUARTER, YEAR = timedelta(days=90), timedelta(days=365)

VISITS_IN_90_DAYS, VISITS_IN_365_DAYS = 4, 8
"""So many visits with a claim are noticed where nobody tells how often they were here."""

VISITS_AGAINST_EXPOSURE, SHARE_OF_OCCASIONS = 3, 0.2
"""Where it is told: so many, and surely (95 %) more than this part of all their occasions."""

CONTRADICTED_CASES = 2
"""One slip of memory is none."""

WORDS_LEAST = 40
"""Letters and digits; "It was cold." is said by many, again and again."""


class SignalKind(StrEnum):
    """What was noticed; the guard table of a policy knows these as the texts in `signals`."""

    MANY_CLAIMS = "many_claims"
    CONTRADICTED_EVIDENCE = "contradicted_evidence"
    SAME_WORDS = "same_words"


@dataclass(frozen=True, slots=True)
class Claim:
    """One case as far as signals look at it. `print` stands for its words (`words_print`), "" for too few of them.

    `contradicted`: something the customer said was later recorded otherwise by us. `upheld`: we found that we failed.
    `occasions` is how often they were our customer within a year, where a program told us.
    """

    case_id: int
    visit_ref: str
    received_at: datetime
    is_verified: bool
    upheld: bool
    contradicted: bool
    print: str
    occasions: int | None = None


@dataclass(frozen=True, slots=True)
class PastSignal:
    """An earlier signal that has ended."""

    kind: SignalKind
    dismissed: bool
    raised_at: datetime
    case_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something noticed, with its evidence: the cases, and for claims how many visits within how many days, out of how
    many occasions where that is known."""

    kind: SignalKind
    case_ids: tuple[int, ...]
    visits: int
    days: int
    occasions: int | None = None


def words_print(words: str, key: bytes) -> str:
    """What stands for some words without holding them: a keyed hash of their letters and digits; "" for few words."""
    bare = "".join(char for char in words.casefold() if char.isalnum())
    return hmac.new(key, bare.encode(), hashlib.sha256).hexdigest() if len(bare) >= WORDS_LEAST else ""


def notice(claims: Iterable[Claim], past: Sequence[PastSignal], now: datetime) -> tuple[Noticed, ...]:
    """What these claims of one customer show at `now`; most often nothing. A kind that was noticed before needs a claim
    that came after."""
    countable = [
        claim
        for claim in sorted(claims, key=lambda claim: (claim.received_at, claim.case_id))
        if claim.is_verified and not claim.upheld and claim.received_at > now - YEAR
    ]
    found = []
    for kind, rule in _RULES.items():
        dismissed = {case for each in past if each.kind is kind and each.dismissed for case in each.case_ids}
        since = max((each.raised_at for each in past if each.kind is kind), default=None)
        left = [claim for claim in countable if claim.case_id not in dismissed]
        noticed = rule(left, now)
        cited = set() if noticed is None else set(noticed.case_ids)
        if noticed and (since is None or any(c.received_at > since for c in left if c.case_id in cited)):
            found.append(noticed)
    return tuple(found)


def _many_claims(claims: Sequence[Claim], now: datetime) -> Noticed | None:
    """Visits with a claim against all their occasions, or against a plain number where those are unknown."""
    told = [claim.occasions for claim in claims if claim.occasions is not None]
    if told:
        occasions = max(told[-1], _visits(claims))
        share = wilson(_visits(claims), occasions)
        if _visits(claims) >= VISITS_AGAINST_EXPOSURE and share.interval.low > SHARE_OF_OCCASIONS:
            return _counted(claims, YEAR, occasions)
        return None
    recent = [claim for claim in claims if claim.received_at > now - QUARTER]
    if _visits(recent) >= VISITS_IN_90_DAYS:
        return _counted(recent, QUARTER)
    return _counted(claims, YEAR) if _visits(claims) >= VISITS_IN_365_DAYS else None


def _contradicted(claims: Sequence[Claim], now: datetime) -> Noticed | None:
    cited = [claim for claim in claims if claim.contradicted]
    if len(cited) < CONTRADICTED_CASES:
        return None
    return Noticed(SignalKind.CONTRADICTED_EVIDENCE, _ids(cited), _visits(cited), YEAR.days)


def _same_words(claims: Sequence[Claim], now: datetime) -> Noticed | None:
    """The same words about different visits; two cases of one visit may well share theirs."""
    by_print: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.print:
            by_print[claim.print].append(claim)
    cited = [claim for same in by_print.values() if _visits(same) > 1 for claim in same]
    return Noticed(SignalKind.SAME_WORDS, _ids(cited), _visits(cited), YEAR.days) if cited else None


_RULES: Mapping[SignalKind, Callable[[Sequence[Claim], datetime], Noticed | None]] = {
    SignalKind.MANY_CLAIMS: _many_claims,
    SignalKind.CONTRADICTED_EVIDENCE: _contradicted,
    SignalKind.SAME_WORDS: _same_words,
}


def _counted(claims: Sequence[Claim], span: timedelta, occasions: int | None = None) -> Noticed:
    return Noticed(SignalKind.MANY_CLAIMS, _ids(claims), _visits(claims), span.days, occasions)


def _visits(claims: Iterable[Claim]) -> int:
    return len({claim.visit_ref for claim in claims})


def _ids(claims: Iterable[Claim]) -> tuple[int, ...]:
    return tuple(claim.case_id for claim in claims)
