"""What a shell says where the database does not do what it is asked: its own words, and what to do next."""

from __future__ import annotations

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.migrations.exceptions import MigrationSchemaMissing
from psycopg import errors

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class DatabaseNotReached(Refusal):
    """The server is away, lets nobody in by that name and password, or broke off."""

    code = "database_not_reached"
    kind = Kind.UNAVAILABLE
    message = gettext_noop(
        "The database says: %(words)s. Check that it runs, and where one of your own is used, AMENDS_DATABASE_URL."
    )


class TablesMissing(Refusal):
    """The database answers and does not have the tables of this version."""

    code = "tables_missing"
    kind = Kind.UNAVAILABLE
    message = gettext_noop(
        "The tables of this version are not in the database. Start `amends serve`, or run `amends migrate`."
    )


class TablesNotAllowed(Refusal):
    """The role of one's own database may not make the tables, or not use them."""

    code = "tables_not_allowed"
    kind = Kind.UNAVAILABLE
    message = gettext_noop(
        "The database says: %(words)s. The role in AMENDS_DATABASE_URL must own its database and what is in it: "
        "ALTER DATABASE name OWNER TO role."
    )


_NO_TABLES = (errors.UndefinedTable, errors.UndefinedColumn)
_TOLD = (*_NO_TABLES, errors.InsufficientPrivilege, psycopg.OperationalError, psycopg.InterfaceError)


def refusal_of(error: DatabaseError | InterfaceError) -> Refusal | None:
    """The refusal that tells of what Django raised, None where it is a defect of ours."""
    if isinstance(error, MigrationSchemaMissing):
        return TablesNotAllowed(words=_first_line(error).rpartition("(")[2])
    if isinstance(error.__cause__, psycopg.Error) and isinstance(error.__cause__, _TOLD):
        return told_by_database(error.__cause__)
    return DatabaseNotReached(words=_first_line(error)) if isinstance(error, OperationalError) else None


def told_by_database(error: psycopg.Error) -> Refusal:
    """The refusal that tells of what the database said."""
    if isinstance(error, errors.InsufficientPrivilege):
        return TablesNotAllowed(words=_first_line(error))
    return TablesMissing() if isinstance(error, _NO_TABLES) else DatabaseNotReached(words=_first_line(error))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["..."])[0].strip().rstrip(".")
