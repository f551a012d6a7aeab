"""`amends serve`: what is killed comes back, what is stopped is gone, and two never share one data folder."""

import os
import re
import shutil
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from amends.entrypoints.cli.serve import AddressUnusable, PortTaken, free_port
from amends.kernel.embedded import EmbeddedPostgres
from tests.entrypoints.cli.conftest import Served

pytestmark = pytest.mark.timeout(180)
Serve = Callable[..., Served]


def parent_of(pid: int) -> int:
    """The parent of a living process; 0 for one that has ended."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except FileNotFoundError:
        return 0
    return 0 if state == "Z" else int(parent)


def is_alive(pid: int) -> bool:
    return parent_of(pid) != 0


def web_server(served: Served) -> int:
    """The web server's own process."""
    [master] = [
        pid
        for pid, command in served.processes().items()
        if "webserver" in command and parent_of(pid) == served.child.pid
    ]
    return master


def web_processes(served: Served) -> set[int]:
    """The processes that answer."""
    master = web_server(served)
    return {pid for pid in served.processes() if parent_of(pid) == master}


@pytest.fixture(scope="module")
def running(open_folder: Path) -> Iterator[Served]:
    """One installation that runs through several tests, each of which leaves it healthy."""
    served = Served(open_folder / "running").wait_until_ready()
    yield served
    served.stop()


def test_it_answers_and_ctrl_c_stops_everything(serve: Serve) -> None:
    served = serve().wait_until_ready()
    children = set(served.processes()) | {served.database_pid()}
    status = served.health()

    code = served.stop(signal.SIGINT)

    assert status == 200
    assert code == 0
    assert [pid for pid in children if is_alive(pid)] == []
    assert served.said.rstrip().endswith("Stopping.")
    keys = served.data / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.iterdir()} == {0o600}


def test_a_second_start_on_the_same_data_is_refused_and_the_first_goes_on(running: Served) -> None:
    second = Served(running.data, "--port", running.port)

    assert second.child.wait(timeout=60) == 73
    second.wait_for(lambda: "already running" in second.said)
    assert f"(process {running.child.pid})" in second.said
    assert running.health() == 200


def test_a_killed_web_server_comes_back_without_leftovers(running: Served) -> None:
    before = web_processes(running) | {web_server(running)}

    os.kill(web_server(running), signal.SIGKILL)

    running.wait_for(lambda: "web server ended; starting it again" in running.said)
    running.wait_for(lambda: running.health() == 200)
    assert [pid for pid in before if is_alive(pid)] == []


def test_a_killed_web_process_comes_back(running: Served) -> None:
    running.wait_for(lambda: len(web_processes(running)) == 2)
    master, killed = web_server(running), max(web_processes(running))

    os.kill(killed, signal.SIGKILL)

    running.wait_for(lambda: not is_alive(killed) and len(web_processes(running)) == 2)
    assert web_server(running) == master
    assert running.health() == 200


def test_a_killed_worker_comes_back(running: Served) -> None:
    workers = {pid for pid, command in running.processes().items() if "amends.entrypoints.jobs" in command}
    killed = max(workers)

    os.kill(killed, signal.SIGKILL)

    running.wait_for(lambda: re.search(r"worker \d ended; starting it again", running.said))
    running.wait_for(
        lambda: (
            len([1 for command in running.processes().values() if "amends.entrypoints.jobs" in command]) == 2
        )
    )
    assert len(workers) == 2
    assert not is_alive(killed)


def test_a_killed_database_comes_back_and_the_pages_with_it(running: Served) -> None:
    killed = running.database_pid()

    os.kill(killed, signal.SIGKILL)

    running.wait_for(lambda: "database ended; starting it again" in running.said)
    running.wait_for(lambda: running.health() == 200)
    assert running.database_pid() != killed


def test_a_killed_master_takes_all_with_it_and_the_next_start_comes_back_clean(serve: Serve) -> None:
    killed = serve().wait_until_ready()
    children = set(killed.processes()) | {killed.database_pid()}

    killed.child.kill()
    killed.child.wait()
    killed.wait_for(lambda: not any(is_alive(pid) for pid in children), seconds=20)

    again = serve().wait_until_ready()
    assert again.health() == 200
    assert again.stop() == 0


def test_a_lost_database_is_named_and_no_new_one_is_made(installed: Path, serve: Serve) -> None:
    shutil.rmtree(installed / "postgresql")

    served = serve()

    assert served.child.wait(timeout=60) == 66
    served.wait_for(lambda: "and is not there. Put it back" in served.said)
    assert not (installed / "postgresql").exists()


def test_lost_keys_are_named_and_no_new_ones_are_made(installed: Path, serve: Serve) -> None:
    shutil.rmtree(installed / "keys")

    served = serve()

    assert served.child.wait(timeout=60) == 69
    served.wait_for(lambda: "bring them back from its backup" in served.said)
    assert not (installed / "keys").exists()


def test_with_a_database_of_ones_own_nothing_embedded_starts(
    serve: Serve, embedded: EmbeddedPostgres
) -> None:
    with psycopg.connect(embedded.address, autocommit=True) as server:
        server.execute("CREATE DATABASE of_ones_own")

    served = serve(
        AMENDS_DATABASE_URL=make_conninfo(embedded.address, dbname="of_ones_own")
    ).wait_until_ready()

    assert served.health() == 200
    left = {path.name for path in served.data.iterdir()}
    assert left == {"keys", "serve.lock", "static", "static.made_by"}
    assert [command for command in served.processes().values() if "postgres" in command] == []
    assert served.stop() == 0


def test_a_folder_that_cannot_be_made_is_refused(open_folder: Path) -> None:
    (open_folder / "a-file").write_text("")

    served = Served(open_folder / "a-file" / "data")

    assert served.child.wait(timeout=60) == 64
    served.wait_for(lambda: "cannot be used for data: Not a directory" in served.said)


def test_a_taken_port_is_refused_and_a_free_one_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is taken"):
            free_port("127.0.0.1", port)
    assert free_port("127.0.0.1", port) == port
    assert free_port("127.0.0.1", 0) > 0


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(AddressUnusable, match=r"203\.0\.113\.7 port 80 cannot be listened on"):
        free_port("203.0.113.7", 80)
