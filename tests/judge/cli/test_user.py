"""`judge user add`."""

from datetime import UTC, datetime

import pytest

from judge import accounts
from judge.settings import Settings
from judge.storage.engine import make_engine, session_scope
from tests.judge.cli.conftest import Run

GOOD = "correct horse battery"


@pytest.fixture(autouse=True)
def database(judge: Run) -> None:
    judge("db", "upgrade")


def role_of(email: str, password: str) -> str:
    """Signs in, as the pages do."""
    engine = make_engine(Settings.from_env().database)
    with session_scope(engine) as session:
        account, _ = accounts.sign_in(session, email, password, user_agent="", now=datetime.now(UTC))
    engine.dispose()
    return account.role.value


def test_it_draws_a_password_and_prints_it_once(judge: Run):
    result = judge("user", "add", "Rita@Example.com", "--name", "Rita", "--role", "reviewer")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == "rita@example.com (reviewer)"
    assert role_of("rita@example.com", second.removeprefix("password: ")) == "reviewer"


def test_it_takes_a_password_from_stdin_and_does_not_repeat_it(judge: Run):
    result = judge("user", "add", "a@example.com", "--name", "Ada", "--password-stdin", stdin=f"{GOOD}\n")
    assert result.exit_code == 0
    assert GOOD not in result.output
    assert role_of("a@example.com", GOOD) == "candidate"


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["a@example.com", "--name", "Ada", "--password-stdin"], "", "--password-stdin: stdin has no password"),
        (["a@example.com", "--name", "Ada", "--password-stdin"], "short\n", "password: The password needs"),
        (["no address", "--name", "Ada"], None, "email: This is not an e-mail address."),
        (["a@example.com", "--name", " "], None, "name: The name needs"),
    ],
)
def test_it_names_what_is_wrong(judge: Run, words: list[str], stdin: str | None, said: str):
    result = judge("user", "add", *words, stdin=stdin)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"judge: {said}")


def test_it_refuses_a_second_account(judge: Run):
    judge("user", "add", "a@example.com", "--name", "Ada")
    result = judge("user", "add", "A@example.com", "--name", "Ada")
    assert result.exit_code == 2
    assert "There is an account" in result.stderr


def test_it_knows_the_roles(judge: Run):
    result = judge("user", "add", "a@example.com", "--name", "Ada", "--role", "owner")
    assert result.exit_code == 2
