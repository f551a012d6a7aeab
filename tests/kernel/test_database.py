"""Which database Django talks to."""

from pathlib import Path
from traceback import format_exception

import pytest
from django.db import connection, transaction

from amends.kernel.database import (
    DatabaseAddressInvalid,
    DatabaseTooOld,
    database_settings,
    direct_address,
    own_address,
    require_addresses,
    require_supported,
)
from amends.kernel.embedded_place import find_place


def test_an_address_becomes_djangos_settings() -> None:
    settings = database_settings(
        {"AMENDS_DATABASE_URL": "postgresql://ada:s%3Acret@db.example:5433/desk?sslmode=require"}
    )

    assert settings["NAME"] == "desk"
    assert settings["USER"] == "ada"
    assert settings["PASSWORD"] == "s:cret"
    assert settings["HOST"] == "db.example"
    assert settings["PORT"] == "5433"
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert settings["OPTIONS"]["pool"]["max_size"] == 8


def test_without_a_pool_each_thread_has_its_own_connection() -> None:
    settings = database_settings({"AMENDS_DATABASE_URL": "dbname=desk", "AMENDS_DATABASE_POOL": "0"})

    assert "pool" not in settings["OPTIONS"]


@pytest.mark.parametrize("address", ["mysql://host/db", "postgresql://host:many/db", "host=here"])
def test_what_is_no_address_of_a_postgresql_is_refused(address: str) -> None:
    with pytest.raises(DatabaseAddressInvalid) as refusal:
        database_settings({"AMENDS_DATABASE_URL": address})

    assert refusal.value.field == "AMENDS_DATABASE_URL"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:open#31%sesame@host/db",
        "host=here dbname=db password='open sesame",
        "postgresql://ada:open-sesame@host/db?no_such=1",
        "postgresql://ada:open-sesame@host:99999/db",
        "postgresql://ada:open-sesame@host/db?connect_timeout=sesame",
    ],
)
def test_a_refused_address_is_repeated_nowhere(address: str) -> None:
    with pytest.raises(DatabaseAddressInvalid) as refusal:
        require_addresses({"AMENDS_DATABASE_URL": address})

    assert "sesame" not in "".join(format_exception(refusal.value))


def test_an_address_that_says_nothing_is_none(tmp_path: Path) -> None:
    empty = {"AMENDS_DATABASE_URL": " ", "AMENDS_DIRECT_DATABASE_URL": "", "AMENDS_DATA": str(tmp_path)}
    require_addresses(empty)

    assert (own_address(empty), direct_address(empty)) == (None, None)
    assert database_settings(empty)["HOST"] == str(find_place(tmp_path).socket_folder)
    assert database_settings(empty)["OPTIONS"]["prepare_threshold"] == 5


def test_the_address_past_a_pooler_is_refused_by_its_own_name() -> None:
    with pytest.raises(DatabaseAddressInvalid, match=r"^AMENDS_DIRECT_DATABASE_URL is not the address"):
        require_addresses({"AMENDS_DATABASE_URL": "dbname=db", "AMENDS_DIRECT_DATABASE_URL": "x"})


def test_postgresql_14_is_refused_and_15_is_not() -> None:
    with pytest.raises(DatabaseTooOld, match=r"PostgreSQL 14; amends needs 15"):
        require_supported(140_012)

    require_supported(150_000)


@pytest.mark.django_db
def test_the_tests_run_on_a_real_postgresql_18_as_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, usesuper, usename "
            "FROM pg_user WHERE usename = current_user"
        )
        version, superuser, role = cursor.fetchone()

    assert version // 10_000 == 18
    assert (superuser, role) == (False, "amends")


def test_a_commit_in_a_committed_database_is_real(committed_db: None) -> None:
    with transaction.atomic():
        pass

    assert connection.in_atomic_block is False
