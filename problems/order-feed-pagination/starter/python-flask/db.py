"""Connections to the service's database."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager


@contextmanager
def reading() -> Iterator[sqlite3.Connection]:
    """A connection for statements that change nothing."""
    with closing(_connect()) as link:
        yield link


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """A connection whose block is one transaction: no other writer comes between, and an exception undoes it all."""
    with closing(_connect()) as link:
        link.execute("BEGIN IMMEDIATE")
        with link:
            yield link


def _connect() -> sqlite3.Connection:
    link = sqlite3.connect(os.environ["DATABASE_PATH"], isolation_level=None)
    link.row_factory = sqlite3.Row
    return link
