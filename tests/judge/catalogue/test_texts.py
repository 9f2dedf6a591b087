"""Statement and editorial in several languages."""

import pytest

from judge.catalogue.bundle import Bundle
from judge.catalogue.texts import file_of, is_text, text_faults, texts
from judge.domain.problem import Problem
from judge.errors import ProblemInvalid
from tests.cast import PROBLEM as LITTLE
from tests.judge.catalogue.folders import PROBLEM, a_problem, bundle_of, load, without

GERMAN = '\n[translations.de]\ntitle = "Echo"\nsummary = "Sag noch einmal, was gesagt wurde."\n'
BOTH = {"problem.toml": PROBLEM + GERMAN, "statement.de.md": "Sag es noch einmal.\n"}


def faults(**files: str) -> list[str]:
    """What is wrong with the problem in two languages, with these files instead; empty ones are left out."""
    changed = a_problem() | BOTH | {path.replace("_", "."): text for path, text in files.items()}
    with pytest.raises(ProblemInvalid) as error:
        load({path: text for path, text in changed.items() if text})
    return [str(finding) for finding in error.value.findings]


def test_it_loads_a_problem_in_two_languages():
    loaded = load(a_problem() | BOTH | {"editorial.md": "Think.\n", "editorial.de.md": "Denk.\n"})
    assert loaded.problem.languages == ("en", "de")
    assert loaded.statement == "Say it again.\n"


def test_it_loads_a_problem_that_is_written_in_another_language():
    files = a_problem() | BOTH | {"statement.en.md": "Say it again.\n", "statement.md": "Sag es noch einmal.\n"}
    text = PROBLEM.replace('kind = "service"', 'kind = "service"\nlanguage = "de"') + GERMAN.replace(".de]", ".en]")
    loaded = load(without(files, "statement.de.md") | {"problem.toml": text})
    assert loaded.problem.languages == ("de", "en")
    assert loaded.statement == "Sag es noch einmal.\n"


def test_it_misses_the_statement_of_a_language():
    assert faults(statement_de_md="") == ["problem.toml:29: translations: there is no statement.de.md"]


def test_it_misses_the_title_of_a_language():
    line = "statement.fr.md: has no title: problem.toml needs [translations.fr] with title and summary"
    assert faults(statement_fr_md="Redis-le.\n") == [line]


def test_it_knows_where_the_own_language_stands():
    line = 'statement.en.md: "en" is the problem\'s own language: that text stands in statement.md'
    assert faults(statement_en_md="Say it again.\n") == [line]


@pytest.mark.parametrize("code", ["deu", "DE", "de-AT"])
def test_it_knows_no_other_codes(code):
    (line,) = faults(**{f"statement_{code}_md": "Sag es noch einmal.\n"})
    assert line.startswith(f'statement.{code}.md: "{code}" is no known language')


def test_it_suggests_the_language_that_was_meant():
    assert faults(editorial_md="Think.\n", editorial_ded_md="Denk.\n") == [
        'editorial.ded.md: "ded" is no known language; did you mean "de"?'
    ]


def test_it_translates_no_text_that_is_not_there():
    assert faults(editorial_de_md="Denk.\n") == ["editorial.de.md: translates a text that is not there: editorial.md"]


def test_it_wants_words_in_every_text():
    assert faults(statement_de_md=" \n", editorial_md="\n") == ["editorial.md: is empty", "statement.de.md: is empty"]


def test_it_names_a_text_that_cannot_be_read():
    bundle = Bundle({**bundle_of(a_problem() | BOTH).files, "statement.de.md": b"\xff"})
    assert list(texts(bundle)) == ["statement.md"]
    assert [str(fault) for fault in text_faults(bundle)] == ["statement.de.md: is not UTF-8: byte 0 cannot be read"]


def test_it_tells_texts_from_other_files():
    assert all(map(is_text, ("statement.md", "statement.de.md", "editorial.md", "editorial.pt-BR.md")))
    assert not any(map(is_text, ("statement_de.md", "statement.de.txt", "statements.md", "tests/statement.md", "x.md")))


def test_it_finds_the_file_of_a_language():
    problem = Problem.model_validate(LITTLE)
    assert file_of("statement", "en", problem) == "statement.md"
    assert file_of("editorial", "de", problem) == "editorial.de.md"


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ('[translations.de]\ntitel = "Echo"', 'problem.toml:30: unknown key "titel"; did you mean "title"?'),
        ('[translations.de]\ntitle = "E"\nsummary = "x"', "problem.toml:30: translations.de.title: String should have"),
        ('[translations.xx]\ntitle = "Echo"', 'problem.toml:29: translations.xx: "xx" is no known language'),
        ('[translation.de]\ntitle = "Echo"', 'unknown key "translation"; did you mean "translations"?'),
    ],
)
def test_it_names_the_line_of_a_wrong_translation(toml, line):
    found = faults(problem_toml=f"{PROBLEM}\n{toml}\n")
    assert any(line in one for one in found), found
