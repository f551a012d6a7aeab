"""The embedded PostgreSQL: who may enter, what is refused at its start, and how it comes back."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.embedded_cluster import DataFolderForeign, DataFolderLost, DataOfOtherVersion, DiskFull
from amends.kernel.embedded_place import find_place, program_folder
from amends.kernel.folder_lock import AlreadyRunning

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as another user of the machine")


def ask(address: str, statement: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def try_as(user: str, embedded: EmbeddedPostgres, role: str = "amends") -> subprocess.CompletedProcess[str]:
    psql = program_folder() / "psql"
    return subprocess.run(
        [psql, "-h", embedded.place.socket_folder, "-U", role, "-d", "amends", "-tAc", "SELECT 1"],
        user=user,
        group=pwd.getpwnam(user).pw_gid,
        extra_groups=[],
        cwd="/",
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_listens_on_its_socket_and_on_no_port(embedded: EmbeddedPostgres) -> None:
    assert ask(embedded.address, "SHOW listen_addresses") == ""
    assert ask(embedded.address, "SELECT inet_server_port() IS NULL")
    server = embedded.child
    assert server is not None
    sockets = {os.readlink(link) for link in Path(f"/proc/{server.pid}/fd").iterdir() if link.is_symlink()}
    tcp = [
        line.split()[9]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{server.pid}/net/{table}").read_text().splitlines()[1:]
    ]
    assert [inode for inode in tcp if f"socket:[{inode}]" in sockets] == []


def test_letters_sort_the_same_on_every_machine(embedded: EmbeddedPostgres) -> None:
    statement = "SELECT datlocprovider::text || ':' || datlocale FROM pg_database WHERE datname = 'amends'"

    assert ask(embedded.address, statement) == "b:C.UTF-8"


@as_root
def test_another_user_of_the_machine_does_not_reach_the_socket(embedded: EmbeddedPostgres) -> None:
    tried = try_as("daemon", embedded)

    assert tried.returncode == 2
    assert "Permission denied" in tried.stderr


@as_root
@pytest.mark.parametrize("role", ["amends", "postgres"])
@pytest.mark.parametrize("user", ["daemon", "nobody"])
def test_another_user_who_reaches_the_socket_is_refused(
    embedded: EmbeddedPostgres, user: str, role: str
) -> None:
    folder = embedded.place.socket_folder
    socket = folder / ".s.PGSQL.5432"
    folder.chmod(0o711)
    socket.chmod(0o777)
    try:
        tried = try_as(user, embedded, role)
    finally:
        socket.chmod(0o700)
        folder.chmod(0o700)

    assert tried.returncode == 2
    assert "Peer authentication failed" in tried.stderr


def test_a_second_server_on_the_same_folder_is_refused(embedded: EmbeddedPostgres) -> None:
    with pytest.raises(AlreadyRunning) as refusal:
        EmbeddedPostgres(embedded.data_folder).start()

    assert refusal.value.params["pid"] == str(os.getpid())
    assert ask(embedded.address, "SELECT 1") == 1


@pytest.fixture
def stopped(open_folder: Path, request: pytest.FixtureRequest) -> EmbeddedPostgres:
    """A server that has run once and was stopped."""
    server = EmbeddedPostgres(open_folder / request.node.name[-30:], more={"fsync": "off"})
    server.start()
    server.stop()
    return server


def test_what_was_saved_is_there_after_a_restart(stopped: EmbeddedPostgres) -> None:
    with stopped, psycopg.connect(stopped.address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with stopped:
        assert ask(stopped.address, "SELECT answer FROM kept") == 42


def test_a_folder_without_its_files_is_lost_and_nothing_new_is_made(stopped: EmbeddedPostgres) -> None:
    shutil.rmtree(stopped.place.cluster)

    with pytest.raises(DataFolderLost) as refusal:
        stopped.start()

    assert str(stopped.place.cluster) in str(refusal.value)
    assert not stopped.place.cluster.exists()


def test_files_of_another_version_are_refused(stopped: EmbeddedPostgres) -> None:
    (stopped.place.cluster / "PG_VERSION").write_text("16\n")

    with pytest.raises(DataOfOtherVersion, match=r"made by PostgreSQL 16, and this is PostgreSQL 18"):
        stopped.start()


@as_root
def test_files_of_another_owner_are_refused(stopped: EmbeddedPostgres) -> None:
    os.chown(stopped.place.cluster, 1, 1)

    with pytest.raises(DataFolderForeign, match=r"belong to user 1 and would be used as"):
        stopped.start()


def test_a_full_disk_is_said_before_anything_is_touched(open_folder: Path) -> None:
    folder = open_folder / "full"

    with pytest.raises(DiskFull, match=r"too little room"):
        EmbeddedPostgres(folder, room_needed=2**62).start()

    assert not find_place(folder).cluster.exists()


def test_a_first_start_that_was_broken_off_leaves_nothing_half_made(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder / "broken-off", more={"fsync": "off"})
    beside = server.place.folder / "cluster.new"
    beside.mkdir(parents=True)
    (beside / "PG_VERSION").write_text("18\n")

    with server:
        assert ask(server.address, "SELECT 1") == 1

    assert not beside.exists()


def test_a_killed_server_starts_again(stopped: EmbeddedPostgres) -> None:
    stopped.start()
    assert stopped.child is not None
    stopped.child.kill()
    stopped.child.wait()
    stopped.stop()

    with stopped:
        assert ask(stopped.address, "SELECT 1") == 1


PARENT = """
import sys, time
from pathlib import Path
from amends.kernel.embedded import EmbeddedPostgres

server = EmbeddedPostgres(Path(sys.argv[1]), more={"fsync": "off"})
server.start()
print(server.child.pid, flush=True)
time.sleep(60)
"""


def test_a_server_ends_with_its_killed_parent_and_the_next_start_comes_back(open_folder: Path) -> None:
    folder = open_folder / "orphan"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, folder], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)

    with EmbeddedPostgres(folder) as server:
        assert ask(server.address, "SELECT 1") == 1

    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_a_long_path_gets_its_socket_elsewhere(open_folder: Path) -> None:
    folder = open_folder / ("a" * 60) / ("b" * 60)

    with EmbeddedPostgres(folder, more={"fsync": "off"}) as server:
        assert ask(server.address, "SELECT 1") == 1
        assert not server.place.socket_folder.is_relative_to(folder)
    shutil.rmtree(server.place.socket_folder)
