"""The environment, read once. A bad value stops the start with the variable's name."""

import hashlib
import os
from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be configured, with the prefix JUDGE_."""

    model_config = SettingsConfigDict(env_prefix="JUDGE_", env_file=".env", extra="ignore", frozen=True)

    state_dir: Path = Field(default=Path(".judge"), description="Database, secrets and caches of a single machine.")
    database_url: str = Field(default="", description="Empty: SQLite in state_dir.")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Signs forms. Empty: one kept in state_dir.")
    cache_dir: Path = Field(
        default=Path("~/.cache/judge"), description="What is dear to make and safe to lose: base image, wheels, gates."
    )
    base_image: str = Field(
        default="debian:trixie-slim",
        validation_alias=AliasChoices("JUDGE_BASE_IMAGE", "BASE_IMAGE"),
        description="What the sandbox's images start from; made with debootstrap where it cannot be pulled.",
    )
    extra_ca: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("JUDGE_EXTRA_CA", "EXTRA_CA"),
        description="PEM file of certificates that image builds shall trust besides their own.",
    )
    problems_dir: Path = Field(default=Path("problems"), description="The catalogue on disk.")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    web_threads: int = Field(default=128, ge=4, le=1024)
    is_behind_tls: bool = Field(default=False, description="True: Secure __Host- cookies, and HSTS is sent.")
    trusted_hosts: str = Field(default="", description="Comma-separated host names; empty: any.")
    proxy_hops: int = Field(default=0, ge=0, le=5)
    worker_slots: int = Field(default=1, ge=1, le=64, description="Runs judged side by side by one worker.")
    console_slots: int = Field(
        default=2, ge=0, le=64, description="Consoles open side by side at one worker, beside its slots for judging."
    )
    check_slots: int = Field(
        default=1, ge=0, le=4, description="Gates for authors side by side at one worker, one run at a time in each."
    )
    author_repository: str = Field(
        default="", description="A git repository on disk that the studio pushes to and pulls from; empty: none."
    )
    author_branch: str = Field(default="main", description="Its branch.")
    author_path: str = Field(default="problems", description="The folder in it that holds the problems' folders.")
    lease_seconds: float = Field(default=30, ge=1, le=600)
    poll_seconds: float = Field(default=0.2, gt=0, le=10)
    grace_seconds: float = Field(default=10, ge=0, le=600, description="What a worker may still finish after SIGTERM.")
    max_attempts: int = Field(default=3, ge=1, le=10)
    max_queued_per_user: int = Field(default=5, ge=1, le=1000)
    min_free_mib: int = Field(default=512, ge=1, description="Less free disk: nothing is accepted or claimed.")
    instance: str = Field(default="", description="Labels our containers. Empty: derived from the database.")
    is_preview: bool = Field(default=False, description="Set by `judge problem preview`: one author, nobody else.")

    @classmethod
    def from_env(cls) -> Self:
        """Reads the environment and .env."""
        return cls()

    @property
    def caches(self) -> Path:
        """The cache directory with ~ resolved."""
        return self.cache_dir.expanduser()

    @property
    def database(self) -> str:
        """The database's URL: the one given, else SQLite in the state directory."""
        return self.database_url or f"sqlite:///{self.state_dir.resolve() / 'judge.db'}"

    @property
    def instance_name(self) -> str:
        """Labels our containers: two installations on one engine leave each other alone."""
        return self.instance or hashlib.sha256(self.database.encode()).hexdigest()[:12]


def environment(**changes: object) -> dict[str, str]:
    """This process's environment for one that it starts, with these settings instead of its own."""
    own = {f"JUDGE_{name.upper()}": str(value) for name, value in changes.items()}
    return os.environ | own  # noqa: TID251 - settings are read here, so they are handed on here
