"""The suite's tests, read from its source."""

import pytest

from judge.catalogue.manifest import Suite, read_suite
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, STACKS, a_problem, bundle_of

CRITERIA = frozenset({"voice", "manners"})
GOOD = '''
@pytest.mark.criterion("voice")
def test_good(app):
    """It is good."""
'''


def read(source: str, path: str = "tests/test_a.py", **more: str) -> Suite:
    """A suite of one file that begins with the import of pytest on line 1."""
    files = {path: f"import pytest\n{source}".encode()} | {name: text.encode() for name, text in more.items()}
    return read_suite(files, CRITERIA)


def one(source: str, **more: str) -> tuple[int | None, str]:
    """The only finding: its line and its words."""
    findings = read(source, **more).findings
    assert len(findings) == 1, findings
    return findings[0].line, findings[0].message


def marked(decorators: str, name: str = "test_x", title: str = "It is so.") -> str:
    return f'{decorators}\ndef {name}(app):\n    """{title}"""\n'


def test_it_reads_markers_and_titles():
    suite = read("""
@pytest.mark.sample
@pytest.mark.criterion("voice")
@pytest.mark.points(3)
@pytest.mark.hint("Look "
                  "twice.")
def test_all(app, rng):
    '''It says so.

    And more that candidates do not read.
    '''
""")
    assert not suite.findings
    test = suite.tests[0]
    assert (test.file, test.line) == ("tests/test_a.py", 8)
    assert test.spec.model_dump() == {
        "id": "test_all",
        "title": "It says so.",
        "criterion": "voice",
        "points": 3,
        "is_sample": True,
        "hint": "Look twice.",
    }


def test_it_gives_one_point_without_a_marker_and_takes_sample_with_or_without_brackets():
    suite = read(marked('@pytest.mark.sample()\n@pytest.mark.criterion("voice")'))
    assert not suite.findings
    assert (suite.tests[0].spec.points, suite.tests[0].spec.is_sample, suite.tests[0].spec.hint) == (1, True, "")


def test_it_puts_samples_first_and_keeps_the_order_of_files_and_lines():
    sample = marked('@pytest.mark.sample\n@pytest.mark.criterion("voice")', "test_sample")
    files = {
        "tests/test_b.py": f"import pytest\n{GOOD}{GOOD.replace('test_good', 'test_abc')}",
        "tests/test_a.py": f"import pytest\n{GOOD.replace('good', 'later')}{sample}",
    }
    suite = read_suite({path: text.encode() for path, text in files.items()}, CRITERIA)
    manifest = suite.manifest(STACKS.values())
    assert [test.id for test in manifest.tests] == ["test_sample", "test_later", "test_good", "test_abc"]
    assert manifest.stacks == tuple(STACKS.values())


def test_it_reads_a_whole_suite():
    suite = read_suite(bundle_of(a_problem()).suite(), CRITERIA)
    assert not suite.findings
    assert [test.spec.id for test in suite.tests] == [*SAMPLES, *HIDDEN]
    assert suite.manifest([]).max_score == len(SAMPLES) + 2 * len(HIDDEN)


@pytest.mark.parametrize(
    ("decorators", "line", "words"),
    [
        ("", 3, "has no criterion"),
        ('@pytest.mark.criterion("vioce")', 3 - 1, 'unknown criterion "vioce"; did you mean "voice"?'),
        ("@pytest.mark.criterion(NAME)", 2, "criterion takes one literal text"),
        ("@pytest.mark.criterion", 2, "criterion takes one literal text"),
        ('@pytest.mark.criterion(name="voice")', 2, "criterion takes one literal text"),
        ('@pytest.mark.critereon("voice")\n@pytest.mark.criterion("voice")', 2, 'did you mean "criterion"?'),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.criterion("voice")', 3, "criterion is given twice"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.points(ONE)', 3, "points takes one literal number"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.points(1 + 1)', 3, "points takes one literal number"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.points("2")', 3, "points takes one literal number"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.points(True)', 3, "points takes one literal number"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.points(0)', 3, "from 1 to 100"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.points(101)', 3, "from 1 to 100"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.hint(" ")', 3, "hint takes one literal text"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.hint(f"{x}")', 3, "hint takes one literal text"),
        (f'@pytest.mark.criterion("voice")\n@pytest.mark.hint("{"h" * 301}")', 3, "hint has 301 characters"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.parametrize("x", [1])', 3, "one function is one test"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.skip', 3, "never skipped"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.skipif(True)', 3, "never skipped"),
        ('@pytest.mark.criterion("voice")\n@pytest.mark.xfail', 3, "never skipped"),
        ('@pytest.mark.criterion("voice")\n@twice', 3, 'decorator "twice" is not known'),
        ('@pytest.mark.criterion("voice")\n@pytest.fixture', 3, "only @pytest.mark.criterion"),
    ],
)
def test_it_names_what_is_wrong_with_a_marker(decorators: str, line: int, words: str):
    at, said = one(marked(decorators))
    assert at == line
    assert words in said


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ('@pytest.mark.criterion("voice")\ndef test_x(app):\n    pass\n', 3, "has no docstring"),
        ('@pytest.mark.criterion("voice")\ndef test_x(app):\n    "  "\n', 3, "has no docstring"),
        (marked('@pytest.mark.criterion("voice")', title="t" * 121), 3, "the title has 121 characters"),
        (f"async {marked('').strip()}", 2, "is async"),
        (f"class TestAll:\n    x = 1\n{GOOD}", 2, "tests are functions"),
        (f"import unittest\nclass Old(unittest.TestCase):\n    x = 1\n{GOOD}", 3, "tests are functions"),
        (f"if True:\n    def test_inner(app): pass\n{GOOD}", 3, "at the left edge"),
        (f"def outer():\n    def test_inner(app): pass\n{GOOD}", 3, "at the left edge"),
        (marked('@pytest.mark.criterion("voice")', name="testing"), 3, "is named test_"),
        (marked('@pytest.mark.criterion("voice")', name="test_Big"), 3, "is named test_"),
        (marked('@pytest.mark.criterion("voice")', name=f"test_{'x' * 76}"), 3, "is named test_"),
        (f"pytestmark = pytest.mark.sample\n{GOOD}", 2, "pytestmark"),
        (f"test_alias = make()\n{GOOD}", 2, '"test_alias" is assigned'),
        (f"test_alias: object = make()\n{GOOD}", 2, '"test_alias" is assigned'),
        (f"{GOOD}{GOOD}", 8, 'a test "test_good" stands at tests/test_a.py:4 already'),
        ("def broken(:\n", 2, "is no valid Python"),
        ("x = '\0'\n", None, "is no valid Python"),
    ],
)
def test_it_names_what_could_not_be_a_test(source: str, line: int | None, words: str):
    at, said = one(source)
    assert at == line
    assert words in said


def test_it_lets_helpers_be():
    suite = read(f"test_data = [1, 2]\nx = y = 1\n\nclass Shop:\n    def find(self): ...\n\ndef helper(): ...\n{GOOD}")
    assert not suite.findings
    assert [test.spec.id for test in suite.tests] == ["test_good"]


@pytest.mark.parametrize("path", ["tests/conftest.py", "tests/more/test_b.py", "tests/helpers.py", "tests/test_B.py"])
def test_it_finds_tests_where_they_would_not_run(path: str):
    findings = read(GOOD, **{path: f"import pytest\n{GOOD.replace('good', 'lost')}"}).findings
    assert [(finding.file, finding.line) for finding in findings] == [(path, 4)]
    assert "would not run here" in findings[0].message


def test_it_finds_a_name_used_in_two_files():
    suite = read(GOOD, **{"tests/test_b.py": f"import pytest\n\n{GOOD}"})
    assert [(finding.file, finding.line) for finding in suite.findings] == [("tests/test_b.py", 5)]
    assert "tests/test_a.py:4" in suite.findings[0].message


def test_it_collects_all_findings():
    suite = read(marked("@twice") + marked("", name="test_y") + marked('@pytest.mark.criterion("no")', name="test_z"))
    assert [finding.line for finding in suite.findings] == [2, 3, 6, 8]
    assert set(suite.ids) == {"test_x", "test_y", "test_z"}  # known, so that nothing else complains about them


def test_it_does_not_judge_criteria_that_are_not_known():
    suite = read_suite({"tests/test_a.py": f"import pytest\n{GOOD}".encode()}, None)
    assert not suite.findings


@pytest.mark.parametrize("files", [{}, {"tests/conftest.py": b""}, {"services/a.py": b"def test_x(): ..."}])
def test_it_says_that_there_is_no_test(files: dict[str, bytes]):
    assert [str(finding) for finding in read_suite(files, CRITERIA).findings] == [
        "tests: there is no test in tests/test_*.py"
    ]
