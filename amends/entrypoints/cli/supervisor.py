"""Keeps children running: what ends is started again, what keeps ending is given time, and all stop in order."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from amends.core.refusal import Kind, Refusal
from amends.kernel.child import end_group, start_child
from amends.kernel.embedded import EmbeddedPostgres

_LOOK_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 30.0
_PROVEN_SECONDS = 20.0  # what ran this long starts again at once when it ends
# Refusals at a new start that time may heal; any other one ends everything.
_MAY_PASS = (Kind.EXHAUSTED, Kind.UNAVAILABLE)


class Charge(Protocol):
    """Something to keep running."""

    name: str

    def start(self) -> None:
        """Start it; may raise a refusal."""

    def is_running(self) -> bool:
        """Whether it runs at this moment."""

    def stop(self) -> None:
        """End it and all it has started, whatever state it is in; never raises."""


@dataclass
class ChildCharge:
    """A child with its whole group: it dies at once if we are killed, and is asked politely when we stop."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    grace_seconds: float = 10
    output: int | None = None  # a descriptor for what it says; None: where we say things ourselves
    _child: subprocess.Popen[bytes] | None = None
    _held: int | None = None  # the other end of its standard input, while it waits for that to end

    def hold(self) -> None:
        """Start a child before its time, if it knows how to wait: its standard input ends with `start`."""
        reads, self._held = os.pipe()
        try:
            self._launch(reads)
        finally:
            os.close(reads)

    def start(self) -> None:
        """Let the child go that waits, or start a fresh one after what an earlier one has left of its group."""
        waits = self._held is not None and self.is_running()
        self._let_go()
        if not waits:
            self.stop()
            self._launch()

    @property
    def pid(self) -> int | None:
        """The child's process id, which is its group's too."""
        return None if self._child is None else self._child.pid

    def is_running(self) -> bool:
        """Whether the child has not ended."""
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        """SIGTERM to the group, and SIGKILL for what is left after the grace."""
        if self._child is not None:
            end_group(self._child, first=signal.SIGTERM, seconds=self.grace_seconds)
            self._child = None
        self._let_go()

    def _launch(self, reads: int | None = None) -> None:
        child = start_child(
            self.argv, env=self.env, end_signal=signal.SIGKILL, reads=reads, output=self.output
        )
        self._child = child

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None


@dataclass
class DatabaseCharge:
    """The embedded database."""

    server: EmbeddedPostgres
    name: str = "database"

    def start(self) -> None:
        """Start it, after what may be left of an earlier one."""
        self.server.stop()
        self.server.start()

    def is_running(self) -> bool:
        """Whether the server has not ended."""
        return self.server.child is not None and self.server.child.poll() is None

    def stop(self) -> None:
        """PostgreSQL's fast shutdown."""
        self.server.stop()


@dataclass
class _Tended:
    charge: Charge
    started_at: float = 0.0
    ends_in_a_row: int = 0
    start_again_at: float | None = None  # None while it runs


@dataclass
class Supervisor:
    """Tends charges until it is told to stop; they stop in the reverse of the order in which they were added."""

    say: Callable[[str], None]
    _tended: list[_Tended] = field(default_factory=list)
    _stopping: bool = False

    def add(self, charge: Charge) -> None:
        """Start `charge` now (its refusals are the caller's) and tend it from then on."""
        tended = _Tended(charge)
        self._tended.append(tended)
        charge.start()
        tended.started_at = time.monotonic()

    def listen_for_stop(self) -> None:
        """Let Ctrl-C and SIGTERM ask for a stop, instead of breaking off whatever is going on."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)

    def ask_to_stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Let `tend` return soon; a signal's handler."""
        self._stopping = True

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stopping

    def tend(self) -> None:
        """Look after everything until a stop is asked for. Raises what a new start refuses and time cannot heal."""
        while not self._stopping:
            for tended in self._tended:
                self._look_after(tended, time.monotonic())
            time.sleep(_LOOK_SECONDS)

    def stop(self) -> None:
        """Stop everything, the last added first."""
        while self._tended:
            self._tended.pop().charge.stop()

    def _look_after(self, tended: _Tended, now: float) -> None:
        if tended.start_again_at is None:
            if tended.charge.is_running():
                return
            proven = now - tended.started_at > _PROVEN_SECONDS
            tended.ends_in_a_row = 1 if proven else tended.ends_in_a_row + 1
            self._plan(tended, now, "ended")
        if tended.start_again_at is not None and now >= tended.start_again_at:
            self._start_again(tended)

    def _plan(self, tended: _Tended, now: float, what: str) -> None:
        """The first time at once, then after 1, 2, 4, ... seconds, at most 30."""
        earlier = tended.ends_in_a_row - 1
        pause = 0.0 if earlier == 0 else min(2.0 ** (earlier - 1), _LONGEST_PAUSE_SECONDS)
        tended.start_again_at = now + pause
        self.say(f"{tended.charge.name} {what}; starting it again" + (f" in {pause:.0f} s" if pause else ""))

    def _start_again(self, tended: _Tended) -> None:
        try:
            tended.charge.start()
        except Refusal as refusal:
            if refusal.kind not in _MAY_PASS:
                raise
            tended.ends_in_a_row += 1
            self._plan(tended, time.monotonic(), f"does not start ({refusal})")
            return
        tended.started_at, tended.start_again_at = time.monotonic(), None


def run_to_end(argv: Sequence[str], env: Mapping[str, str], stopping: Callable[[], bool]) -> int | None:
    """Run one child to its end and return its exit code; None when a stop was asked for meanwhile."""
    child = start_child(argv, env=env, end_signal=signal.SIGKILL)
    while True:
        with suppress(subprocess.TimeoutExpired):
            return child.wait(timeout=_LOOK_SECONDS)
        if stopping():
            end_group(child, first=signal.SIGTERM, seconds=5)
            return None
