"""Children of ours: each in a group of its own, ending when we end, never outliving a killed parent.

Linux tells a child of its parent's death (`PR_SET_PDEATHSIG`), even of a `kill -9`; elsewhere a killed parent is
noticed at the next start only. The signal follows the *thread* that started the child: start children from a
thread that lives as long as they should.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(end_signal: signal.Signals = signal.SIGKILL) -> None:
    """From now on this very process gets `end_signal` when the one that started it ends.

    The signal is sent at that end only: a process of `multiprocessing` whose parent ended earlier, while we were
    still loading, exits here.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(end_signal), 0, 0, 0)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid != os.getppid():
        os._exit(1)


def _tied_to(parent: int, end_signal: signal.Signals) -> Callable[[], None]:
    def before_exec() -> None:
        die_with_parent(end_signal)
        if os.getppid() != parent:  # the parent died between the fork and the line above
            os._exit(1)

    return before_exec


def start_child(
    argv: Sequence[str | Path],
    *,
    end_signal: signal.Signals = signal.SIGTERM,
    uid: int | None = None,
    gid: int | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    reads: int | None = None,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `argv` as leader of a new group, which gets `end_signal` when this thread's process ends.

    `uid` and `gid` make it another user's (as root only). `reads` is the descriptor of its standard input (None: it
    ends at once), `output` takes both its output streams. The new group
    keeps a terminal's Ctrl-C away from it: whoever started it decides in which order things stop.
    """
    return subprocess.Popen(
        [str(part) for part in argv],
        stdin=subprocess.DEVNULL if reads is None else reads,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=None if env is None else dict(env),
        cwd=cwd,
        process_group=0,
        user=uid,
        group=gid,
        extra_groups=None if uid is None else [],
        preexec_fn=_tied_to(os.getpid(), end_signal),
    )


def end_group(child: subprocess.Popen[bytes], *, first: signal.Signals, seconds: float) -> None:
    """End `child` and everything in its group: `first`, and `SIGKILL` for what is left after `seconds`."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, first)
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=seconds)
    # The leader may be gone and its children not: the group is ended in either case.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
