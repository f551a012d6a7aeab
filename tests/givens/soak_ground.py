"""An installation under load: `amends serve` with two web and two worker processes, a real letter box beside it."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from givens.post import PostOffice, a_post_office
from givens.soak_clients import Story, Wire, live
from givens.soak_world import World, make_world

from amends.kernel.database import address_of
from amends.kernel.embedded_place import find_place
from tests.entrypoints.cli.conftest import CLEAN_ENV, Served


@dataclass
class Ground:
    """What runs, and where its database answers. `served` is another one after the master was killed."""

    data: Path
    port: int
    env: dict[str, str]
    office: PostOffice
    served: Served
    world: World
    wire: Wire
    stories: list[Story] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The libpq address of the embedded database."""
        return address_of(find_place(self.data).socket_folder)

    def start_again(self) -> None:
        """What an operator does after the master died: the same command."""
        self.served = Served(self.data, "--port", str(self.port), **self.env).wait_until_ready()

    def verify(self) -> subprocess.CompletedProcess[str]:
        """`amends verify` on the running installation."""
        command = [sys.executable, "-m", "amends.entrypoints.cli", "verify", "--data", str(self.data)]
        return subprocess.run(
            command, env=CLEAN_ENV, capture_output=True, text=True, check=False, timeout=120
        )

    def load(self, *, clients: int, until: Callable[[int], bool], name: str) -> None:
        """So many clients live story after story until `until(number of stories)` says that it is enough."""
        lock, begun = threading.Lock(), 0

        def next_name() -> str:
            nonlocal begun
            with lock:
                if until(begun):
                    return ""
                begun += 1
                return f"{name}-{begun}"

        def client(_number: int) -> None:
            while guest := next_name():
                story = live(self.wire, self.world, guest)
                with lock:
                    self.stories.append(story)

        with ThreadPoolExecutor(clients) as pool:
            for done in [pool.submit(client, number) for number in range(clients)]:
                done.result()


@contextmanager
def a_ground(data: Path, *, desk: int) -> Iterator[Ground]:
    """Serve a fresh installation in `data` while the block runs, with a budget of `desk` cents at its desk."""
    with a_post_office() as office:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        env = {
            "AMENDS_SMTP_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            "AMENDS_API_REQUESTS_PER_MINUTE": "1000000",
            "AMENDS_PUBLIC_URL": f"http://localhost:{port}",
        }
        served = Served(data, "--port", str(port), **env).wait_until_ready()
        address = address_of(find_place(data).socket_folder)
        ground = Ground(data, port, env, office, served, make_world(address, data, desk=desk), Wire(port))
        try:
            yield ground
        finally:
            if ground.served.child.poll() is None:
                ground.served.stop()
