"""What of hidden tests candidates can read elsewhere."""

import pytest

from judge.catalogue.leaks import hidden_literals, hidden_values, leak_findings, value_notes
from tests.judge.catalogue.folders import a_problem, load
from tests.varied import SOURCE, VALUES, varied

CONFTEST = '''
import pytest

SHARED = "in Samarkand"
SECRET = "in Timbuktu"


class Voice:
    """Speaks."""

    loudness = 4711

    def __init__(self, app):
        self.app = app
        self.word = "from the start"

    def greet(self, what="a default of a sample"):
        return self.app.get(SHARED + what, self.loudness)

    def whisper(self, what="a default of a secret", *, much=9876):
        """Says it quietly."""
        return {"plain_key": f"softly {what}", "Odd Key": much}


@pytest.fixture
def voice(app):
    return Voice(app)
'''
SUITE = '''
import pytest


@pytest.mark.sample
@pytest.mark.criterion("voice")
def test_greets(voice):
    """It greets."""
    assert voice.greet() == "Good day, Ada"


@pytest.mark.criterion("manners")
@pytest.mark.hint("Mind your manners.")
def test_whispers(voice):
    """It whispers."""
    assert voice.whisper() == "Hush now"
    assert voice.greet(SECRET) == 4242
    assert voice.app.status == 404
'''


def a_folder(**changes: str) -> dict[str, str]:
    files = {path: text for path, text in a_problem().items() if not path.startswith(("tests/", "wrong/"))}
    return files | {"tests/conftest.py": CONFTEST, "tests/test_echo.py": SUITE} | changes


def found(changes: dict[str, str] | None = None, *, more_toml: str = "") -> list[str]:
    files = a_folder() | (changes or {})
    files["problem.toml"] += more_toml
    return [str(finding) for finding in leak_findings(load(files))]


def test_it_knows_what_only_hidden_tests_say():
    assert {literal.text for literal in hidden_literals(load(a_folder()))} == {
        "Hush now",
        "4242",
        "in Timbuktu",
        "a default of a secret",
        "softly ",
        "Odd Key",
        "9876",
    }


def test_it_finds_nothing_in_a_folder_that_keeps_its_secrets():
    assert not found()


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("statement.md", "statement.md"),
        ("starter/python-flask/words.py", "starter/python-flask/words.py"),
        ("starter/python-flask/app.py", "starter/python-flask/app.py"),
    ],
)
@pytest.mark.parametrize(
    ("secret", "where"),
    [
        ("Hush now", "tests/test_echo.py:16"),
        ("4242", "tests/test_echo.py:17"),
        ("in Timbuktu", "tests/conftest.py:5"),
        ("9876", "tests/conftest.py:20"),
    ],
)
def test_it_finds_a_secret_wherever_candidates_read(path: str, place: str, secret: str, where: str):
    (leak,) = found({path: f"# It says: {secret}.\n"})
    assert leak == (
        f'{where}: "{secret}" of a hidden test also stands in {place};'
        " change one of them, or say in problem.toml, [gate] told, that it is meant so"
    )


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ('\n[[hints]]\ncost = 1\ntext = "Answer with Hush now."\n', "hint 1"),
        ('\n[[examples]]\ntitle = "Quiet"\npath = "/"\nbody = "Hush now"\n', 'the example "Quiet"'),
    ],
)
def test_it_finds_a_secret_in_problem_toml(toml: str, place: str):
    (leak,) = found(more_toml=toml)
    assert f"also stands in {place};" in leak


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('title = "Echo"', 'title = "Hush now"', "title and summary"),
        ("Say again what was said, in order and in full.", "Hush now, and say it once again.", "title and summary"),
        ('title = "Manners"', 'title = "Hush now"', "the criterion manners"),
        ("What was said comes back.", "What was said: Hush now.", "the criterion voice"),
    ],
)
def test_it_finds_a_secret_in_what_problem_toml_tells_of_itself(before: str, after: str, place: str):
    files = a_folder()
    assert before in files["problem.toml"]
    (leak,) = found({"problem.toml": files["problem.toml"].replace(before, after)})
    assert f"also stands in {place};" in leak


@pytest.mark.parametrize(
    ("title", "summary"), [("Hush now", "Sag, was gesagt wurde."), ("Echo", "Sag wieder: Hush now.")]
)
def test_it_finds_a_secret_in_a_translation(title: str, summary: str):
    toml = f'\n[translations.de]\ntitle = "{title}"\nsummary = "{summary}"\n'
    (leak,) = found({"statement.de.md": "Sag es.\n"}, more_toml=toml)
    assert "also stands in title and summary in de;" in leak


def test_it_finds_a_secret_in_the_headers_of_an_example():
    example = '\n[[examples]]\ntitle = "Quiet"\npath = "/"\nheaders = {{ {} = "Hush now" }}\n'
    (leak,) = found(more_toml=example.format("X-Word"))
    assert 'also stands in the example "Quiet";' in leak
    assert not found(more_toml=example.format("Content-Type"))  # a media type is no secret


def test_it_finds_a_secret_in_samples_titles_and_hints():
    (leak,) = found({"tests/test_echo.py": SUITE.replace('"Good day, Ada"', '"Hush now"')})
    assert "also stands in the sample test_greets;" in leak
    (leak,) = found({"tests/test_echo.py": SUITE.replace("Mind your manners.", "Try 4242.")})
    assert "also stands in title and hint of test_whispers;" in leak


def test_it_finds_a_number_however_it_is_grouped():
    (leak,) = found(
        {
            "tests/test_echo.py": SUITE.replace("4242", "1_234_567"),
            "statement.md": "There are 1,234,567 of them.\n",
        }
    )
    assert '"1234567"' in leak


@pytest.mark.parametrize(
    "changes",
    [
        {"statement.md": "Answer with `Hush now`, please.\n"},
        {"statement.md": "Hush now\n", "solution/python-flask/app.py": 'WORDS = "Hush now"\n'},
        {"statement.md": "Hush nowhere, Hush-now, 142429 and 42420.\n"},
        {"statement.md": "The status is 404, in Samarkand. Good day, Ada. from the start 4711 plain_key\n"},
    ],
)
def test_it_leaves_the_contract_alone(changes: dict[str, str]):
    assert not found(changes)


def test_it_takes_code_in_a_block_for_no_contract():
    (leak,) = found({"statement.md": "Such as:\n\n```\n`Hush now`\n```\n"})
    assert '"Hush now"' in leak


def test_it_leaves_alone_what_is_told_on_purpose_and_names_what_is_not_told():
    told = '\n[gate]\ntold = ["Hush now", "never said"]\n'
    files = {"statement.md": "Hush now.\n"}
    assert found(files, more_toml=told) == [
        'problem.toml: gate.told: "never said" is in no hidden test that candidates could know it from'
    ]


def test_it_does_not_break_on_a_suite_that_is_nested_deeply():
    deep = "x = " + " + ".join(["1"] * 1500) + "\n"
    assert found({"tests/deep.py": deep}) == [
        "tests: are nested too deeply to be looked through for what they give away"
    ]


def a_varied(**changes: str):
    """The problem with variants and one more value that only the suite reads."""
    files = varied() | {
        "variants.py": SOURCE.replace('"tags"', '"code": CODES[seed], "tags"'),
        "tests/codes.py": 'NAME = "code"\n',
    }
    codes = ("zebra", 48151, ("of old", 62342, True, "x"))
    values = [{**own, "code": code} for own, code in zip(VALUES, codes, strict=True)]
    return load(files | changes).with_variants(values)


def test_a_value_that_only_the_suite_reads_is_hidden():
    loaded = a_varied()
    found = [[literal.text for literal in hidden_values(loaded, loaded.values(number))] for number in range(3)]
    assert found == [["zebra"], ["48151"], ["of old", "62342"]]
    assert {(one.file, one.line) for one in hidden_values(loaded, loaded.values(0))} == {("variants.py", 8)}


@pytest.mark.parametrize(
    "changes",
    [
        {"statement.md": "Say {{ word }} and {{ code }}.\n"},
        {"starter/python-flask/words.py": "WORDS = ['{{ word }}', {{code}}]\n"},
        {"solution/python-flask/app.py": "# right with {{ word }} and {{ code }}\n"},
    ],
)
def test_a_value_that_candidates_read_or_answers_need_is_not_hidden(changes: dict[str, str]):
    loaded = a_varied(**changes)
    assert hidden_values(loaded, loaded.values(0)) == []


def test_a_problem_without_variants_has_no_values():
    assert hidden_values(load(a_problem()), {}) == []
    assert value_notes(load(a_problem())) == []


def test_a_value_that_is_written_out_is_noted_with_the_place_to_mend():
    loaded = a_varied(**{"statement.md": "Say {{ word }}, say Ahoy.\n", "editorial.md": "{{ limit }} Ahoy\n"})
    assert [str(one) for one in value_notes(loaded)] == [
        'statement.md: "Ahoy" is what "word" is in variant 1: is {{ word }} meant?'
    ]
    told = varied()["problem.toml"] + '\n[gate]\ntold = ["Ahoy"]\n'
    assert value_notes(a_varied(**{"statement.md": "Say {{ word }}, say Ahoy.\n", "problem.toml": told})) == []


def test_values_are_not_looked_for_in_a_suite_that_is_nested_deeply(monkeypatch: pytest.MonkeyPatch):
    def deep(_loaded):
        raise RecursionError

    loaded = a_varied()
    monkeypatch.setattr("judge.catalogue.leaks._shown", deep)
    assert hidden_values(loaded, loaded.values(0)) == []
    assert value_notes(loaded) == []
