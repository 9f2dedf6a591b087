"""Exercises of Exercism's Python track: what comes in, and what the report says of the rest."""

import json
import tomllib

import pytest

from judge.catalogue.leaks import leak_findings
from judge.catalogue.load import LoadedProblem, from_bundle
from judge.errors import ProblemInvalid
from judge.exchange.converted import Converted
from judge.exchange.exercism import from_exercism
from judge.exchange.foreign import Source
from judge.stacks import known_stacks
from tests.judge.exchange.exercises import GREETER, greeter, source_of, unittest_of

SUITE = "tests/test_functions.py"


def loaded(made: Converted) -> LoadedProblem:
    """Refused with every finding when it is no problem."""
    return from_bundle(made.bundle, made.slug, known_stacks())


def suite_for(body: str) -> str:
    """The suite that a test with these lines becomes; a second test makes a suite of it."""
    other = "    def test_other(self):\n        self.assertTrue(share(1, 1))\n"
    made = from_exercism(greeter(tests=unittest_of(body) + "\n" + other))
    loaded(made)
    return made.bundle.text(SUITE)


def notes(made: Converted, kind: str = "") -> list[str]:
    return [f"{note.file}:{note.line or ''} {note.message}" for note in made.notes if note.kind == kind or not kind]


def left_out(body: str) -> list[str]:
    """What of a test with these lines does not come in."""
    other = "\n    def test_other(self):\n        self.assertTrue(share(1, 1))\n        self.assertTrue(greet())\n"
    made = from_exercism(greeter(tests=unittest_of(body) + other))
    return [note.message for note in made.notes if note.kind == "left out" and note.file.endswith("_test.py")]


def refusal(source: Source, slug: str = "") -> str:
    with pytest.raises(ProblemInvalid) as caught:
        from_exercism(source, slug)
    return str(caught.value)


def test_it_makes_a_problem_that_lint_accepts():
    made = from_exercism(greeter())
    problem = loaded(made).problem
    assert (made.slug, problem.title, problem.authors) == ("door-greeter", "Door Greeter", ("somebody",))
    assert problem.summary == "Greet everybody who comes through the door."
    assert (problem.files.editable, problem.files.readonly) == (("door_greeter.py",), ("app.py",))
    assert [criterion.id for criterion in problem.criteria] == ["results", "errors"]
    assert made.bundle.text("starter/python-flask/door_greeter.py") == GREETER["door_greeter.py"]
    assert made.bundle.text("solution/python-flask/door_greeter.py") == GREETER[".meta/example.py"]
    assert "import door_greeter as subject\n" in made.bundle.text("starter/python-flask/app.py")


def test_it_keeps_the_texts_without_what_leads_nowhere():
    made = from_exercism(greeter())
    statement = made.bundle.text("statement.md")
    assert statement.startswith(
        "People like to be greeted.\n\nGreet by name, see the rules.\n\n> **Caution**\n>\n> Nob"
    )
    assert "[A hand.](https://pictures.example/hand.png)\n\nSource: [A door](https://doors.example/1)\n" in statement
    assert "Write your functions in `door_greeter.py`." in statement
    hints = loaded(made).problem.hints
    assert [hint.cost for hint in hints] == [0, 0]
    assert hints[0].text == "**General**\n\n- See [defaults](https://docs.python.org/3/) and this."
    assert "statement.md: the link rules.md was taken out: only its words are left" in notes(made, "changed")


def test_it_turns_methods_into_tests_with_samples_and_hidden_ones():
    made = from_exercism(greeter())
    tests = loaded(made).manifest.tests
    assert [test.id for test in tests if test.is_sample] == ["test_nobody_in_particular", "test_an_empty_name"]
    assert {test.criterion for test in tests if "empty" in test.id or "no_parts" in test.id} == {"errors"}
    suite = made.bundle.text(SUITE)
    assert "assert functions.result(\"greet\", 'Ann') == 'Welcome, Ann.'\n" in suite
    assert "assert 'Bo' in functions.result(\"greet\", name='Bo')\n" in suite
    assert 'assert functions.result("seats", 3, 4) == [3, 4]\n' in suite
    assert 'assert functions.result("share", 1, 3) == pytest.approx(0.333, rel=0.0, abs=0.0005)\n' in suite
    assert 'assert functions.result("share", 4, 2) is not None\n' in suite
    assert "    error = functions.error(\"greet\", '')\n    assert 'ValueError' in error[\"kinds\"]\n" in suite
    assert "    assert error[\"message\"] == 'nobody there'\n" in suite
    assert "    assert re.search('no .arts', error[\"text\"])\n" in suite


def test_it_says_what_it_guessed_changed_and_left_out():
    made = from_exercism(greeter())
    said = notes(made)
    assert "door_greeter_test.py:40 has a set, and JSON has none" in notes(made, "left out")
    assert '.meta/config.json: "contributors" has no place in problem.toml' in said
    assert "problem.toml: no MIT licence was found in the folder; the track is under MIT, with its notice" in said
    assert any('difficulty "easy", 20 minutes' in note for note in notes(made, "guessed"))
    assert any("a tuple equals a list" in note for note in notes(made, "changed"))
    assert any("hidden tests are not secret" in note for note in notes(made, "to do"))


def test_it_makes_wrong_solutions_only_of_what_is_certain():
    made = from_exercism(greeter())
    wrong = made.bundle.wrong()
    assert set(wrong) == {
        *("greet-gives-none", "greet-gives-one-result", "greet-knows-the-samples", "greet-raises-nothing"),
        *("greet-says-nothing", "seats-gives-none", "share-gives-none", "share-raises-nothing"),
    }
    expected = tomllib.loads(wrong["greet-raises-nothing"]["expect.toml"].decode())
    assert expected["fails"] == ["test_an_empty_name"]
    expected = tomllib.loads(wrong["share-gives-none"]["expect.toml"].decode())
    assert expected["fails"] == ["test_shares", "test_shares_2", "test_no_parts"]


def test_it_lists_what_hidden_tests_share_with_texts_that_candidates_read():
    made = from_exercism(greeter(instructions="# Instructions\n\nAnn is greeted with Welcome, Ann. Bo is not.\n"))
    assert loaded(made).problem.gate.told == ("Ann", "Welcome, Ann.")
    assert leak_findings(loaded(made)) == []
    assert any("candidates can read 2 values of hidden tests" in note for note in notes(made, "to do"))
    assert loaded(from_exercism(greeter())).problem.gate.told == ()


def test_it_lists_texts_of_any_letters():
    body = "".join(
        f"self.assertEqual(greet({text!r}), 1)\n" for text in ("a\u00a0bc", "de\x7ff", "gh\ti", 'jj"k\\l', "x")
    )
    texts = '# Instructions\n\na\u00a0bc de\x7ff gh\ti jj"k\\l\n'
    made = from_exercism(greeter(tests=unittest_of(body), instructions=texts))
    assert set(loaded(made).problem.gate.told) >= {"de\x7ff", "gh\ti", 'jj"k\\l'}
    assert leak_findings(loaded(made)) == []


def test_it_takes_no_names_that_nobody_has():
    config = json.loads(GREETER[".meta/config.json"]) | {"authors": ["x", " \u202e ", "somebody  else", 5]}
    assert loaded(from_exercism(greeter(config=json.dumps(config)))).problem.authors == ("somebody else",)


def test_it_comes_in_even_where_something_is_left_to_mend():
    made = from_exercism(greeter(stub="x = '\0'\n"))
    with pytest.raises(ProblemInvalid, match="holds a NUL"):
        loaded(made)


def test_it_leaves_wrong_solutions_to_the_author_when_nothing_is_certain():
    example = GREETER[".meta/example.py"] + "\n\nTABLE = {'greet': greet, 'seats': seats, 'share': share}\n"
    made = from_exercism(greeter(example=example))
    assert not made.bundle.wrong()
    assert "wrong: the gate asks for 5 wrong solutions; there are 0" in notes(made, "to do")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("self.assertIs(greet('a'), True)", "assert functions.result(\"greet\", 'a') is True"),
        ("self.assertIs(greet('a'), 'b')", "assert functions.result(\"greet\", 'a') == 'b'"),
        ("self.assertFalse(greet('a'))", "assert not functions.result(\"greet\", 'a')"),
        ("self.assertIsNone(greet('a'))", "assert functions.result(\"greet\", 'a') is None"),
        ("self.assertNotEqual(greet('a'), 3)", "assert functions.result(\"greet\", 'a') != 3"),
        ("self.assertEqual([1, -2], greet('a'))", "assert functions.result(\"greet\", 'a') == [1, -2]"),
        ("self.assertIn(greet('a'), ['b'])", "assert functions.result(\"greet\", 'a') in ['b']"),
        ("self.assertNotIn(greet('a'), ['b'])", "assert functions.result(\"greet\", 'a') not in ['b']"),
        ("self.assertNotIn('b', greet('a'))", "assert 'b' not in functions.result(\"greet\", 'a')"),
        ("self.assertCountEqual(greet('a'), [1])", "functions.sorted(functions.result(\"greet\", 'a')) =="),
        ("self.assertAlmostEqual(greet(1), 2, 3)", "pytest.approx(2, rel=0.0, abs=0.0005)"),
        ("self.assertAlmostEqual(greet(1), 2, delta=1)", "pytest.approx(2, rel=0.0, abs=1.0)"),
        ("self.assertRaises(ValueError, greet, '')", "error = functions.error(\"greet\", '')"),
        ("self.assertRaisesRegex(ValueError, 'x', greet, '')", "assert re.search('x', error[\"text\"])"),
        ("self.assertEqual(greet('a'), {1: (2, None)})", "== {'1': [2, None]}"),
        ("pair = (1, 2)\nself.assertEqual(seats(*pair), [1, 2])", 'functions.result("seats", 1, 2)'),
        ("got = greet('a' * 3)\nself.assertEqual(got, 'b' + 'c')", "functions.result(\"greet\", 'aaa') == 'bc'"),
        ("for a, b in zip([1], [2]):\n    self.assertEqual(greet(a), b)", 'functions.result("greet", 1) == 2'),
        ("with self.assertRaises(KeyError) as e:\n    greet('')\nself.assertEqual(str(e.exception), 'x')", '"text"'),
    ],
)
def test_it_reads_the_assertions_of_unittest(line: str, expected: str):
    assert expected in suite_for(line)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("self.assertEqual(greet(print), 1)", 'uses "print", whose value is not written out'),
        ("self.assertEqual(greet(lambda x: x), 1)", "hands over a function"),
        ("self.assertEqual(greet((1, 2)), 1)", "hands over a tuple, which arrives as a list"),
        ("self.assertEqual(greet({1: 2}), 1)", "hands over a dict whose keys are no texts"),
        ("self.assertEqual(greet(1e999), 1)", "has a number that JSON does not have"),
        ("self.assertEqual(greet(b'a'), 1)", "has a value that JSON does not have: bytes"),
        ("self.assertEqual(greet(f'{self}'), 1)", "has a text that is put together when it runs"),
        ("self.assertEqual(list(greet(1)), [1])", "goes through something that is no list"),
        ("self.assertEqual(datetime(2020, 1, 1), greet(1))", "calls datetime, which is no function of the solution"),
        ("self.assertEqual(1, 1)", "compares nothing of the answer's"),
        ("self.assertTrue(1)", "asks the answer for nothing"),
        ("self.assertGreater(greet(1), 1)", "self.assertGreater is not read here"),
        ("self.assertRaises((KeyError, ValueError), greet, '')", "expects one of several errors"),
        ("with open('x') as file:\n    pass", "is a with that is not read here"),
        ("with self.assertRaises(KeyError):\n    greet()\n    greet()", "expects an error of more than one call"),
        ("while True:\n    pass", "is not read here: while True:"),
        ("greet(1).append(2)", "is not read here: greet(1).append(2)"),
        ("self.assertAlmostEqual(greet(1), 2, places=99)", "compares with a precision that is not written out"),
        ("self.assertEqual(greet(**{'name': 1}), 1)", "arguments are spread out of a dict"),
        ("data = [1]\ndata.append(2)\nself.assertEqual(greet(data), 1)", 'uses "data", which something above may'),
        ("data = [1]\ndata[0] = 2", "changes something in place"),
        ("a, b = greet(1)\nself.assertEqual(a, 1)", "uses parts of something that is not written out"),
        (
            "with self.assertRaises(KeyError) as e:\n    greet()\nself.assertEqual(str(e.exception), 1)",
            "expects a mess",
        ),
        ("self.assertRaises(KeyError)", "self.assertRaises is not read here"),
        ("self.assertRaisesRegex(KeyError, 'x')", "expects an error of nothing"),
        ("with self.assertRaisesRegex(KeyError, 1):\n    greet(1)", "expects a message that is not written out"),
        ("self.assertRaises(KeyError, 5)", "calls 5, which is no function of the solution"),
        ("for i in 5:\n    pass", "goes through something that is no list"),
        ("for i in range(1000000000):\n    self.assertEqual(greet(i), i)", "calls range, which is no function"),
        ("for i in range(5000):\n    self.assertEqual(greet(i), i)", "makes more checks than are read"),
        ("self.assertEqual(greet('a' * 10**9), 1)", "computes something"),
    ],
)
def test_it_names_what_json_or_this_reader_cannot_carry(line: str, reason: str):
    said = left_out(line)
    assert said
    assert any(reason in fault for fault in said)


def test_it_asks_for_constants_of_the_module():
    example = 'SAME = 1\n\n\ndef greet(name):\n    """Greets."""\n    return SAME\n'
    tests = "import door_greeter as d\nfrom door_greeter import *\n\nclass T(unittest.TestCase):\n"
    tests += "    def test_a(self):\n        self.assertEqual(d.greet(1), SAME)\n"
    tests += "        self.assertEqual(greet(2), d.SAME)\n"
    made = from_exercism(greeter(example=example, tests=tests))
    loaded(made)
    assert 'assert functions.result("greet", 1) == functions.value("SAME")' in made.bundle.text(SUITE)


def test_it_reads_plain_functions_and_leaves_skipped_and_other_methods_out():
    tests = "import unittest\nfrom door_greeter import greet\n\ndef test_a():\n    pass\n\n" + unittest_of(
        "self.assertEqual(greet(1), 1)\nself.assertEqual(greet(2), 2)"
    )
    tests += (
        '    @unittest.skip("later")\n    def test_later(self):\n        pass\n\n    def setUp(self):\n        pass\n'
    )
    made = from_exercism(greeter(tests=tests))
    said = notes(made, "left out")
    assert any('"test_later" is skipped' in note for note in said)
    assert any('"setUp" is more than a test' in note for note in said)


def test_it_names_classes_and_further_files():
    config = json.loads(GREETER[".meta/config.json"])
    config["files"]["solution"].append("second.py")
    config["files"]["editor"] = ["data.py"]
    example = GREETER[".meta/example.py"] + "\n\nclass Robot:\n    pass\n"
    source = greeter(config=json.dumps(config), example=example)
    files = dict(source.files) | {".approaches/a/content.md": b"A"}
    said = notes(from_exercism(Source(source.name, files)), "left out")
    assert any('"Robot" is a class: only functions are asked over HTTP' in note for note in said)
    assert not any('"Closed" is a class' in note for note in said)
    assert any(note.startswith("second.py") for note in said)
    assert any(note.startswith("data.py") for note in said)
    assert any(note.startswith(".approaches/a/content.md") for note in said)


def test_it_takes_the_exemplar_of_an_exercise_about_a_concept():
    config = json.loads(GREETER[".meta/config.json"])
    config["files"]["exemplar"] = [".meta/exemplar.py"]
    del config["files"]["example"]
    files = {path: text for path, text in GREETER.items() if path != ".meta/example.py"}
    files |= {".meta/exemplar.py": GREETER[".meta/example.py"], ".meta/config.json": json.dumps(config)}
    made = from_exercism(source_of("door-greeter", files))
    assert made.bundle.text("solution/python-flask/door_greeter.py") == GREETER[".meta/example.py"]
    del files[".meta/exemplar.py"]
    assert ".meta/exemplar.py: is missing" in refusal(source_of("door-greeter", files))


def test_it_takes_the_licence_that_the_folder_names():
    source = greeter()
    files = dict(source.files) | {"LICENSE": b"# MIT License\n\nCopyright somebody\n"}
    assert loaded(from_exercism(Source(source.name, files))).problem.license == "MIT"


def test_it_makes_a_file_to_start_from_when_there_is_none():
    files = {path: text for path, text in GREETER.items() if path != "door_greeter.py"}
    made = from_exercism(source_of("door-greeter", files))
    starter = made.bundle.text("starter/python-flask/door_greeter.py")
    assert "def greet(name='you'):\n    raise NotImplementedError\n" in starter
    loaded(made)


def test_it_keeps_eight_hints_and_names_the_rest():
    hints = "# Hints\n\n" + "".join(f"## {number}. A task\n\n- Think of number {number}.\n\n" for number in range(10))
    made = from_exercism(greeter(hints=hints))
    assert len(loaded(made).problem.hints) == 8
    assert ".docs/hints.md: 2 of 10 sections: a problem has 8 hints" in notes(made, "left out")


def test_it_fills_in_a_summary_and_a_title_that_are_too_short():
    config = json.loads(GREETER[".meta/config.json"]) | {
        "blurb": "Hi",
        "title": "\u202ex",
        "source_url": "javascript:x",
    }
    made = from_exercism(greeter(config=json.dumps(config)))
    problem = loaded(made).problem
    assert problem.title == "Exercise x"
    assert problem.summary.startswith("Hi (imported: Exercise x)")
    assert "Source: A [door]" in made.bundle.text("statement.md")
    long = json.dumps(config | {"blurb": "word " * 80, "title": "Long " * 40, "authors": "nobody"})
    assert len(loaded(from_exercism(greeter(config=long))).problem.summary) <= 200


def test_it_refuses_what_leaves_nothing_to_test():
    assert "0 of the tests could be taken over" in refusal(greeter(tests="import unittest\n"))
    assert "is missing, or no JSON object" in refusal(greeter(config="[]"))
    assert "files.solution names no file" in refusal(greeter(config="{}"))
    assert "cannot be read as JSON" in refusal(greeter(config="{"))
    assert "is no Python that can be read" in refusal(greeter(tests="def"))
    assert "the reference imports numpy" in refusal(greeter(example="import numpy\n" + GREETER[".meta/example.py"]))
    assert "without instructions there is no statement" in refusal(
        source_of("a-b", {path: text for path, text in GREETER.items() if not path.startswith(".docs")})
    )
    assert "must be 2 to 63 of a-z" in refusal(greeter(), "No Slug")


@pytest.mark.parametrize("name", ["app.py", "json.py", "class.py", "two-words.py", "flask.py", "é.py"])
def test_it_refuses_a_module_that_would_stand_in_the_way(name: str):
    config = json.loads(GREETER[".meta/config.json"])
    config["files"]["solution"] = [name]
    assert "module cannot be called" in refusal(greeter(config=json.dumps(config)))


def test_it_survives_a_source_that_is_nested_without_end():
    deep = "self.assertEqual(greet(" + "[" * 150 + "]" * 150 + "), 1)"
    assert "is too much to be read" in left_out(deep)[0]
    assert "deeply" in refusal(greeter(tests=unittest_of("x = " + "-" * 100_000 + "1")))
    assert "JSON" in refusal(greeter(config="[" * 100_000)) or "deeply" in refusal(greeter(config="[" * 100_000))
