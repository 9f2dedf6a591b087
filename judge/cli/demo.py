"""The four demo accounts of a machine that is being tried out."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from judge import accounts
from judge.storage.accounts import Role, user_by_email


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account with its password in clear: it guards nothing but a trial."""

    role: str
    name: str
    email: str
    password: str


NAMES = {
    Role.CANDIDATE: "Cara Candidate",
    Role.REVIEWER: "Remy Reviewer",
    Role.AUTHOR: "Ada Author",
    Role.ADMIN: "Adam Admin",
}


def demo_accounts(session: Session, state_dir: Path, now: datetime) -> list[DemoAccount]:
    """The accounts, made on the first call and the same afterwards.

    Random passwords are kept beside the database, readable by its owner alone, so that a second start can print
    them again; the database holds hashes only.
    """
    path = state_dir / "demo-accounts.json"
    known = [DemoAccount(**entry) for entry in json.loads(path.read_text())] if path.is_file() else []
    if known and all(user_by_email(session, account.email) for account in known):
        return known
    made = [
        DemoAccount(role.value, name, f"{role.value}@demo.example", secrets.token_urlsafe(12))
        for role, name in NAMES.items()
    ]
    for account in made:
        if user_by_email(session, account.email) is None:
            accounts.add_user(session, account.email, account.name, account.password, role=Role(account.role), now=now)
        else:
            accounts.set_password(session, account.email, account.password)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(account) for account in made], indent=2))
    return made
