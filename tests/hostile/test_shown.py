"""What readers are shown of output and replies that were made to deceive them or their machines."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest

from judge.doctor.case import starter
from tests.hostile.arena import PATIENCE_SECONDS, Arena
from tests.hostile.candidate import Candidate
from tests.hostile.corpus import attacks

DECEIVING = ("d-prints-broken-text", "d-prints-terminal-codes", "d-forges-log-lines", "d-prints-markup")
INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, formats such as bidi marks, surrogates, separators
LEADING = {"href", "src", "action", "formaction", "content", "srcdoc", "style"}  # attributes that a browser follows

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Shown:
    """All that the site answers about one run, with the headers of each answer."""

    page: str
    document: str
    events: str
    staff_page: str
    logs: str  # what the processes wrote meanwhile

    @property
    def all(self) -> tuple[str, ...]:
        """Every one."""
        return (self.page, self.document, self.events, self.staff_page, self.logs)

    @property
    def pages(self) -> tuple["Page", ...]:
        """The candidate's and the reviewer's."""
        return (Page(self.page), Page(self.staff_page))


class Page(HTMLParser):
    """A page as a browser takes it apart."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []  # element, name, value
        self.elements: list[dict[str, str | None]] = []
        self.scripts = ""
        self.text = ""
        self._is_script = False
        self.feed(answer[answer.index("<!doctype html>") :])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_script = tag == "script"
        self.elements.append({"tag": tag, **dict(attrs)})
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False

    def handle_data(self, data: str) -> None:
        if self._is_script:
            self.scripts += data
        else:
            self.text += data


@pytest.fixture(scope="session")
def reviewer(arena: Arena) -> Candidate:
    """Somebody who may see everything of every run."""
    return Candidate(arena.site, "rita")


@pytest.fixture(scope="session")
def all_shown(arena: Arena, reviewer: Candidate) -> dict[str, Shown]:
    """What is shown of each case, played once."""
    return {name: play(arena, reviewer, name) for name in DECEIVING}


@pytest.fixture(params=DECEIVING)
def shown(request: pytest.FixtureRequest, all_shown: dict[str, Shown]) -> Iterator[Shown]:
    return all_shown[request.param]


def play(arena: Arena, reviewer: Candidate, name: str) -> Shown:
    attack = next(attack for attack in attacks() if attack.name == name)
    case, mallory = attack.case, arena.mallory
    files = starter(arena.site.problems[case.problem], case.stack) | attack.files
    before = {path: path.stat().st_size for path in arena.site.state_dir.glob("*.log")}
    handed_in = mallory.submit(case.problem, case.stack, files, case.kind.value)
    mallory.seen.clear()
    mallory.follow(handed_in, PATIENCE_SECONDS)
    events = "\n".join(mallory.seen)
    logs = b"".join(path.read_bytes()[size:] for path, size in before.items())
    return Shown(
        page=mallory.get(handed_in.addresses["page_url"]),
        document=mallory.get(handed_in.addresses["view_url"]),
        events=events,
        staff_page=reviewer.get(f"/review/submissions/{handed_in.id}"),
        logs=logs.decode(),
    )


def body(answer: str) -> str:
    """An answer without its headers."""
    return answer[answer.index("{") :]


def test_it_shows_no_invisible_character_but_line_breaks_and_tabs(shown: Shown):
    for text in shown.all:
        found = {f"U+{ord(one):04X}" for one in set(text) - {"\n", "\t"} if unicodedata.category(one) in INVISIBLE}
        assert not found


def test_it_sends_json_without_hidden_characters_in_any_spelling(shown: Shown):
    for text in strings(json.loads(body(shown.document))):
        assert not [one for one in text if one not in "\n\t" and unicodedata.category(one) in INVISIBLE]


def strings(value: object) -> Iterator[str]:
    """Every text of a JSON document, names included."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from strings(item)
        case dict():
            for name, item in value.items():
                yield name
                yield from strings(item)


def test_it_spells_out_what_a_terminal_or_an_eye_would_obey(all_shown: dict[str, Shown]):
    shown = all_shown["d-prints-terminal-codes"]
    for text in (shown.page, shown.document, shown.events, shown.staff_page):
        for code in ("001B", "0007", "0008", "007F", "009B", "0085", "200B", "2028", "202E", "2066", "00AD", "E0070"):
            assert f"[U+{code}]" in text, code


def test_it_shows_marks_for_what_is_no_text(all_shown: dict[str, Shown]):
    log = json.loads(body(all_shown["d-prints-broken-text"].document))["log"]
    marks = {name: value.count("\ufffd") for name, value in re.findall("<(.*?):(.*?)>", log)}
    assert marks == {
        "NUL": 3, "no UTF-8": 10, "a character's first half": 1, "lone surrogates": 6, "UTF-16": 9, "no character": 0
    }  # fmt: skip
    assert log.endswith("the end of what is no text\n")


def test_it_shows_markup_as_text(all_shown: dict[str, Shown]):
    for page in all_shown["d-prints-markup"].pages:
        assert page.text.count("<script>alert('run')</script>") > 3  # in the log, in a message, in both replies
        assert "=cmd|'/c calc'!A1" in page.text
        assert "{{7*7}} {% include 'base.html' %} ${7*7}" in page.text


def test_it_makes_no_element_of_what_an_answer_says(shown: Shown):
    for page in shown.pages:
        assert "alert(" not in page.scripts
        assert not [element for element in page.elements if element["tag"] == "script" and not element.get("nonce")]
        assert not [element for element in page.elements if element.get("http-equiv") or element["tag"] == "style"]
        assert not [name for _tag, name, _value in page.attributes if name.startswith("on")]


def test_it_leads_nowhere_that_an_answer_names(shown: Shown):
    for page in shown.pages:
        assert not [value for _tag, name, value in page.attributes if name in LEADING and "evil.example" in value]
    for answer in (shown.page, shown.document, shown.staff_page):
        assert not re.search("^(refresh|x-markup|x-codes|set-cookie: session):?", answer, re.IGNORECASE | re.MULTILINE)


def test_it_ends_a_stream_of_events_once(shown: Shown):
    assert shown.events.split("\n").count("event: end") == 1
    assert not [line for line in shown.events.split("\n") if line.startswith("data: ") and '"forged"' in line[:20]]


def test_it_writes_nothing_of_an_answer_into_its_logs(shown: Shown):
    for line in shown.logs.splitlines():
        assert isinstance(json.loads(line), dict)
        assert not re.search("forged|evil|alert|passed.*tests", line)


def test_it_declares_what_it_sends(shown: Shown):
    assert "\nContent-Type: application/json\n" in f"\n{shown.document}"
    for answer in (shown.page, shown.document, shown.staff_page):
        assert "\nX-Content-Type-Options: nosniff\n" in f"\n{answer}"
