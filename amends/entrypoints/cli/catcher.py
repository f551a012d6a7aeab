"""The demonstration's mail server: takes every mail over real SMTP and keeps it in a folder.

`python -m amends.entrypoints.cli.catcher FOLDER PORT` runs until SIGTERM; it listens on this machine alone.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from aiosmtpd.smtp import SMTP, Envelope, Session

from amends.adapters.delivery.caught import keep

HOST = "127.0.0.1"
LARGEST = 5_000_000


def letter_box(folder: Path) -> SimpleNamespace:
    """What the SMTP library asks about each mail: it is taken, for whomever it is."""

    async def take(server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail, or say "later" where the folder cannot be written to."""
        content = envelope.content
        assert isinstance(content, bytes)
        try:
            name = await asyncio.to_thread(keep, folder, content, time.time_ns())
        except OSError as error:
            return f"452 4.3.1 the letter box is full: {error.strerror or 'it cannot be written to'}"
        return f"250 2.0.0 kept as {name}"

    return SimpleNamespace(**{"handle_DATA": take})  # the library's own name for it


async def catch(folder: Path, port: int) -> None:
    """Listen on `port` of this machine until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(letter_box(folder), data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="amends"),
        HOST,
        port,
    )
    async with server:
        await stop.wait()


def main() -> None:
    """Read the folder and the port from the command line."""
    folder, port = sys.argv[1:]
    asyncio.run(catch(Path(folder), int(port)))


if __name__ == "__main__":
    main()
