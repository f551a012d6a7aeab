"""Children never outlive a killed parent, not even one that was killed while they were still loading."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A parent that starts one child and waits; the child ties itself to the parent when the file "go" is there.
PARENT = """
import multiprocessing, os, sys, time
from pathlib import Path

folder = Path(sys.argv[1])

def child():
    from amends.kernel.child import die_with_parent
    (folder / "child").write_text(str(os.getpid()))
    while not (folder / "go").exists():
        time.sleep(0.01)
    die_with_parent()
    (folder / "tied").write_text("")
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.get_context("fork").Process(target=child).start()
    time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(path: Path) -> None:
    ends = time.monotonic() + 30
    while not (path.exists() and (path.name != "child" or path.read_text())):
        assert time.monotonic() < ends, f"{path} did not come"
        time.sleep(0.01)


@pytest.mark.parametrize("killed_first", [True, False], ids=["while it loads", "when it is ready"])
def test_a_child_of_a_killed_parent_ends(tmp_path: Path, killed_first: bool) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, tmp_path])
    wait_for(tmp_path / "child")
    child = int((tmp_path / "child").read_text())
    if not killed_first:
        (tmp_path / "go").write_text("")
        wait_for(tmp_path / "tied")

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    (tmp_path / "go").write_text("")

    ends = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not is_alive(child)
    assert (tmp_path / "tied").exists() is not killed_first
