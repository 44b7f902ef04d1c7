"""A real PostgreSQL for the tests of journals in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from kit.testbed.database import Database, own_database

numbers = itertools.count(1)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with own_database() as database:
        yield database


@pytest.fixture
def url(database: Database) -> str:
    """A journal of one's own in the one database: the tables lie in a schema of their own."""
    name = f"t{next(numbers)}"
    database.ask(f"create schema {name}")
    return database.url(options=f"-csearch_path={name}")
