"""The supervisor by itself, with small children."""

import os
import select
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from amends.core.refusal import Kind, Refusal
from amends.entrypoints.cli.supervisor import ChildCharge, Supervisor, run_to_end

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENV = dict(os.environ)


class Lost(Refusal):
    """Time does not heal it."""

    kind = Kind.GONE


class Full(Refusal):
    """Time may heal it."""

    kind = Kind.EXHAUSTED


@dataclass
class Brittle:
    """A charge that ends at once, and whose later starts do as `refusals` says."""

    name: str = "brittle"
    refusals: list[Refusal] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    stops: int = 0

    def start(self) -> None:
        self.starts.append(time.monotonic())
        if len(self.starts) > 1 and self.refusals:
            raise self.refusals.pop(0)

    def is_running(self) -> bool:
        return False

    def stop(self) -> None:
        self.stops += 1


def stop_after(supervisor: Supervisor, seconds: float) -> None:
    threading.Timer(seconds, supervisor.ask_to_stop).start()


def test_what_keeps_ending_is_given_more_time_each_time() -> None:
    said: list[str] = []
    supervisor, brittle = Supervisor(said.append), Brittle()
    supervisor.add(brittle)
    stop_after(supervisor, 4)

    supervisor.tend()

    pauses = [later - earlier for earlier, later in zip(brittle.starts, brittle.starts[1:], strict=False)]
    assert len(pauses) == 3
    assert pauses[0] < 0.5
    assert 1 <= pauses[1] < 1.5
    assert 2 <= pauses[2] < 2.5
    assert said[:2] == [
        "brittle ended; starting it again",
        "brittle ended; starting it again in 1 s",
    ]


def test_a_refusal_that_time_may_heal_is_tried_again() -> None:
    said: list[str] = []
    supervisor, brittle = Supervisor(said.append), Brittle(refusals=[Full()])
    supervisor.add(brittle)
    stop_after(supervisor, 2)

    supervisor.tend()

    assert len(brittle.starts) >= 3
    assert said[1] == "brittle does not start (This cannot be done as it stands.); starting it again in 1 s"


def test_a_refusal_that_time_does_not_heal_ends_it_all() -> None:
    supervisor, brittle = Supervisor(lambda words: None), Brittle(refusals=[Lost()])
    supervisor.add(brittle)

    with pytest.raises(Lost):
        supervisor.tend()

    supervisor.stop()
    assert brittle.stops == 1


def test_the_last_started_stops_first() -> None:
    order: list[str] = []

    class Noted(Brittle):
        def stop(self) -> None:
            order.append(self.name)

    supervisor = Supervisor(lambda words: None)
    for name in ("database", "web server", "worker"):
        supervisor.add(Noted(name))

    supervisor.stop()

    assert order == ["worker", "web server", "database"]


def test_the_children_of_a_killed_child_are_ended_before_it_starts_again() -> None:
    script = (
        "import subprocess, sys, time; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); time.sleep(60)"
    )
    reading, writing = os.pipe()
    charge = ChildCharge("parent", [sys.executable, "-c", script, *SLEEPS], ENV, output=writing)
    charge.start()
    grandchild = int(os.read(reading, 20))
    assert charge.pid is not None
    os.kill(charge.pid, signal.SIGKILL)

    charge.start()

    deadline = time.monotonic() + 5
    while Path(f"/proc/{grandchild}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{grandchild}").exists()
    assert charge.is_running()
    charge.stop()
    assert not charge.is_running()
    os.close(reading)
    os.close(writing)


WAITS = (
    "import sys; print('here', flush=True); sys.stdin.read(); print('gone on', flush=True); sys.stdin.read()"
)


def a_waiting_child() -> tuple[ChildCharge, IO[str]]:
    """A child that is held, and what it says."""
    reading, writing = os.pipe()
    charge = ChildCharge("waits", [sys.executable, "-c", WAITS], ENV, output=writing)
    charge.hold()
    os.close(writing)
    says = os.fdopen(reading)
    assert says.readline() == "here\n"
    return charge, says


def test_a_held_child_goes_on_when_it_is_started_and_is_not_started_twice() -> None:
    charge, says = a_waiting_child()
    held = charge.pid
    assert select.select([says], [], [], 0.2)[0] == []

    charge.start()

    assert says.readline() == "gone on\n"
    assert charge.pid == held
    charge.stop()
    assert not charge.is_running()
    says.close()


def test_a_held_child_that_is_not_wanted_after_all_is_stopped() -> None:
    charge, says = a_waiting_child()

    charge.stop()

    assert says.read() == ""
    assert not charge.is_running()
    says.close()


def test_a_stop_breaks_off_a_step_that_is_going_on() -> None:
    started = time.monotonic()

    assert run_to_end(SLEEPS, ENV, lambda: time.monotonic() > started + 0.3) is None
    assert time.monotonic() - started < 5


def test_a_step_gives_its_exit_code() -> None:
    assert run_to_end([sys.executable, "-c", "raise SystemExit(7)"], ENV, lambda: False) == 7
