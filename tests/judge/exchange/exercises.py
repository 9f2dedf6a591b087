"""Small exercises in the formats of other systems, as their authors lay them out."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from judge.exchange.foreign import Source

BOMB_BYTES = 64 * 1024 * 1024  # what a bomb unpacks to, if nobody stops it


def bomb(name: str) -> bytes:
    """A small zip whose one entry says that it has ten bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(BOMB_BYTES))
    data, size = buffer.getvalue(), BOMB_BYTES.to_bytes(4, "little")
    assert data.count(size) == 2  # where the entry begins, and in the list at the end
    return data.replace(size, (10).to_bytes(4, "little"))


GREETER = {
    ".docs/introduction.md": "# Introduction\n\nPeople like to be greeted.\n",
    ".docs/instructions.md": (
        "# Instructions\n\nGreet by name, see [the rules](rules.md).\n\n"
        "~~~~exercism/caution\nNobody is called nothing.\n~~~~\n\n![A hand.](https://pictures.example/hand.png)\n"
    ),
    ".docs/hints.md": (
        "# Hints\n\n## General\n\n- See [defaults](https://docs.python.org/3/) and [this](other.md).\n\n"
        "## 1. Names\n\n- An empty text is false.\n"
    ),
    ".meta/config.json": json.dumps(
        {
            "authors": ["somebody"],
            "contributors": ["another"],
            "files": {
                "solution": ["door_greeter.py"],
                "test": ["door_greeter_test.py"],
                "example": [".meta/example.py"],
            },
            "blurb": "Greet everybody who comes through the door.",
            "source": "A [door]",
            "source_url": "https://doors.example/1",
        }
    ),
    ".meta/example.py": (
        "class Closed(ValueError):\n"
        '    """Nobody is let in."""\n\n\n'
        'def greet(name="you"):\n'
        "    if not name:\n"
        '        raise ValueError("nobody there")\n'
        '    return f"Welcome, {name}."\n\n\n'
        "def seats(first, second):\n"
        "    return (first, second)\n\n\n"
        "def share(whole, parts):\n"
        "    if parts == 0:\n"
        '        raise Closed("no parts")\n'
        "    return whole / parts\n"
    ),
    "door_greeter.py": (
        "def greet(name):\n    pass\n\n\ndef seats(first, second):\n    pass\n\n\ndef share(whole, parts):\n    pass\n"
    ),
    "door_greeter_test.py": (
        "import unittest\n\n"
        "from door_greeter import (\n    greet,\n    seats,\n    share,\n)\n\n\n"
        "class DoorGreeterTest(unittest.TestCase):\n"
        "    def test_nobody_in_particular(self):\n"
        '        self.assertEqual(greet(), "Welcome, you.")\n\n'
        "    def test_somebody(self):\n"
        '        self.assertEqual(greet("Ann"), "Welcome, Ann.")\n'
        '        self.assertIn("Bo", greet(name="Bo"))\n\n'
        "    def test_an_empty_name(self):\n"
        "        with self.assertRaises(ValueError) as err:\n"
        '            greet("")\n'
        "        self.assertEqual(type(err.exception), ValueError)\n"
        '        self.assertEqual(err.exception.args[0], "nobody there")\n\n'
        "    def test_seats(self):\n"
        "        cases = [(1, 2), (3, 4)]\n"
        "        for number, (first, second) in enumerate(cases, start=1):\n"
        '            with self.subTest(f"case {number}", first=first):\n'
        '                message = f"wrong for {first}"\n'
        "                self.assertEqual(seats(first, second), (first, second), msg=message)\n\n"
        "    def test_shares(self):\n"
        "        self.assertAlmostEqual(share(1, 3), 0.333, places=3)\n"
        "        self.assertIsNotNone(share(4, 2))\n\n"
        "    def test_no_parts(self):\n"
        "        with self.assertRaisesRegex(Closed, 'no .arts'):\n"
        "            share(1, 0)\n\n"
        "    def test_a_set(self):\n"
        "        self.assertEqual(seats({1}, 2), ({1}, 2))\n"
    ),
}

ADDING = {
    "info.json": json.dumps(
        {
            "uuid": "6f0c9a3e-0000-4000-8000-000000000000",
            "title": "Add up",
            "topic": "Loops & lists",
            "tags": ["python", "x"],
            "authors": [{"name": "Somebody Else"}, 4],
            "gradingMethod": "External",
            "externalGradingOptions": {"enabled": True, "image": "prairielearn/grader-python", "timeout": 20},
        }
    ),
    "question.html": (
        "<pl-question-panel>\n"
        "  <p>Write <code>total(numbers)</code>, which <b>adds</b> all numbers.\n  Each counts once.</p>\n"
        '  <ul><li>snake_case</li><li>see <a href="https://docs.python.org/3/">the manual</a></li></ul>\n'
        '  <ol><li>first</li><li>second</li></ol><pl-figure file-name="sum.svg" alt="Three bars."></pl-figure>\n'
        '  <pl-code language="python">\n    total([1, 2])  # <3>\n  </pl-code>\n'
        "  <markdown>\n    ## Limits\n\n    - At most `10`.\n  </markdown>\n"
        "</pl-question-panel>\n"
        '<pl-file-editor file-name="adding.py" source-file-name="tests/initial_code.py"></pl-file-editor>\n'
        "<pl-submission-panel><pl-external-grader-results></pl-external-grader-results></pl-submission-panel>\n"
    ),
    "clientFilesQuestion/sum.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "tests/initial_code.py": "def total(numbers):\n    pass\n",
    "tests/ans.py": (
        'NAMES = ["a", "b"]\n\n\ndef total(numbers):\n    return sum(numbers)\n\n\n'
        "def listed(most):\n    return list(range(most))\n"
    ),
    "tests/test.py": (
        "from code_feedback import Feedback\nfrom pl_helpers import name, points\n"
        "from pl_unit_test import PLTestCase\n\n\n"
        "class Test(PLTestCase):\n"
        "    @points(2)\n"
        '    @name("Two numbers")\n'
        "    def test_0(self):\n"
        "        user_val = Feedback.call_user(self.st.total, [1, 2])\n"
        '        if Feedback.check_scalar("total", 3, user_val):\n'
        "            Feedback.set_score(1)\n"
        "        else:\n"
        "            Feedback.set_score(0)\n\n"
        "    @points(0.5)\n"
        "    @name('Several \"numbers\"')\n"
        "    def test_1(self):\n"
        "        points = 0\n"
        "        for case in ([1], [2, 3], [4.5]):\n"
        "            expected = self.ref.total(case)\n"
        "            got = Feedback.call_user(self.st.total, case)\n"
        '            if Feedback.check_scalar(f"case {case}", expected, got, rtol=1e-3):\n'
        "                points += 1\n"
        "        if points < 3:\n"
        "            points = 0\n"
        "        Feedback.set_score(points / 3)\n\n"
        "    def test_2(self):\n"
        '        good = Feedback.check_list("listed", self.ref.listed(3), self.st.listed(3))\n'
        "        if good and self.ref.listed(2) == self.st.listed(2):\n"
        "            Feedback.set_score(1)\n\n"
        "    def test_3(self):\n"
        '        if not Feedback.check_list("NAMES", self.ref.NAMES, self.st.NAMES):\n'
        "            Feedback.set_score(0)\n"
        "            return\n"
        "        Feedback.set_score(1)\n"
    ),
}


def source_of(name: str, files: Mapping[str, str]) -> Source:
    return Source(name, {path: text.encode() for path, text in files.items()})


def greeter(**changed: str) -> Source:
    """The first exercise; `config`, `example`, `tests`, `hints`, `instructions` or `stub` replace its parts."""
    places = {
        "config": ".meta/config.json",
        "example": ".meta/example.py",
        "tests": "door_greeter_test.py",
        "hints": ".docs/hints.md",
        "instructions": ".docs/instructions.md",
        "stub": "door_greeter.py",
    }
    return source_of("door-greeter", GREETER | {places[part]: text for part, text in changed.items()})


def adding(**changed: str) -> Source:
    """The second one; `info`, `page`, `answer`, `tests`, `setup`, `server` or `initial` replace its parts."""
    places = {
        "info": "info.json",
        "page": "question.html",
        "answer": "tests/ans.py",
        "tests": "tests/test.py",
        "setup": "tests/setup_code.py",
        "server": "server.py",
        "initial": "tests/initial_code.py",
    }
    return source_of("Add_up", ADDING | {places[part]: text for part, text in changed.items()})


def unittest_of(body: str, functions: str = "greet, seats, share") -> str:
    """A file of tests with one method that has these lines."""
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    head = f"import unittest\n\nfrom door_greeter import {functions}\n\n\nclass DoorGreeterTest(unittest.TestCase):\n"
    return f"{head}    def test_it(self):\n{lines}"


def pltest_of(body: str) -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"class Test(PLTestCase):\n    def test_it(self):\n{lines}"


def on_disk(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def zipped(files: Mapping[str, str], top: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text in files.items():
            archive.writestr(top + path, text)
    return buffer.getvalue()
