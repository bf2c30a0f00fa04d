"""
Rows in and out of the database by statements that are put together once.

Recording one entry takes half a dozen statements, and Django spends several times longer on composing each
than the database on running it. What is written here is what the models say, column by column, through their
own conversions; only the composing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any], Any]
# SQLite before 3.32 takes 999 parameters a statement, and a batch never has as many keys.
MOST_KEYS = 900


def fetch(model: type[Row], column: str, keys: Sequence[int], *, lock: bool = False) -> list[Row]:
    """
    The rows whose ``column`` is among the keys, by primary key; locked until the transaction ends if asked.
    """
    found: list[Row] = []
    for start in range(0, len(keys), MOST_KEYS):
        portion = keys[start : start + MOST_KEYS]
        with connection.cursor() as cursor:
            cursor.execute(_select(model, connection.vendor, column, len(portion), lock), list(portion))
            names, converts = _reading(model, connection.vendor)
            found += [
                model.from_db(
                    "default",
                    names,
                    [
                        value if convert is None else convert(value)
                        for value, convert in zip(raw, converts, strict=True)
                    ],
                )
                for raw in cursor.fetchall()
            ]
    return found


def insert(rows: Sequence[Model]) -> None:
    """Store new rows of one table. A single one is given its primary key."""
    if not rows:
        return
    model, vendor = type(rows[0]), connection.vendor
    statement, fields = _insert(model, vendor)
    with connection.cursor() as cursor:
        if len(rows) > 1:
            cursor.executemany(statement, [_values(row, fields) for row in rows])
            return
        cursor.execute(f"{statement} RETURNING id", _values(rows[0], fields))
        rows[0].pk = cursor.fetchone()[0]
        rows[0]._state.adding = False
        rows[0]._state.db = "default"


def insert_or_replace(rows: Sequence[Model], key: Sequence[str]) -> None:
    """Store rows of one table; where one with the same ``key`` fields is there, it becomes the new one."""
    if rows:
        statement, fields = _insert(type(rows[0]), connection.vendor)
        with connection.cursor() as cursor:
            cursor.executemany(
                statement + _replacing(type(rows[0]), tuple(key)), [_values(row, fields) for row in rows]
            )


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Store these fields of rows that are there."""
    if rows:
        statement, fields = _update(type(rows[0]), tuple(names))
        with connection.cursor() as cursor:
            cursor.executemany(statement, [[*_values(row, fields), row.pk] for row in rows])


def delete(model: type[Model], column: str, keys: Sequence[int]) -> None:
    """Take away the rows whose ``column`` is among the keys."""
    for start in range(0, len(keys), MOST_KEYS):
        portion = keys[start : start + MOST_KEYS]
        with connection.cursor() as cursor:
            cursor.execute(_delete(model, column, len(portion)), list(portion))


def _values(row: Model, fields: Iterable[Field[Any, Any]]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@lru_cache(maxsize=64)
def _insert(model: type[Model], _vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join("%s" for _ in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', fields  # noqa: S608


@lru_cache(maxsize=64)
def _replacing(model: type[Model], key: tuple[str, ...]) -> str:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    same = [str(field.column) for field in fields if field.name in key]
    columns = [str(field.column) for field in fields]
    taken = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in same)
    return f" ON CONFLICT ({', '.join(same)}) DO UPDATE SET {taken}"


@lru_cache(maxsize=64)
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if field.name in names)
    taken = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {taken} WHERE id = %s', fields  # noqa: S608


@lru_cache(maxsize=256)
def _select(model: type[Model], vendor: str, column: str, keys: int, lock: bool) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    marks = ", ".join("%s" for _ in range(keys))
    # SQLite has one writer at a time, who took the whole database when the transaction began. On PostgreSQL
    # the row's key stays free, so that whoever only refers to it does not wait.
    locking = " FOR NO KEY UPDATE" if lock and vendor == "postgresql" else ""
    table = model._meta.db_table
    return f'SELECT {columns} FROM "{table}" WHERE "{column}" IN ({marks}) ORDER BY id{locking}'  # noqa: S608


@lru_cache(maxsize=256)
def _delete(model: type[Model], column: str, keys: int) -> str:
    marks = ", ".join("%s" for _ in range(keys))
    return f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" IN ({marks})'  # noqa: S608


@lru_cache(maxsize=64)
def _reading(model: type[Model], _vendor: str) -> tuple[tuple[str, ...], tuple[Convert | None, ...]]:
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields), tuple(_convert(field) for field in fields)


def _convert(field: Field[Any, Any]) -> Convert | None:
    column = field.cached_col
    steps = [
        *connection.ops.get_db_converters(column),
        *field.get_db_converters(connection),
    ]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert
