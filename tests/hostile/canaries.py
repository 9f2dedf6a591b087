"""Secrets that stand where no submission may look, new in every session."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

PATTERN = re.compile(r"canary-[a-z]+-[0-9a-f]{16}")


def _secret(place: str) -> str:
    return f"canary-{place}-{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Canaries:
    """One for each place. Attackers know their form and search for it."""

    suite: str = field(default_factory=lambda: _secret("suite"))  # in the hidden suite's source
    tester: str = field(default_factory=lambda: _secret("tester"))  # in the tester's environment
    worker: str = field(default_factory=lambda: _secret("worker"))  # in the worker's environment
    neighbour: str = field(default_factory=lambda: _secret("neighbour"))  # in another user's code, memory and files

    @property
    def input(self) -> str:
        """What hidden tests send: the answer must get it, its author must not. Suites make it of their own."""
        return self.suite.replace("suite", "input")

    def all(self) -> tuple[str, ...]:
        """Every one."""
        return (self.suite, self.tester, self.worker, self.neighbour, self.input)


def found(canaries: Canaries, texts: Iterable[str]) -> set[str]:
    """The canaries that occur in what somebody was shown: as they stand, backwards, or in hexadecimal."""
    shown = "\n".join(texts).lower()
    return {
        canary
        for canary in canaries.all()
        if any(form in shown for form in (canary, canary[::-1], canary.encode().hex()))
    }
