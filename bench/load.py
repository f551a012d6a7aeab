"""A load on an HTTP server that costs little itself: prepared requests, kept connections, one loop over
sockets.

Two ways to load: *closed* (each connection sends the next request as soon as it has an answer; finds the
maximum) and *open* (requests arrive at a fixed rate whether or not the server keeps up; a request that finds
no free connection waits, and its wait counts, so that a stall is seen by all who come during it).
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Measured:
    """What came back: seconds per answer, statuses, and how long it all took."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class _Line:
    """One kept connection with at most one request on it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waiting_since = 0.0
        self._got = b""

    def send(self, request: bytes, since: float) -> None:
        """Send a whole request; its wait began at `since`."""
        self.waiting_since = since
        self._got = b""
        self.socket.sendall(request)

    def read(self) -> int | None:
        """The status of the answer once it is whole, else None."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server hung up")
        self._got += piece
        head, gap, body = self._got.partition(b"\r\n\r\n")
        if not gap:
            return None
        status, _, length = int(head[9:12]), *head.lower().partition(b"content-length:")[1:]
        if length:
            return status if len(body) >= int(length.split(b"\r\n", 1)[0]) else None
        return status if body.endswith(b"0\r\n\r\n") else None  # in chunks


def closed_load(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Measured:
    """As much as the server takes from so many connections for so long."""
    lines = [_Line(port) for _ in range(connections)]
    measured, begun = Measured(), time.perf_counter()
    ends = begun + seconds
    with selectors.DefaultSelector() as ready:
        for line in lines:
            ready.register(line.socket, selectors.EVENT_READ, line)
            line.send(next(requests), time.perf_counter())
        busy = connections
        while busy:
            for key, _ in ready.select(timeout=5):
                line = key.data
                status = line.read()
                if status is None:
                    continue
                now = time.perf_counter()
                measured.latencies.append(now - line.waiting_since)
                measured.statuses[status] += 1
                if now < ends:
                    line.send(next(requests), now)
                else:
                    busy -= 1
    measured.seconds = time.perf_counter() - begun
    return measured


def open_load(
    port: int, requests: Iterator[bytes], *, per_second: float, connections: int, seconds: float
) -> Measured:
    """Requests that arrive evenly at `per_second`; each is measured from its arrival, not from its sending."""
    free = deque(_Line(port) for _ in range(connections))
    measured, begun = Measured(), time.perf_counter()
    total, arrived, queued, busy = int(per_second * seconds), 0, deque[float](), 0
    with selectors.DefaultSelector() as ready:
        for line in free:
            ready.register(line.socket, selectors.EVENT_READ, line)
        while arrived < total or queued or busy:
            now = time.perf_counter()
            while arrived < total and begun + arrived / per_second <= now:
                queued.append(begun + arrived / per_second)
                arrived += 1
            while queued and free:
                line = free.popleft()
                line.send(next(requests), queued.popleft())
                busy += 1
            next_at = begun + arrived / per_second if arrived < total else now + 0.05
            for key, _ in ready.select(timeout=max(0.0, next_at - time.perf_counter())):
                status = key.data.read()
                if status is None:
                    continue
                measured.latencies.append(time.perf_counter() - key.data.waiting_since)
                measured.statuses[status] += 1
                free.append(key.data)
                busy -= 1
    measured.seconds = time.perf_counter() - begun
    return measured
