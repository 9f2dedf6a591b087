"""What differs between two states of a problem, and what that means for the answers that are there."""

import pytest

from judge.domain.changes import MAX_BYTES, MAX_LINES, Changes, State, changes
from tests.judge.catalogue.folders import PROBLEM, a_problem, load, suite
from tests.varied import SOURCE, TABLES, varied

SUITE = "tests/test_echo.py"
ALIKE = "Answers are judged as before, so old scores and new ones can be compared."
UNLIKE = "Answers may be judged differently. Those handed in keep the version that judged them."


def state(**files: str) -> State:
    loaded = load(a_problem() | {path.replace("__", "/"): text for path, text in files.items()})
    return State(loaded.problem, loaded.manifest, loaded.bundle.files)


def changed(files: dict[str, str]) -> Changes:
    loaded = load(a_problem() | files)
    return changes(state(), State(loaded.problem, loaded.manifest, loaded.bundle.files))


def test_it_says_that_nothing_has_changed():
    found = changed({})
    assert found == Changes((), (), (), "Nothing has changed: publishing this gives the version that is there.")


@pytest.mark.parametrize(
    "files",
    [
        {"statement.md": "Say it twice.\n"},
        {"editorial.md": "An ear helps.\n"},
        {"solution/python-flask/app.py": "# right, and shorter\n"},
        {"starter/python-flask/app.py": "test_greets=failed\n# more\n"},
        {"problem.toml": PROBLEM.replace("minutes = 10", "minutes = 11")},
    ],
)
def test_it_compares_old_scores_where_nothing_that_judges_has_changed(files: dict[str, str]):
    assert changed(files).meaning == ALIKE


@pytest.mark.parametrize(
    "files",
    [
        {SUITE: suite() + "# a comment may matter\n"},
        {"tests/words.json": "[]"},
        {"starter/python-flask/words.py": "WORDS = [1]\n"},
        {"problem.toml": PROBLEM.replace("memory_mib = 128", "memory_mib = 256")},
    ],
)
def test_it_warns_where_an_answer_may_end_otherwise(files: dict[str, str]):
    assert changed(files).meaning == UNLIKE


def test_it_says_when_the_score_is_out_of_another_number():
    found = changed({SUITE: suite().replace("points(2)", "points(1)", 1)})
    assert found.meaning == f"The score is out of 17 instead of 18 points. {UNLIKE}"
    assert found.tests == ("test_size gives 1 point instead of 2",)
    assert found.criteria == ('"manners" gives 15 points instead of 16',)


def test_it_names_tests_that_come_go_and_change_sides():
    text = suite().replace("def test_size(", "def test_weight(", 1)
    text = text.replace(
        '@pytest.mark.sample\n@pytest.mark.criterion("voice")\ndef test_repeats',
        '@pytest.mark.criterion("manners")\ndef test_repeats',
    )
    loaded = load({path: body for path, body in (a_problem() | {SUITE: text}).items() if not path.startswith("wrong/")})
    found = changes(state(), State(loaded.problem, loaded.manifest, loaded.bundle.files))
    assert found.tests == (
        "test_size is gone (2 points)",
        "test_weight is new (2 points, hidden)",
        'test_repeats counts for "manners" instead of "voice"',
        "test_repeats is hidden now",
    )
    assert found.criteria == ('"voice" gives 1 points instead of 2', '"manners" gives 17 points instead of 16')


def test_it_names_criteria_that_come_and_go():
    toml = PROBLEM.replace('id = "voice"', 'id = "sound"')
    found = changed({"problem.toml": toml, SUITE: suite().replace('"voice"', '"sound"')})
    assert found.criteria == ('"voice" is gone', '"sound" is new: 2 points')
    assert 'test_greets counts for "sound" instead of "voice"' in found.tests


def test_it_says_when_old_answers_may_not_fit():
    toml = PROBLEM.replace('editable = ["app.py"]', 'editable = ["app.py"]\naddable = ["*.py"]')
    assert changed({"problem.toml": toml}).meaning == (
        f"The files of an answer are others, so old answers may not fit and drafts may lack some. {UNLIKE}"
    )


def test_it_says_when_a_stack_is_gone():
    old, new = state(), state()
    two = old.problem.model_copy(update={"stacks": ("python-flask", "go-chi")})
    found = changes(State(two, old.manifest, {**old.files, "x": b""}), new)
    assert found.meaning == f"Answers in go-chi have no place in the new version. {UNLIKE}"


def test_it_shows_a_file_line_by_line():
    (file,) = changed({"statement.md": "Say it twice.\n"}).files
    assert (file.path, file.state) == ("statement.md", "changed")
    assert file.lines == (
        "--- published/statement.md",
        "+++ folder/statement.md",
        "@@ -1 +1 @@",
        "-Say it again.",
        "+Say it twice.",
    )


def test_it_names_files_that_come_and_go():
    old, new = state(), state(tests__new__txt="x")
    assert [(file.path, file.state) for file in changes(old, new).files] == [("tests/new/txt", "added")]
    assert [(file.path, file.state) for file in changes(new, old).files] == [("tests/new/txt", "removed")]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"x" * (MAX_BYTES + 1)])
def test_it_shows_no_lines_of_what_is_no_text_or_too_long(body: bytes):
    old = state()
    (file,) = changes(old, State(old.problem, old.manifest, {**old.files, "tests/raw": body})).files
    assert (file.state, file.lines) == ("added", ())


def test_it_stops_at_a_number_of_lines():
    (file,) = changed({"statement.md": "line\n" * 9 * MAX_LINES}).files
    assert len(file.lines) == MAX_LINES


@pytest.mark.parametrize(
    "files",
    [
        {"variants.py": SOURCE.replace("Ahoy", "Hi")},
        {"problem.toml": PROBLEM + TABLES.replace("count = 3", "count = 4")},
    ],
)
def test_it_says_when_variants_may_have_other_values(files: dict[str, str]):
    before, after = load(varied()), load(varied() | files)
    found = changes(*(State(one.problem, one.manifest, one.bundle.files) for one in (before, after)))
    assert found.meaning == (
        f"Variants may have other values than those that drafts and answers were written for. {UNLIKE}"
    )


def test_variants_whose_texts_alone_change_are_judged_as_before():
    before, after = load(varied()), load(varied() | {"statement.md": "{{ word }}!\n"})
    found = changes(*(State(one.problem, one.manifest, one.bundle.files) for one in (before, after)))
    assert found.meaning == ALIKE
