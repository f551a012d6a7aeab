"""What the embedded PostgreSQL is told: settings that fit the machine, and who may enter."""

from __future__ import annotations

import os
from pathlib import Path

from amends.kernel.embedded_place import MachineUser

_MIB = 1024 * 1024
_SETTINGS = "postgresql.conf"
_ENTRY = "pg_hba.conf"
_NAMES = "pg_ident.conf"
_OWN = "local.conf"


def memory_bytes() -> int:
    """The memory this machine, or the container we are in, has."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit in (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")):
        if limit.exists() and (text := limit.read_text().strip()).isdigit():
            total = min(total, int(text))
    return total


def fitting_settings(memory: int) -> dict[str, str]:
    """Settings for a server that shares `memory` bytes with our web and worker processes."""
    shared = min(max(memory // 8, 64 * _MIB), 2048 * _MIB)
    return {
        "shared_buffers": f"{shared // _MIB}MB",
        "effective_cache_size": f"{memory // 2 // _MIB}MB",
        "work_mem": f"{min(max(memory // 1024, 4 * _MIB), 16 * _MIB) // _MIB}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 32 * _MIB), 256 * _MIB) // _MIB}MB",
        "max_connections": "100",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "wal_compression": "on",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",  # our statements are short: compiling them costs more than it saves
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        # A statement carries customers' words, so the log says what went wrong and never in which statement.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "idle_in_transaction_session_timeout": "5min",
        "tcp_keepalives_idle": "60",
    }


def write_settings(
    folder: Path, *, enters: MachineUser, roles: tuple[str, ...], more: dict[str, str]
) -> list[str]:
    """Write the three files that rule the server into `folder` and return the arguments that name them.

    Only the machine's user `enters` may enter, as one of `roles`, over the socket; there is no line for TCP, and
    what no line allows is refused. An operator's own settings go into `local.conf`, which is read last and kept.
    """
    settings = fitting_settings(memory_bytes()) | more
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    lines.append(f"include_if_exists = '{_OWN}'")
    _write(folder / _SETTINGS, lines)
    _write(folder / _ENTRY, [f"local all {','.join(roles)} peer map=owner"])
    _write(folder / _NAMES, [f'owner "{enters.name}" {role}' for role in roles])
    return [
        f"--config-file={folder / _SETTINGS}",
        f"--hba-file={folder / _ENTRY}",
        f"--ident-file={folder / _NAMES}",
        "--listen-addresses=",
    ]


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(["# Written at every start; changes belong into local.conf.", *lines, ""]))
    path.chmod(0o644)
