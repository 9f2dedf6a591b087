import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import inspect
from sqlmodel import SQLModel

from judge.storage import migrate
from judge.storage.engine import make_engine, session_scope
from tests.cast import publish, version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations' scripts, where a test may add its own."""
    copy = tmp_path / "versions"
    copy.mkdir()
    for script in (migrate.SCRIPTS / "versions").glob("*.py"):
        (copy / script.name).write_text(script.read_text())
    return copy


def run_sql(url: str, statement: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def take_back(url: str, revision: str) -> None:
    with migrate._connection(url) as connection:
        migrate.command.downgrade(migrate._config(connection), revision)
        connection.commit()


def test_it_brings_an_empty_database_to_the_rows(database_url):
    migrate.upgrade(database_url)
    assert migrate.check(database_url) == []


def test_it_changes_nothing_the_second_time(database_url):
    migrate.upgrade(database_url)
    migrate.upgrade(database_url)
    assert migrate.check(database_url) == []


def test_it_lets_processes_that_start_together_migrate_one_after_the_other(database_url):
    program = "import sys; from judge.storage.migrate import upgrade; upgrade(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", program, database_url]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert migrate.check(database_url) == []


def test_it_makes_the_same_tables_as_the_rows_do(database, database_url):
    found = migrate.check(database_url)
    assert found == ["the database is at revision None, the newest is 0004"]


def test_it_names_every_difference(database_url):
    migrate.upgrade(database_url)
    run_sql(database_url, "DROP TABLE run_event")
    run_sql(database_url, "ALTER TABLE draft ADD COLUMN colour VARCHAR")
    found = migrate.check(database_url)
    assert any("add_table run_event" in line for line in found)
    assert any("remove_column draft" in line and "colour" in line for line in found)


def test_it_notices_a_column_that_may_be_empty_by_mistake(database_url, monkeypatch):
    migrate.upgrade(database_url)
    monkeypatch.setattr(SQLModel.metadata.tables["draft"].c.saved_at, "nullable", True)
    assert ["modify_nullable" in line and "saved_at" in line for line in migrate.check(database_url)] == [True]


def test_it_makes_the_folder_of_a_new_sqlite_file(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'judge.db'}"
    migrate.upgrade(url)
    assert migrate.check(url) == []


def test_it_can_take_every_migration_back(database_url):
    migrate.upgrade(database_url)
    engine = make_engine(database_url)
    with session_scope(engine) as session:  # published just as it was tried out
        for slug in ("echo", "echo~draft"):
            made = version(slug)
            made.content_hash = "same"
            publish(session, made)
        session.commit()
    take_back(database_url, "0002")
    with engine.connect() as connection:
        kept = connection.exec_driver_sql(
            "SELECT problem.slug, current_version_id, content_hash FROM problem "
            "JOIN problem_version USING (slug) ORDER BY problem.slug"
        )
        assert [tuple(row) for row in kept] == [
            ("echo", "version-of-echo", "same"),
            ("echo~draft", None, "echo~draft same"),
        ]
    migrate.upgrade(database_url)
    assert migrate.check(database_url) == []
    take_back(database_url, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_it_leaves_nothing_behind_when_a_migration_fails(database_url, monkeypatch):
    def refuse(_connection: sa.Connection) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(migrate, "_require_whole_references", refuse)
    with pytest.raises(RuntimeError, match="on purpose"):
        migrate.upgrade(database_url)
    engine = make_engine(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_it_refuses_a_migration_that_breaks_references_in_sqlite(tmp_path):
    url = f"sqlite:///{tmp_path / 'judge.db'}"
    migrate.upgrade(url)
    engine = sa.create_engine(url)  # a plain one does not watch references
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO problem (slug, current_version_id) VALUES ('two-sum', 'none')")
    engine.dispose()
    with pytest.raises(RuntimeError, match="breaks 1 references, the first in table problem"):
        migrate.upgrade(url)


def test_it_drafts_the_next_migration_without_our_own_types(database_url, folder, monkeypatch):
    migrate.upgrade(database_url)
    table = sa.Table(
        "note",
        sa.MetaData(naming_convention=SQLModel.metadata.naming_convention),
        sa.Column("id", sa.String(), primary_key=True),
    )
    copied = SQLModel.metadata.tables["run"].c
    table.append_column(sa.Column("written_at", copied.queued_at.type, nullable=False))
    table.append_column(sa.Column("state", copied.state.type, nullable=False))
    monkeypatch.setattr(migrate, "_metadata", lambda: table.metadata)
    script = migrate.draft_revision(database_url, "add notes", folder)
    assert script.name == "0005_add_notes.py"
    text = script.read_text()
    assert 'down_revision = "0004"' in text
    assert "sa.Column('written_at', sa.DateTime(timezone=True), nullable=False)" in text
    assert "sa.Column('state', sa.String(32), nullable=False)" in text
    compile(text, script.name, "exec")
