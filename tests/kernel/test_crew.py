"""Processes that share work: answers in order, and nobody is left behind, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from operator import itemgetter
from pathlib import Path

from amends.kernel.crew import share

# Somebody who shares endless work, tells who does it, and waits.
PARENT = """
import sys, time
from itertools import count
from pathlib import Path

from amends.kernel.crew import share

if __name__ == "__main__":
    answers = share(eval, ("lambda piece: __import__('os').getpid()",), count(), hands=2)
    found = {next(answers), next(answers)}
    part = Path(sys.argv[1]).with_suffix(".part")
    part.write_text(" ".join(map(str, found)))
    part.rename(sys.argv[1])
    time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int]) -> bool:
    ends = time.monotonic() + 20
    while any(map(is_alive, pids)) and time.monotonic() < ends:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


def test_answers_come_in_the_order_of_the_pieces() -> None:
    pieces = [[number, str(number) * 100_000] for number in range(9)]
    assert list(share(itemgetter, (0,), pieces, hands=2)) == list(range(9))


def test_where_no_hand_is_free_nobody_answers() -> None:
    assert list(share(itemgetter, (0,), [[1], [2]], hands=0)) == [None, None]


def test_a_hand_that_dies_leaves_its_piece_and_the_others_go_on() -> None:
    """A piece that has no such place is a defect of whoever made it: that process dies, and says why."""
    assert list(share(itemgetter, (0,), [[1], [], [3], [4]], hands=2)) == [1, None, 3, 4]


def test_closing_early_ends_the_processes() -> None:
    answers = share(eval, ("lambda piece: __import__('os').getpid()",), range(9), hands=2)
    pids = [next(answers), next(answers)]
    answers.close()
    assert len(set(pids)) == 2
    assert gone([pid for pid in pids if pid is not None])


def test_a_killed_parent_leaves_no_process_behind(tmp_path: Path) -> None:
    place = tmp_path / "pids"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, place])
    ends = time.monotonic() + 60
    while not place.exists():
        assert time.monotonic() < ends
        time.sleep(0.02)
    pids = [int(each) for each in place.read_text().split()]
    assert len(pids) == 2
    assert all(map(is_alive, pids))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone(pids)
