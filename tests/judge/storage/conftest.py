"""Fixtures of the storage's tests."""

from tests.judge.storage.databases import database, database_url

__all__ = ["database", "database_url"]
