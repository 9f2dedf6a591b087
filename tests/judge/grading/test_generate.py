"""The values of a problem's variants: asked twice, compared, and looked at."""

import threading

import pytest

from judge.domain.problem import Manifest
from judge.errors import ProblemInvalid
from judge.grading.generate import with_variants
from judge.grading.job import make_console_job, make_generator_job, make_job
from sandbox.errors import EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.run import File
from sandbox.scripts import generating, header, line
from tests.judge.catalogue.folders import a_problem, load
from tests.varied import TABLES, VALUES, loaded_varied, varied, varied_engine


def made(engine, loaded=None, **more):
    loaded = with_variants(engine, loaded or load(varied()), instance="tests", slot=3, **more)
    assert engine.left == []
    return loaded


def findings(variants, files=None):
    engine = varied_engine()
    engine.variants = variants
    with pytest.raises(ProblemInvalid) as error:
        made(engine, load(files or varied()))
    return [str(finding) for finding in error.value.findings]


def test_it_gives_the_problem_its_values():
    assert made(varied_engine()).manifest.variants == VALUES


def test_values_keep_their_types_in_the_database():
    manifest = made(varied_engine()).manifest
    assert Manifest.model_validate(manifest.model_dump(mode="json")) == manifest


def test_two_boxes_are_asked_in_both_orders_of_seeds():
    engine = varied_engine()
    made(engine)
    assert [box.sent.job["seeds"] for box in engine.boxes] == [[0, 1, 2], [2, 1, 0]]
    assert {box.spec.slot for box in engine.boxes} == {3}


def test_a_problem_without_variants_asks_nobody():
    loaded = load(a_problem())
    engine = FakeEngine({})
    assert made(engine, loaded) is loaded
    assert engine.boxes == []


def test_values_that_differ_the_second_time_are_refused():
    engine = varied_engine()
    turns = iter([VALUES, (VALUES[0], VALUES[2], VALUES[1])])
    engine.script = lambda _role: lambda sent: generating(sent, next(turns))
    with pytest.raises(ProblemInvalid) as error:
        made(engine)
    assert [str(finding) for finding in error.value.findings] == [
        "variants.py: generate(1) gives other values the second time: they may rest on the seed alone",
        "variants.py: generate(2) gives other values the second time: they may rest on the seed alone",
    ]


def test_values_that_never_differ_are_refused():
    assert findings([VALUES[0]] * 3) == ["variants.py: generate gives the same values for every seed"]


def test_too_few_values_are_refused():
    engine = varied_engine()

    def script(sent):
        yield header(sent)
        yield line(type="generated", variants=[{"word": "Hello"}])

    engine.script = lambda _role: script
    with pytest.raises(ProblemInvalid, match="there are 1 variants, and not 3"):
        made(engine)


def test_every_value_is_looked_at():
    spoilt = [VALUES[0], VALUES[1] | {"word": "two\nlines"}, {"word": "Hi"}]
    assert findings(spoilt) == [
        "variants.py: generate(1): word holds a line break or another character that cannot be seen",
        "variants.py: generate(2): gives word, and is written to give limit, tags, word",
    ]


def test_nothing_is_no_variant():
    assert findings([VALUES[0], {}, VALUES[2]]) == [
        "variants.py: generate(1): gives nothing, and is written to give limit, tags, word"
    ]


def test_a_value_that_does_not_fit_an_example_is_told_with_its_variant():
    (found,) = findings([*VALUES[:2], VALUES[2] | {"word": "good day"}])
    assert found.startswith('problem.toml: with variant 2 (word = "good day", limit = 32')
    assert "examples.0.path: String should match pattern" in found


def test_a_filled_example_that_is_none_is_told_too():
    text = varied()["problem.toml"].replace('path = "/say?word={{word}}"', 'path = "{{word}}"')
    assert TABLES not in text
    files = varied() | {"problem.toml": text.replace('path = "{{word}}"', 'path = "/{{word}}"')}
    (found,) = findings([*VALUES[:2], VALUES[2] | {"word": "x y"}], files)
    assert "examples.0.path" in found


def test_what_an_author_did_is_told_once():
    engine = varied_engine()

    def script(sent):
        yield header(sent)
        yield line(type="problem", reason="generate(0) failed: line 2: ZeroDivisionError: division by zero")

    engine.script = lambda _role: script
    with pytest.raises(ProblemInvalid) as error:
        made(engine)
    assert [str(finding) for finding in error.value.findings] == [
        "variants.py: generate(0) failed: line 2: ZeroDivisionError: division by zero"
    ]


def test_a_cancelled_one_gives_no_values():
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(ProblemInvalid, match="the caller asked for the end"):
        made(varied_engine(), cancelled=cancelled)


def test_an_engine_that_fails_is_our_fault():
    engine = varied_engine()
    engine.faults["start", "tester"] = EngineUnavailable("gone")
    with pytest.raises(EngineUnavailable):
        made(engine)


def test_its_job_holds_the_one_file_and_no_answer():
    job = make_generator_job(load(varied()), [0, 1, 2], "run")
    assert [file.path for file in job.suite] == ["variants.py"]
    assert (job.files, job.tests, job.services, job.seeds) == ((), (), (), (0, 1, 2))


USUAL = {"files": {"app.py": "x"}, "stack": "python-flask", "run_id": "run", "lease": 3}


def test_a_run_has_the_values_of_its_variant():
    job = make_job(loaded_varied(), is_sample_run=False, seed=7, variant=2, **USUAL)
    assert job.variant == VALUES[2]
    assert File("words.py", b"WORDS = ['Cheers']\n") in job.files


def test_a_run_without_a_number_is_the_first_ones():
    assert make_job(loaded_varied(), is_sample_run=False, seed=7, **USUAL).variant == VALUES[0]


def test_a_run_of_a_problem_without_variants_has_no_values():
    assert make_job(load(a_problem()), is_sample_run=False, seed=7, **USUAL).variant == {}


def test_services_are_prepared_with_the_values():
    files = varied() | {"services/sqlite/init.sql": "INSERT INTO t VALUES ('{{ word }}');\n"}
    files["problem.toml"] = files["problem.toml"].replace("\n[files]", 'services = ["sqlite"]\n\n[files]')
    loaded = load(files).with_variants(VALUES)
    wanted = File("services/sqlite/init.sql", b"INSERT INTO t VALUES ('Ahoy');\n")
    assert wanted in make_job(loaded, is_sample_run=False, seed=7, variant=1, **USUAL).suite
    assert make_console_job(loaded, variant=1, **USUAL).suite == (wanted,)
    assert File("words.py", b"WORDS = ['Ahoy']\n") in make_console_job(loaded, variant=1, **USUAL).files


@pytest.mark.parametrize(
    ("path", "times", "told"),
    [
        ("statement.md", 15, "has 56970 characters; it may have 49152"),
        ("starter/python-flask/words.py", 80, "has 303840 bytes; the editor takes 262144"),
        ("services/sqlite/init.sql", 180, "has 1083640 bytes; a file may have 1048576"),
    ],
)
def test_a_file_that_is_too_large_with_its_values_is_told(path, times, told):
    """The folder is small, and each of its placeholders becomes some 4 kB."""
    long = VALUES[2] | {"word": "w", "tags": tuple("x" * 188 for _ in range(20))}
    text = varied()["problem.toml"].replace("\n[files]", 'services = ["sqlite"]\n\n[files]')
    text = text.replace('headers = { X-Tags = "{{ tags }}" }\n', "")
    files = varied() | {"problem.toml": text, "services/sqlite/init.sql": "-- {{ tags }}\n"}
    more = "{{ tags }}" * times + ("x" * 400_000 if times == 180 else "")
    (found,) = findings([*VALUES[:2], long], files | {path: more})
    assert found.startswith(f'{path}: with variant 2 (word = "w", limit = 32, tags = ["xxx')
    assert found.split("): ")[1] == told
