"""A start makes tables and files again only where this code has not made them."""

from __future__ import annotations

from django.db import connection

from amends.entrypoints.cli.readiness import is_ready, mark_files, tables_mark


def made(static):
    """Files for browsers, as collecting them leaves them."""
    static.mkdir()
    (static / "staticfiles.json").write_text("{}")
    mark_files(static)
    return static


def tables(mark):
    """Write `mark`, the statement that says who made the tables."""
    with connection.cursor() as cursor:
        cursor.execute(mark)


def test_what_this_code_has_made_is_ready(committed_db, database_address, tmp_path):
    static = made(tmp_path / "static")
    tables("COMMENT ON TABLE django_migrations IS NULL")
    before = is_ready(database_address, static)

    tables(tables_mark())

    assert (before, is_ready(database_address, static)) == (False, True)


def test_files_that_are_gone_or_of_another_version_are_not_ready(committed_db, database_address, tmp_path):
    static = made(tmp_path / "static")
    tables(tables_mark())

    (tmp_path / "static.made_by").write_text("0" * 64)
    of_another_version = is_ready(database_address, static)
    mark_files(static)
    (static / "staticfiles.json").unlink()

    assert not of_another_version
    assert not is_ready(database_address, static)


def test_tables_of_another_version_are_not_ready(committed_db, database_address, tmp_path):
    static = made(tmp_path / "static")
    tables("COMMENT ON TABLE django_migrations IS 'restored from a backup of last year'")

    assert not is_ready(database_address, static)


def test_a_database_that_does_not_answer_is_not_ready(tmp_path):
    static = made(tmp_path / "static")

    assert not is_ready(f"host={tmp_path} dbname=amends user=amends", static)
