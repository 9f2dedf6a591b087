"""The use-cases meet the cast in a real database."""

from tests.cast import database, furnished_database, state_dir

__all__ = ["database", "furnished_database", "state_dir"]
