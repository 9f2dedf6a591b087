"""A candidate without a browser: signs in, hands in, follows the run, and collects everything that the site shows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import requests

from tests.product import Site

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ANSWER_SECONDS = 30


@dataclass(frozen=True)
class HandedIn:
    """What the site answered to a submission."""

    id: str
    addresses: Mapping[str, str]


@dataclass
class Candidate:
    """One of the cast over HTTP, with all that this user was ever shown in `seen`."""

    site: Site
    name: str
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.cookies.set("session", self.site.token(self.name))
        self.http.headers["X-CSRFToken"] = TOKEN.search(self.get("/problems")).group(1)

    def get(self, path: str) -> str:
        """A page's text with its headers, noted as seen."""
        return self._note(self.http.get(self.site.url + path, timeout=ANSWER_SECONDS))

    def post(self, path: str, **how: object) -> requests.Response:
        """Sends something; what came back is noted as seen."""
        response = self.http.post(self.site.url + path, timeout=ANSWER_SECONDS, **how)
        self._note(response)
        return response

    def submit(self, slug: str, stack: str, files: Mapping[str, str], kind: str = "submit") -> HandedIn:
        """Hands an answer in, as the editor does."""
        body = {"kind": kind, "stack": stack, "files": dict(files), "key": str(uuid4())}
        response = self.post(f"/problems/{slug}/submissions", json=body)
        assert response.status_code == 202, response.text
        answer = response.json()
        return HandedIn(answer["id"], answer)

    def follow(self, handed_in: HandedIn, seconds: float) -> None:
        """Reads the live events to their end."""
        address = self.site.url + handed_in.addresses["events_url"]
        with self.http.get(address, stream=True, timeout=seconds) as response:
            for line in response.iter_lines(decode_unicode=True):
                self.seen.append(line)
                if line == "event: end":
                    return
        raise AssertionError(f"the events of {handed_in.id} had no end")

    def look(self, handed_in: HandedIn, slug: str) -> None:
        """Opens every page and document that says something about the run."""
        for path in (
            handed_in.addresses["page_url"],
            handed_in.addresses["view_url"],
            f"/problems/{slug}",
            "/submissions",
        ):
            self.get(path)

    def _note(self, response: requests.Response) -> str:
        text = "\n".join([*(f"{name}: {value}" for name, value in response.headers.items()), response.text])
        self.seen.append(text)
        return text
