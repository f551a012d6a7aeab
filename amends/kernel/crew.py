"""Processes that share work which depends on nothing but itself: pieces go out, answers come back in order.

Each is a Python of its own (`python -m amends.kernel.crew`), started without a copy of ours, so that it has none of our
connections, locks and threads. It ends when its line to us is closed, and when we are killed; a Ctrl-C is not for it.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from amends.kernel.child import die_with_parent

P = TypeVar("P")
A = TypeVar("A")

MOST = 2
"""More hands than this would wait for whoever puts their answers to use."""


def hands_free() -> int:
    """How many processes may share a work here: none where there is one core alone."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, cores) if cores > 1 else 0


def share(
    make: Callable[..., Callable[[P], A]],
    given: tuple[Any, ...],
    pieces: Iterable[P],
    hands: int | None = None,
) -> Generator[A | None, None, None]:
    """What `make(*given)` says to each piece, in order, worked out by so many processes (as many as are free if not
    said); None where there is none or it died.

    `make` is named by its module, pieces and answers are pickled. Close the iterator to end the processes early.
    """
    free = [_Hand(make, given) for _ in range(hands_free() if hands is None else hands)]
    at_work: deque[_Hand] = deque()
    waiting = iter(pieces)
    try:
        while True:
            while free and (piece := next(waiting, None)) is not None:
                hand = free.pop()
                hand.send(piece)
                at_work.append(hand)
            if not at_work:
                break
            hand = at_work.popleft()
            answer, alive = hand.receive()
            if alive:
                free.append(hand)
                if (piece := next(waiting, None)) is not None:
                    free.pop().send(piece)
                    at_work.append(hand)
            yield answer
        for _ in waiting:  # nobody is left: whoever asked does it alone
            yield None
    finally:
        for hand in (*free, *at_work):
            hand.end()


class _Hand:
    """One process, and our end of the line to it."""

    def __init__(self, make: Callable[..., Any], given: tuple[Any, ...]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "amends.kernel.crew", str(os.getpid())],
                stdin=theirs.fileno(),
                process_group=0,
            )
        self._line = Connection(ours.detach())
        self.send((make, given))

    def send(self, piece: object) -> None:
        """Give it a piece; it must be waiting for one."""
        with suppress(BrokenPipeError, ConnectionResetError):  # it is noticed when the answer does not come
            self._line.send_bytes(pickle.dumps(piece, pickle.HIGHEST_PROTOCOL))

    def receive(self) -> tuple[Any, bool]:
        """Its answer, and whether it is alive."""
        try:
            return pickle.loads(self._line.recv_bytes()), True  # noqa: S301 - from a process of ours
        except (EOFError, ConnectionResetError):
            self.end()
            return None, False

    def end(self) -> None:
        """End it, whatever it is at."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def _work(parent: int) -> None:
    """The life of a hand: what to make, then piece after piece, until the line is closed."""
    die_with_parent()
    if os.getppid() != parent:  # it died before we asked to be told
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = Connection(os.dup(0))
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        make, given = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started us
        work = make(*given)
        while True:
            piece = pickle.loads(line.recv_bytes())  # noqa: S301 - as above
            line.send_bytes(pickle.dumps(work(piece), pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    _work(int(sys.argv[1]))
