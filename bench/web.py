"""The product's own web server on a ground, as `amends serve` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.ground import Ground


@contextmanager
def web_server(place: Ground, *, processes: int = 2, threads: int = 8) -> Iterator[int]:
    """Start granian with the product's application; yields its port once it answers."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(processes)),
        *("--blocking-threads", str(threads), "amends.config.wsgi:application"),
    ]
    (place.folder / "static").mkdir(exist_ok=True)  # nothing of it is asked for here
    environment = place.environment | {"AMENDS_API_REQUESTS_PER_MINUTE": str(10**6)}
    child = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        _wait_for(port)
        yield port
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(timeout=20)


def _wait_for(port: int) -> None:
    """Until both the port and the application behind it answer."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if line.recv(12).endswith(b"200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the web server did not come up")
