"""Which database Django talks to: the embedded one of a data folder, or one's own PostgreSQL 15+ by address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.embedded_place import find_place
from amends.kernel.environment import DATABASE_POOL, whole_number

OLDEST_VERSION = 15
DATABASE = "amends"
ROLE = "amends"
OWN, DIRECT = "AMENDS_DATABASE_URL", "AMENDS_DIRECT_DATABASE_URL"

_DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


class DatabaseAddressInvalid(Refusal):
    """A variable that names a database is not the address of one in PostgreSQL; its value is not repeated."""

    code = "database_address_invalid"
    kind = Kind.INVALID
    message = gettext_noop(
        "%(name)s is not the address of a PostgreSQL database. "
        "Write it like postgresql://name:password@host:5432/amends, and an @ in the password as %%40."
    )


class DatabaseTooOld(Refusal):
    """The server speaks, but is older than what the tables need."""

    code = "database_too_old"
    kind = Kind.UNAVAILABLE
    message = gettext_noop("The database server is PostgreSQL %(version)s; amends needs %(oldest)s or newer.")


def address_of(socket_folder: Path) -> str:
    """The address (libpq conninfo) of our database behind the embedded server's socket folder."""
    return make_conninfo(dbname=DATABASE, user=ROLE, host=str(socket_folder), port=5432)


def own_address(env: Mapping[str, str]) -> str | None:
    """`AMENDS_DATABASE_URL`; None where it says nothing, and the embedded server is meant."""
    return env.get(OWN, "").strip() or None


def direct_address(env: Mapping[str, str]) -> str | None:
    """`AMENDS_DIRECT_DATABASE_URL`: one's own database past its pooler; None where no pooler is in front."""
    return (env.get(DIRECT, "").strip() or None) if own_address(env) else None


def require_addresses(env: Mapping[str, str]) -> None:
    """Raise `DatabaseAddressInvalid` for a variable that names a database and is no address."""
    for name, address in ((OWN, own_address(env)), (DIRECT, direct_address(env))):
        if address is not None:
            _parts_of(address, name)


def database_settings(env: Mapping[str, str]) -> dict[str, Any]:
    """Django's `DATABASES["default"]` from the environment.

    `AMENDS_DATABASE_URL` (URI or conninfo) wins; else the embedded server of the folder `AMENDS_DATA` is
    meant, whether or not it runs at the moment. `AMENDS_DATABASE_POOL` is the most connections one process
    keeps (0: no pool, one connection per thread). Raises `DatabaseAddressInvalid` or `SettingInvalid`.
    """
    parts = _parts_of(own_address(env) or _embedded_address(env), OWN)
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql"}
    settings |= {name: str(parts.pop(part, "")) for part, name in _DJANGO_NAMES.items()}
    settings["OPTIONS"] = dict(parts)
    settings["CONN_HEALTH_CHECKS"] = True
    # Behind a pooler a cursor kept by the server would be on somebody else's connection the next time.
    pooled = direct_address(env) is not None
    settings["DISABLE_SERVER_SIDE_CURSORS"] = pooled
    settings["OPTIONS"]["prepare_threshold"] = None if pooled else 5  # see kernel/statement.py
    most = whole_number(env, "AMENDS_DATABASE_POOL", DATABASE_POOL, least=0)
    if most:
        settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": most, "timeout": 10, "max_idle": 300}
    return settings


def _parts_of(address: str, variable: str) -> dict[str, Any]:
    """What libpq reads in `address`, the value of `variable`."""
    try:
        parts = {name: value for name, value in conninfo_to_dict(address).items() if value is not None}
    except ProgrammingError:  # it repeats what it could not read, which may be the password
        parts = {}
    port, patience = (str(parts.get(name, "1")) for name in ("port", "connect_timeout"))
    usable = port.isdecimal() and 0 < int(port) < 65536 and patience.isdecimal()
    if "dbname" not in parts or not usable:
        raise DatabaseAddressInvalid(field=variable, name=variable)
    return parts


def _embedded_address(env: Mapping[str, str]) -> str:
    return address_of(find_place(Path(env.get("AMENDS_DATA", "data"))).socket_folder)


def require_supported(server_version: int) -> None:
    """Raise `DatabaseTooOld` unless `server_version` (libpq's number, 150004 for 15.4) is new enough."""
    if server_version < OLDEST_VERSION * 10_000:
        raise DatabaseTooOld(version=server_version // 10_000, oldest=OLDEST_VERSION)
