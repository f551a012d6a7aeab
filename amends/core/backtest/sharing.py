"""The reading shared: pieces of the past go out to whoever has a hand free, and come back read, in their order.

What a decision is judged to give depends on those before it, so one process alone goes through them in time order;
what it would read of each is read beforehand by others. `kernel.crew` are processes that do so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from amends.core.backtest.judgements import Merits
from amends.core.backtest.past import PastDecision
from amends.core.backtest.reading import Gist, Question, Reader, question_of
from amends.core.backtest.stood import Chain, Link, Stood
from amends.core.backtest.sweep import Change, Sweep
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import document_text, load_document

AT_ONCE = 1_000
WORTH_SHARING = 20_000
"""So many decisions, and the second it takes to set up hands is well spent."""

Read = tuple[Any, ...] | None
"""A gist as plain tuples; None: it could not be read, and whoever wants it finds out why."""


class Piece(NamedTuple):
    """Questions that one hand reads at once, with the texts of the policies that the decisions were made under."""

    questions: tuple[Question, ...]
    policies: Mapping[int, str]


Share = Callable[[type["Hand"], tuple[str], Iterable[Piece]], Generator[list[Read] | None, None, None]]
"""Sets up hands and gives for each piece, in order, what one of them read; None where nobody could."""


Step = tuple[PastDecision, Change | None]
"""A decision and how it comes out, if otherwise."""


class Hand:
    """Reads pieces for the document of that text."""

    def __init__(self, document: str) -> None:
        self._policies: dict[int, PolicyDocument] = {}
        self._reader = Reader(load_document(document), self._policies.__getitem__)

    def __call__(self, piece: Piece) -> list[Read]:
        """Every question of a piece, read."""
        for policy_id, text in piece.policies.items():
            if policy_id not in self._policies:
                self._policies[policy_id] = load_document(text)
        return [self._read(question) for question in piece.questions]

    def _read(self, question: Question) -> Read:
        try:
            return _plain(self._reader.read(*question))
        except Exception:  # whoever goes through them in order reads it again, and raises it in its turn
            return None


def steps(
    sweep: Sweep, past: Iterable[PastDecision], *, whole: int, share: Share
) -> Generator[Step, None, None]:
    """`Sweep.step` of each of `whole` decisions; of many, the reading is shared. Close it to stop early."""
    if whole < WORTH_SHARING:
        for each in past:
            yield each, sweep.step(each)
        return
    with closing(steps_shared(sweep, past, share)) as shared:
        yield from shared


def steps_shared(sweep: Sweep, past: Iterable[PastDecision], share: Share) -> Generator[Step, None, None]:
    """`Sweep.step` of each decision, with its reading shared."""
    out: deque[list[PastDecision]] = deque()
    texts: dict[int, str] = {}

    def pieces() -> Iterator[Piece]:
        decisions = iter(past)
        while some := list(islice(decisions, AT_ONCE)):
            out.append(some)
            for policy_id in {each.policy_id for each in some} - texts.keys():
                texts[policy_id] = document_text(sweep.policies(policy_id))
            yield Piece(
                tuple([question_of(each) for each in some]),
                {policy_id: texts[policy_id] for policy_id in {each.policy_id for each in some}},
            )

    with closing(share(Hand, (document_text(sweep.document),), pieces())) as readings:
        for read in readings:
            some = out.popleft()
            chains: dict[int, Chain] = {}
            for each, plain in zip(some, read or [None] * len(some), strict=True):
                yield each, sweep.step(each) if plain is None else sweep.take(each, _gist(plain, chains))


def _plain(gist: Gist) -> Read:
    stood, merits, *rest = gist
    return tuple(stood), None if merits is None else tuple([tuple(each) for each in merits]), *rest


def _gist(plain: tuple[Any, ...], chains: dict[int, Chain]) -> Gist:
    """As it was read. `chains` are those of the piece so far: what one hand read together, it read into one tuple."""
    stood, merits, *rest = plain
    *first, links, left = stood
    chain = None
    if links is not None:
        chain = chains.get(id(links))
        if chain is None:
            chain = chains[id(links)] = _chain(links)
    return Gist(
        Stood._make((*first, chain, left)),
        None if merits is None else tuple([Merits._make(each) for each in merits]),
        *rest,
    )


@lru_cache(maxsize=1 << 12)
def _chain(links: tuple[Any, ...]) -> Chain:
    """One chain for all that are equal."""
    return tuple([Link(*link) for link in links])
