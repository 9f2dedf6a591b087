"""Alembic's scripts. env.py is run by judge/storage/migrate.py; there is no alembic.ini."""
