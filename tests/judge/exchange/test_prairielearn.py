"""PrairieLearn's questions with a Python autograder: what comes in, and what the report says of the rest."""

import json
import tomllib

import pytest

from judge.catalogue.load import LoadedProblem, from_bundle
from judge.errors import Invalid, ProblemInvalid
from judge.exchange.converted import Converted
from judge.exchange.foreign import Source
from judge.exchange.panels import MAX_INDENT, MAX_PAGE, MAX_TAIL, Page, read_page
from judge.exchange.prairielearn import from_prairielearn
from judge.stacks import known_stacks
from tests.judge.exchange.exercises import ADDING, adding, pltest_of, source_of

SUITE = "tests/test_functions.py"


def loaded(made: Converted) -> LoadedProblem:
    return from_bundle(made.bundle, made.slug, known_stacks())


def notes(made: Converted) -> list[str]:
    return [f"{note.kind}: {note.file}:{note.line or ''} {note.message}" for note in made.notes]


def suite_for(body: str) -> str:
    made = from_prairielearn(adding(tests=pltest_of(body)))
    loaded(made)
    return made.bundle.text(SUITE)


def left_out(body: str) -> list[str]:
    """What of a test with these lines does not come in."""
    good = "\n".join(f'Feedback.check_scalar("x", {number}, self.st.total([{number}]))' for number in (1, 2))
    made = from_prairielearn(adding(tests=pltest_of(f"{good}\n{body}")))
    return [note.message for note in made.notes if note.kind == "left out"]


def refusal(source: Source) -> str:
    with pytest.raises(ProblemInvalid) as caught:
        from_prairielearn(source)
    return str(caught.value)


def test_it_makes_a_problem_that_lint_accepts():
    made = from_prairielearn(adding())
    problem = loaded(made).problem
    assert (made.slug, problem.title, problem.authors) == ("add-up", "Add up", ("Somebody Else",))
    assert problem.summary == "Write total(numbers), which adds all numbers."
    assert problem.skills == ("loops-lists", "python")
    assert problem.files.editable == ("adding.py",)
    assert made.bundle.text("starter/python-flask/adding.py") == ADDING["tests/initial_code.py"]
    assert made.bundle.text("tests/reference.py") == ADDING["tests/ans.py"]
    assert made.bundle.text("solution/python-flask/adding.py") == ADDING["tests/ans.py"]


def test_it_turns_the_question_panel_into_markdown():
    statement = from_prairielearn(adding()).bundle.text("statement.md")
    assert statement.startswith(
        "Write `total(numbers)`, which **adds** all numbers. Each counts once.\n\n- snake\\_case\n"
    )
    assert "- see [the manual](https://docs.python.org/3/)\n\n1. first\n2. second\n" in statement
    assert "![Three bars.](assets/sum.svg)" in statement
    assert "```python\ntotal([1, 2])  # <3>\n```\n" in statement
    assert "## Limits\n\n- At most `10`.\n" in statement
    assert "pl-" not in statement


def test_it_reads_the_tests_without_running_them():
    made = from_prairielearn(adding())
    suite = made.bundle.text(SUITE)
    assert "import reference\n" in suite
    assert '@pytest.mark.points(2)\ndef test_two_numbers(functions):\n    """Two numbers."""\n' in suite
    assert 'functions.result("total", [1, 2]) == pytest.approx(3, rel=1e-05, abs=1e-08)' in suite
    assert "== pytest.approx(functions.plain(reference.total([2, 3])), rel=0.001, abs=1e-08)" in suite
    assert "    'Several \"numbers\".'\n" in suite
    assert 'len(functions.result("listed", 3)) == len(functions.plain(reference.listed(3)))' in suite
    assert 'functions.result("listed", 2) == functions.plain(reference.listed(2))' in suite
    assert 'len(functions.value("NAMES")) == len(functions.plain(reference.NAMES))' in suite


def test_it_says_that_results_come_from_the_reference_and_that_shares_are_gone():
    said = notes(from_prairielearn(adding()))
    assert "changed: tests/test.py: expected results are computed by a copy of the reference beside the suite" in said
    assert "changed: tests/test.py: a test is passed or failed here: shares of its points are not given" in said
    assert "to do: wrong: the gate asks for 5 wrong solutions; there are 1" in said


def test_it_makes_only_the_wrong_solution_whose_result_no_reference_can_have():
    wrong = from_prairielearn(adding()).bundle.wrong()
    assert list(wrong) == ["total-gives-none"]
    expected = tomllib.loads(wrong["total-gives-none"]["expect.toml"].decode())
    assert len(expected["fails"]) == 4


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('Feedback.check_dict("d", {"a": (1,)}, self.st.total([]))', "== {'a': [1]}"),
        ('Feedback.check_tuple(name="t", ref=(1, 2), data=self.st.total([]))', '"total", []) == [1, 2]'),
        ('Feedback.check_scalar("x", 1, self.st.total([]), atol=1)', "rel=1e-05, abs=1.0"),
        ("if not self.st.total([1]) == 1:\n    Feedback.set_score(0)\nelse:\n    pass", '"total", [1]) == 1'),
        ('ok = Feedback.check_list("l", [1], self.st.listed(1))\nif ok:\n    Feedback.set_score(1)', "== len([1])"),
    ],
)
def test_it_reads_the_checks_of_the_autograder(body: str, expected: str):
    other = '\nFeedback.check_scalar("x", 1, self.st.total([1]))'
    assert expected in suite_for(body + other)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('Feedback.check_numpy_array_allclose("x", self.ref.total, 1)', "is not read here"),
        ('if Feedback.check_plot("x"):\n    pass', "Feedback.check_plot is not read here"),
        ('Feedback.check_dict("d", {}, self.st.total([]), only_keys=["a"])', "Feedback.check_dict is not read here"),
        ('Feedback.check_scalar("x", 1, 2)', "does not compare one thing of the answer's"),
        ('Feedback.check_scalar("x", self.st.total([1]), self.st.total([2]))', "does not compare one thing"),
        ('Feedback.check_scalar("x", self.ref.Thing(1), self.st.total([2]))', "which is no function of the solution"),
        ('Feedback.check_scalar("x", self.data["params"], self.st.total([2]))', "no plain value: Subscript"),
        ('Feedback.check_scalar("x", 1, self.st.total([1]), rtol="a")', "a precision that is not written out"),
        ("if self.st.total([1]) > 1:\n    pass", "depends on something that is not read here"),
        ("if self.st.total([1]) == 1:\n    pass\nelse:\n    other()", "checks something else where a check fails"),
        ('Feedback.check_list("l", [1], self.st.listed(1), int)', "the type of the entries is not looked at"),
        ("import os", "is not read here: import os"),
        ("x.y += 1", "is not read here: x.y += 1"),
    ],
)
def test_it_names_what_it_cannot_carry(body: str, reason: str):
    assert any(reason in fault for fault in left_out(body))


def test_it_names_other_methods_and_keeps_points_in_their_range():
    tests = ADDING["tests/test.py"].replace("@points(2)", "@points(1e999)").replace("@points(0.5)", "@points(900)")
    made = from_prairielearn(adding(tests="import x\n" + tests + "\n    def helper(self):\n        pass\n"))
    points = {test.title: test.points for test in loaded(made).manifest.tests}
    assert points["Two numbers."] == 1
    assert 1 <= points['Several "numbers".'] <= 100
    assert any('"helper" is more than a test' in note for note in notes(made))


def test_it_names_what_a_page_asks_for_beside_files_and_what_is_drawn_for_each_candidate():
    page = ADDING["question.html"].replace(
        "</pl-question-panel>",
        "<p>For {{params.n}}.</p><pl-number-input answers-name='n'></pl-number-input>"
        "<pl-figure file-name='none.png'></pl-figure></pl-question-panel><pl-answer-panel><p>sum</p></pl-answer-panel>",
    )
    server = "import random\n\ndef generate(data):\n    data['params']['n'] = random.randint(1, 9)\n"
    server += "    data['params']['names_for_user'] = []\n\ndef grade(data):\n    pass\n"
    made = from_prairielearn(adding(page=page, server=server))
    said = notes(made)
    loaded(made)
    assert any("<pl-number-input> has no counterpart" in note for note in said)
    assert any("<pl-answer-panel> is not part of the statement" in note for note in said)
    assert any("{{params.n}} is filled in for each candidate" in note for note in said)
    assert any("the figure none.png is not in clientFilesQuestion/" in note for note in said)
    assert any("server.py:4 data['params']['n'] is computed for each candidate" in note for note in said)
    assert any("grade() has no counterpart" in note for note in said)
    assert not any("names_for_user" in note for note in said)


def test_it_puts_plain_setup_at_the_top_and_leaves_out_what_computes():
    plain = from_prairielearn(adding(setup="import math\n\nRATE = 3\n"))
    assert plain.bundle.text("starter/python-flask/adding.py").startswith("import math\n\nRATE = 3\n\n\ndef total")
    assert plain.bundle.text("solution/python-flask/adding.py").startswith("import math\n")
    computed = from_prairielearn(adding(setup="RATE = 3\nOTHER = RATE * 2\n"))
    assert "left out: tests/setup_code.py:2 computes something before the answer starts" in notes(computed)
    assert computed.bundle.text("starter/python-flask/adding.py") == ADDING["tests/initial_code.py"]
    branch = from_prairielearn(adding(setup="if True:\n    RATE = 3\n"))
    assert "left out: tests/setup_code.py:1 computes something before the answer starts" in notes(branch)
    assert "setup_code" not in str(notes(from_prairielearn(adding(setup="# nothing\n"))))


def test_it_leaves_out_code_around_the_answer_and_other_images():
    info = json.loads(ADDING["info.json"]) | {"dependencies": {"x": 1}}
    info["externalGradingOptions"]["image"] = "somebody/grader-c"
    source = adding(info=json.dumps(info))
    files = dict(source.files) | {"tests/trailing_code.py": b"x = 1\n"}
    said = notes(from_prairielearn(Source(source.name, files)))
    assert any("tests/trailing_code.py" in note for note in said)
    assert any("the image somebody/grader-c is another one" in note for note in said)
    assert any('"dependencies" has no place' in note for note in said)


def test_it_drops_comparisons_with_a_reference_that_no_suite_may_hold():
    answer = "import random\n" + ADDING["tests/ans.py"].replace("sum(numbers)", "sum(numbers) + 0 * random.random()")
    literal = ADDING["tests/test.py"].replace("self.ref.total(case)", "6")
    made = from_prairielearn(adding(answer=answer, tests=literal))
    loaded(made)
    assert "tests/reference.py" not in made.bundle.files
    assert any("compares with the reference, which no suite may hold" in note for note in notes(made))


def test_it_finds_the_name_of_the_answer_and_what_it_starts_with():
    page = ADDING["question.html"]
    inline = page.replace(' source-file-name="tests/initial_code.py"', "").replace(
        "></pl-file-editor>", ">\ndef total(n):\n    return 1\n</pl-file-editor>"
    )
    files = {path: text for path, text in ADDING.items() if path != "tests/initial_code.py"}
    made = from_prairielearn(source_of("add", files | {"question.html": inline}))
    assert made.bundle.text("starter/python-flask/adding.py") == "def total(n):\n    return 1\n"

    editor = '<pl-file-editor file-name="adding.py" source-file-name="tests/initial_code.py"></pl-file-editor>'
    upload = page.replace(editor, '<pl-file-upload file-names="sent.py, other.txt"></pl-file-upload>')
    assert "solution/python-flask/sent.py" in from_prairielearn(adding(page=upload)).bundle.files
    bare = page.replace(editor, "")
    made = from_prairielearn(adding(page=bare, initial=""))
    assert "def total(numbers):\n    raise NotImplementedError" in made.bundle.text("starter/python-flask/user_code.py")
    named = ADDING["tests/test.py"].replace("@points(2)", 'student_code_file = "mine.py"\n\n    @points(2)')
    assert "solution/python-flask/mine.py" in from_prairielearn(adding(page=bare, tests=named)).bundle.files


def test_it_refuses_what_leaves_nothing_to_test():
    other = json.dumps(json.loads(ADDING["info.json"]) | {"gradingMethod": "Internal"})
    assert 'gradingMethod is not "External"' in refusal(adding(info=other))
    assert "the reference imports numpy" in refusal(adding(answer="import numpy as np\n" + ADDING["tests/ans.py"]))
    assert "0 of the tests could be taken over" in refusal(adding(tests="x = 1\n"))
    assert "has no question panel with words in it" in refusal(adding(page="<p></p>"))
    without = {path: text for path, text in ADDING.items() if path != "tests/ans.py"}
    assert "tests/ans.py: is missing" in refusal(source_of("add", without))
    with pytest.raises(Invalid, match="deeply"):
        from_prairielearn(adding(tests=pltest_of("x = " + "-" * 100_000 + "1")))


def markdown(html: str) -> Page:
    return read_page(html, "question.html")


def test_it_reads_a_page_that_has_no_panel_or_is_broken():
    assert markdown("<p>One</p><p>Two<br>Three</p>").markdown == "One\n\nTwo\n\nThree"
    assert markdown("<h1>A</h1><ul><li>x<ul><li>y</li></ul></li></ul></ul></a>").markdown == "## A\n\n- x\n\n  - y"
    assert markdown("<li>alone</li><p>[x] *y* `z` &lt;b&gt;</p>").markdown == (
        "- alone\n\n\\[x\\] \\*y\\* \\`z\\` \\<b>"
    )
    assert markdown("<pre>a ``` b\n<b>c</b></pre>").markdown == "````\na ``` b\n<b>c</b>\n````"
    assert markdown("<img src='a/b.png' alt='A [b].'><em>x</em>").markdown == "![A b.](assets/b.png)*x*"
    assert markdown("<markdown>\n# x\n").markdown == ""


def test_it_hides_panels_of_answers_and_names_scripts_and_files():
    page = markdown(
        "<script>alert(1)</script><pl-submission-panel>a<pl-submission-panel>b</pl-submission-panel>c"
        "</pl-submission-panel><pl-card/>d<pl-code source-file-name='x.py'></pl-code><pl-xss-safe/>"
    )
    assert page.markdown == "d"
    assert [message for _, message in page.left_out] == [
        "<script> is not part of the statement",
        "<pl-code> shows the file x.py",
        "<pl-xss-safe> has no counterpart: an answer here is files",
    ]


def test_it_reads_no_page_that_is_longer_than_any_question():
    with pytest.raises(Invalid, match="are read"):
        markdown("x" * (MAX_PAGE + 1))


@pytest.mark.parametrize("begins", ["<a ", "<!--", "</", "<script>"])
def test_it_reads_no_page_with_a_tag_that_never_ends(begins: str):
    with pytest.raises(Invalid, match="does not end"):
        markdown(begins * 15_000 if len(begins) * 15_000 <= MAX_PAGE else begins * (MAX_TAIL + 1))
    assert markdown("<p>a < b, and <b").markdown == "a \\< b, and \\<b"


def test_it_indents_lists_in_lists_no_further_than_can_be_read():
    lines = markdown("<ul><li>x" * 1_000).markdown.split("\n")
    assert max(len(line) - len(line.lstrip()) for line in lines) == 2 * MAX_INDENT
