"""`amends serve`: one master that starts and tends the embedded database, the web server and the workers."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console, RenderableType

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.cli.installation import data_option, make_data_folder, make_installation
from amends.entrypoints.cli.readiness import is_ready
from amends.entrypoints.cli.supervisor import Charge, ChildCharge, DatabaseCharge, Supervisor, run_to_end
from amends.kernel.database import direct_address, own_address, require_addresses
from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.environment import DATABASE_POOL, require_usable, whole_number
from amends.kernel.folder_lock import FolderLock

_WEB_THREADS = DATABASE_POOL  # of one web process: each has a connection when all are at work


class PortTaken(Refusal):
    """Somebody listens on the port already."""

    code = "port_taken"
    kind = Kind.CONFLICT
    message = gettext_noop("Port %(port)s on %(host)s is taken. Choose another one with --port.")


class AddressUnusable(Refusal):
    """The address cannot be listened on."""

    code = "address_unusable"
    kind = Kind.INVALID
    message = gettext_noop("%(host)s port %(port)s cannot be listened on: %(reason)s.")


class NotPrepared(Refusal):
    """A step before the start failed; what it said stands above."""

    code = "not_prepared"
    kind = Kind.UNAVAILABLE
    message = gettext_noop("amends did not start: `%(step)s` ended with exit code %(exit_code)s (see above).")


@dataclass
class Serving:
    """What to run: where, with how many processes, and what comes before and beside the web server."""

    data: Path
    host: str
    port: int
    web: int
    workers: int
    step: Sequence[str] = (
        "migrate",
    )  # the `amends` command that runs to its end before a start that needs it
    leaves: Sequence[Path] = ()  # files that the step leaves behind, besides what every installation has
    beside: Sequence[Charge] = ()  # started after the web server and before the workers
    env: dict[str, str] = field(default_factory=dict)
    ready: Sequence[RenderableType] = ()  # said when the first page can be opened


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option("--web", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(0, 64), help="Worker processes.")
def serve(data: Path, host: str, port: int, web: int, workers: int) -> None:
    """Run an installation until Ctrl-C: its database, web server and workers.

    The first start makes the data folder, its keys and its database; every start brings the tables up to date.
    What ends is started again. With AMENDS_DATABASE_URL set, that PostgreSQL (15 or newer) is used and nothing
    embedded starts. People outside this machine reach it through a proxy that speaks TLS: set AMENDS_PUBLIC_URL
    and AMENDS_TRUSTED_PROXIES, and let `amends doctor` look at it.
    """
    run(Serving(data, host, port, web, workers))


def run(serving: Serving) -> None:
    """Serve until a stop is asked for.

    Raises `SettingInvalid`, `AlreadyRunning`, `PortTaken`, `AddressUnusable`, `NotPrepared`, `KeysMissing` or what
    `EmbeddedPostgres.start` refuses; whatever was started is stopped before.
    """
    console = Console(highlight=False, soft_wrap=True)
    require_usable(os.environ)
    require_addresses(os.environ)
    serving.data = serving.data.expanduser().resolve()
    # Made first, because it makes the data folder such that the database's user may pass through it.
    server = None if own_address(os.environ) else embedded_server(serving)
    supervisor = Supervisor(lambda words: console.print(words, markup=False))
    supervisor.listen_for_stop()
    if server is None:
        make_data_folder(serving.data)
    else:
        server.make_folders()
    with FolderLock(
        serving.data, "serve.lock"
    ):  # before the port: who starts twice is told so, not of a port
        port = free_port(serving.host, serving.port)
        make_installation(serving.data)
        env = _environment(serving, port)
        web = ChildCharge("web server", _web_command(serving, port), env)
        try:
            web.hold()  # it imports while the database starts, and answers nobody before all is up to date
            if _prepare(serving, env, server, supervisor):
                _start(serving, env, port, console, supervisor, web)
            supervisor.tend()
            console.print("Stopping.")
        finally:
            supervisor.stop()
            web.stop()


def embedded_server(serving: Serving) -> EmbeddedPostgres:
    """The embedded database, with room for a full pool in every process and for a few shells beside them."""
    pool = whole_number(os.environ, "AMENDS_DATABASE_POOL", DATABASE_POOL, least=0) or _WEB_THREADS
    connections = max(100, (serving.web + serving.workers) * (pool + 2) + 20)
    return EmbeddedPostgres(serving.data, more={"max_connections": str(connections)})


def _environment(serving: Serving, port: int) -> dict[str, str]:
    """What the children are told about the installation; AMENDS_PUBLIC_URL is the operator's where it is set."""
    ours = {"AMENDS_DATA": str(serving.data), "AMENDS_SUPERVISED": "1"}
    ours["DJANGO_SETTINGS_MODULE"] = "amends.config.settings.base"
    return {"AMENDS_PUBLIC_URL": f"http://localhost:{port}", **os.environ, **serving.env, **ours}


def _prepare(
    serving: Serving, env: Mapping[str, str], server: EmbeddedPostgres | None, supervisor: Supervisor
) -> bool:
    """Start the database and bring it up to date, if it is not; False when a stop was asked for meanwhile."""
    if server is not None:
        supervisor.add(DatabaseCharge(server))
    address = direct_address(os.environ) or own_address(os.environ)
    if server is not None:
        address = server.address
    if all(left.exists() for left in serving.leaves) and is_ready(str(address), serving.data / "static"):
        return not supervisor.stopping
    argv = [sys.executable, "-m", "amends.entrypoints.cli", *serving.step]
    code = run_to_end(argv, env, lambda: supervisor.stopping)
    if code:
        raise NotPrepared(step=f"amends {' '.join(serving.step)}", exit_code=code)
    return code == 0


def _start(
    serving: Serving,
    env: Mapping[str, str],
    port: int,
    console: Console,
    supervisor: Supervisor,
    web: ChildCharge,
) -> None:
    """Let the web server answer, and start everything else once somebody can open a page."""
    supervisor.add(web)
    _announce(serving, port, console, supervisor)
    for charge in serving.beside:
        supervisor.add(charge)
    for number in range(serving.workers):
        argv = [sys.executable, "-m", "amends.entrypoints.jobs"]
        supervisor.add(ChildCharge(f"worker {number + 1}", argv, env))


def _web_command(serving: Serving, port: int) -> list[str]:
    return [
        *(
            sys.executable,
            "-m",
            "amends.entrypoints.cli.webserver",
            "--interface",
            "wsgi",
            "--no-ws",
            "--log-level",
            "error",
        ),
        *("--host", serving.host, "--port", str(port), "--workers", str(serving.web)),
        *("--blocking-threads", str(_WEB_THREADS), "--workers-kill-timeout", "5"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        "amends.config.wsgi:application",
    ]


def free_port(host: str, port: int) -> int:
    """`port`, or any free one for 0; raises `PortTaken` or `AddressUnusable` before anything is started."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
            found: int = tried.getsockname()[1]
            return found
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(field="--port", host=host, port=port) from error
        raise AddressUnusable(field="--host", host=host, port=port, reason=error.strerror) from error


def _announce(serving: Serving, port: int, console: Console, supervisor: Supervisor) -> None:
    """Wait for the first answer, for half a minute at most: a slow machine is announced late, not given up."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(serving.host, serving.host)  # noqa: S104 - compared only
    deadline = time.monotonic() + 30
    while not supervisor.stopping and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/health", timeout=5):
                break
        except urllib.error.HTTPError:
            break  # it answers, if not happily: the log says why
        except OSError:
            time.sleep(0.05)
    console.print(f"amends is ready: {os.environ.get('AMENDS_PUBLIC_URL', f'http://localhost:{port}')}")
    for line in serving.ready:
        console.print(line)
    console.print("Ctrl-C stops it.")
