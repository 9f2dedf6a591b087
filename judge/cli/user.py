"""`judge user`: accounts with a role, which the pages cannot give, and extra time for timed sessions."""

import secrets
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from judge import accounts, sittings
from judge.cli import connect, show
from judge.errors import Invalid
from judge.settings import Settings
from judge.storage.accounts import Role
from judge.storage.engine import session_scope

PASSWORD_BYTES = 12


def add(
    email: Annotated[str, typer.Argument(help="The e-mail to sign in with.")],
    name: Annotated[str, typer.Option("--name", help="The name that others see.")],
    role: Annotated[Role, typer.Option("--role", help="What the account may do.")] = Role.CANDIDATE,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read it from stdin's first line.")] = False,
) -> None:
    """Makes an account. Without --password-stdin a password is drawn and printed, once."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    password = read_password() if password_stdin else secrets.token_urlsafe(PASSWORD_BYTES)
    with connect.open_database(settings) as database, session_scope(database) as session:
        account = accounts.add_user(session, email, name, password, role=role, now=datetime.now(UTC))
    show.line(f"{account.email} ({account.role.value})")
    if not password_stdin:
        show.line(f"password: {password}")


def extra_time(
    email: Annotated[str, typer.Argument(help="Whose timed sessions shall be longer.")],
    percent: Annotated[int, typer.Argument(help="By how much: 25 makes an hour 75 minutes; 0 takes it back.")],
) -> None:
    """Sets the extra time of all timed sessions that somebody plans from now on."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    with connect.open_database(settings) as database, session_scope(database) as session:
        sittings.set_extra_time(session, email, percent)
    show.line(f"{email}: {percent} % extra time")


def read_password() -> str:
    """The first line of stdin: an argument would be seen by every user of the machine."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Invalid("stdin has no password", "--password-stdin")
    return password


family = typer.Typer(no_args_is_help=True, help="Accounts.")
family.command("add")(add)
family.command("extra-time")(extra_time)
