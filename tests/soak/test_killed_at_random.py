"""Whatever is killed in the middle of the work: nothing is lost, nothing is doubled, and everything comes back.

`AMENDS_SOAK_KILLS` sets how many are killed (`make soak` says many), `AMENDS_SOAK_SEED` which and when.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from givens.soak_checks import check_mails, check_rows, settle
from givens.soak_ground import Ground, a_ground

KILLS = int(os.environ.get("AMENDS_SOAK_KILLS", "4"))
SEED = int(os.environ.get("AMENDS_SOAK_SEED", "7"))

pytestmark = pytest.mark.timeout(120 + 30 * KILLS)


def pids(ground: Ground, words: str) -> list[int]:
    """Our living processes with `words` in their command line, the oldest first."""
    return sorted(pid for pid, command in ground.served.processes().items() if words in command)


def a_worker(ground: Ground) -> None:
    """One worker, in the middle of whatever it does."""
    os.kill(pids(ground, "amends.entrypoints.jobs")[0], signal.SIGKILL)


def a_web_process(ground: Ground) -> None:
    """One of the processes that answer; the master of the web server starts another."""
    os.kill(pids(ground, "webserver")[-1], signal.SIGKILL)


def the_web_server(ground: Ground) -> None:
    """The master of the web server, and with it all that answers."""
    os.kill(pids(ground, "webserver")[0], signal.SIGKILL)


def the_database(ground: Ground) -> None:
    """PostgreSQL itself, with every transaction that is open."""
    os.kill(ground.served.database_pid(), signal.SIGKILL)


def the_master(ground: Ground) -> None:
    """`amends serve`; whoever finds it dead starts it again."""
    ground.served.child.kill()
    ground.served.child.wait()
    ground.served.wait_for(lambda: not ground.served.processes(), seconds=30)
    ground.start_again()


VICTIMS: tuple[Callable[[Ground], None], ...] = (
    a_worker,
    the_database,
    a_web_process,
    the_master,
    the_web_server,
)


def kill_them(ground: Ground, chance: random.Random, done: threading.Event) -> list[str]:
    """Kill each kind in turn, then whichever chance says, each when pages are answered again; their names."""
    killed = []
    try:
        for number in range(KILLS):
            ground.served.wait_for(lambda: ground.served.health() == 200, seconds=90)
            time.sleep(chance.uniform(0.5, 1.5))
            victim = VICTIMS[number] if number < len(VICTIMS) else chance.choice(VICTIMS)
            try:
                victim(ground)
            except (ProcessLookupError, FileNotFoundError, IndexError):
                continue  # it is on its way back from the last time
            killed.append(victim.__name__)
    finally:
        done.set()
    return killed


def test_what_is_killed_at_random_loses_nothing_and_doubles_nothing(open_folder: Path) -> None:
    print(f"seed {SEED}")
    done, killed = threading.Event(), list[str]()
    chance = random.Random(SEED)  # noqa: S311 - repeats on purpose
    with a_ground(open_folder / "killed", desk=100_000_000) as ground:
        killer = threading.Thread(target=lambda: killed.extend(kill_them(ground, chance, done)))
        killer.start()
        ground.load(clients=6, until=lambda begun: done.is_set() and begun >= 12, name="guest")
        killer.join(timeout=120)
        settle(ground.address, dead_workers=True)

        check_rows(ground.address, ground.stories)
        check_mails(ground.address, ground.office.taken, exactly_once=False)
        verified = ground.verify()

    assert len(killed) >= KILLS - KILLS // 10
    assert {story.refused for story in ground.stories} == {""}
    assert ground.wire.defects == [], ground.served.said
    assert verified.returncode == 0, verified.stdout + verified.stderr
    served, repeats = len(ground.stories), ground.wire.repeats
    print(f"{len(killed)} killed, {served} customers served, {repeats} requests repeated")
