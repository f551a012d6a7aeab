"""One row by its id, read with SQL that is written once: for hot commands, in which the ORM's compiling costs more than
PostgreSQL's reading. Elsewhere a queryset says it better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models

from amends.kernel.statement import read_row

M = TypeVar("M", bound=models.Model)


class OneRow(Generic[M]):
    """Calling it with an id gives the instance, with the rows its foreign keys `along` name already there.

    `locked` locks the row itself (not those along) until the commit, letting foreign keys through. Raises the model's
    `DoesNotExist`. The foreign keys in `along` must not be null.
    """

    def __init__(self, model: type[M], *along: str, locked: bool = False) -> None:
        self._model = model
        self._along = along
        self._locked = locked
        self._sql = ""
        self._parts: list[_Part] = []

    def __call__(self, row_id: int) -> M:
        """The row with that id."""
        assert not self._locked or connection.in_atomic_block, "a lock lasts as long as its transaction"
        if not self._sql:
            self._write()
        values = read_row(self._sql, [row_id])
        if values is None:
            raise self._model.DoesNotExist(f"{self._model.__name__} {row_id}")  # type: ignore[attr-defined]
        row, *others = (part.instance(values) for part in self._parts)
        for name, other in zip(self._along, others, strict=True):
            setattr(row, name, other)
        return row  # type: ignore[return-value]

    def _write(self) -> None:
        """Once, when all models are loaded."""
        own = self._model._meta
        self._parts = [_Part(self._model, "t", 0)]
        joins = ""
        for number, name in enumerate(self._along):
            key = own.get_field(name)
            part = _Part(key.related_model, f"t{number}", self._parts[-1].end)  # type: ignore[arg-type]
            joins += f' JOIN "{part.table}" t{number} ON t{number}.id = t."{key.column}"'  # type: ignore[union-attr]
            self._parts.append(part)
        columns = ", ".join(part.columns for part in self._parts)
        lock = " FOR NO KEY UPDATE OF t" if self._locked else ""
        self._sql = f'SELECT {columns} FROM "{own.db_table}" t{joins} WHERE t.id = %s{lock}'  # noqa: S608 - own names


class _Part:
    """The columns of one model within the answer."""

    def __init__(self, model: type[models.Model], alias: str, start: int) -> None:
        fields = model._meta.concrete_fields
        self.table = model._meta.db_table
        self.columns = ", ".join(f'{alias}."{field.column}"' for field in fields)
        self.end = start + len(fields)
        self._model = model
        self._start = start
        self._names = [field.attname for field in fields]
        self._convert = [
            (place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
        ]

    def instance(self, values: Sequence[Any]) -> models.Model:
        """The model instance that its slice of `values` is."""
        own = list(values[self._start : self.end])
        for place, field in self._convert:
            own[place] = field.from_db_value(own[place], None, connection)
        return self._model.from_db("default", self._names, own)
