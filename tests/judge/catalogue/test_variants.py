"""What can be seen to be wrong with a problem's variants before anything runs, and the problem in one of them."""

import pytest

from judge.catalogue import variants
from judge.catalogue.bundle import Bundle
from judge.catalogue.load import from_bundle
from judge.catalogue.variants import read_names, source_of
from judge.errors import Invalid, ProblemInvalid
from tests.judge.catalogue.folders import PROBLEM, SLUG, STACKS, a_problem, bundle_of, load, suite, without
from tests.varied import SOURCE, TABLES, VALUES, loaded_varied, varied


def findings(files):
    try:
        load(files)
    except ProblemInvalid as error:
        return [str(finding) for finding in error.findings]
    return []


def source(text):
    return findings(varied() | {"variants.py": text})


def test_a_problem_with_variants_has_no_fault():
    assert findings(varied()) == []


def test_both_are_needed_the_file_and_how_many():
    assert findings(without(varied(), "variants.py")) == ["problem.toml:29: variants: there is no variants.py"]
    assert findings(a_problem() | {"variants.py": SOURCE}) == [
        "variants.py: is not used: [variants] in problem.toml says how many there are"
    ]


@pytest.mark.parametrize("count", [1, 51, 2.5])
def test_there_are_2_to_50(count):
    text = PROBLEM + TABLES.replace("count = 3", f"count = {count}")
    assert any("variants.count" in found for found in findings(varied() | {"problem.toml": text}))


def test_an_unknown_key_is_an_error_with_its_line():
    text = PROBLEM + TABLES.replace("count = 3", "count = 3\nseeds = 4")
    (found,) = findings(varied() | {"problem.toml": text})
    assert found.startswith('problem.toml:31: unknown key "seeds"')


def test_an_unknown_placeholder_is_named_with_its_place():
    assert findings(varied() | {"statement.md": "{{ word }}\n\nSay {{ wrd }}.\n"}) == [
        'statement.md:3: there is no value "wrd"; did you mean "word"?'
    ]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("Say **{{ word }}** first.", "Say **{{ words }}** first.", "problem.toml:33"),
        ("/say?word={{word}}", "/say?word={{words}}", "problem.toml:36"),
        ('"{{ tags }}"', '"{{ tags }} {{ words }}"', "problem.toml:36"),
    ],
)
def test_hints_and_examples_are_looked_at_too(before, after, place):
    text = (PROBLEM + TABLES).replace(before, after)
    assert findings(varied() | {"problem.toml": text}) == [f'{place}: there is no value "words"; did you mean "word"?']


def test_placeholders_are_counted_over_all_texts():
    text = PROBLEM + TABLES  # with four of them, and the other files with five
    fine = varied() | {"problem.toml": text, "statement.md": "{{ word }}\n" * 191}
    assert findings(fine) == []
    assert findings(fine | {"statement.md": "{{ word }}\n" * 192}) == [
        "problem.toml: there are more than 200 placeholders"
    ]


def test_names_are_compared_no_oftener_than_there_may_be_placeholders(monkeypatch):
    asked = []
    monkeypatch.setattr(variants, "did_you_mean", lambda *names: asked.append(names) or "")
    assert len(findings(varied() | {"statement.md": "{{ word }} {{ wrd }}\n" * 90})) == 90
    assert len(asked) == 90
    asked.clear()
    assert len(findings(varied() | {"statement.md": "{{ word }} {{ wrd }}\n" * 2000})) == 1
    assert asked == []


def test_a_value_that_nobody_uses_is_named():
    more = SOURCE.replace('"tags"', '"colour": "red", "tags"')
    assert source(more) == ['variants.py:8: the value "colour" is used nowhere: no {{ colour }}, and no test names it']


def test_a_suite_that_cannot_be_read_is_no_matter_of_variants():
    found = findings(varied() | {"tests/more.py": "def broken(:\n"})
    assert len(found) == 1
    assert found[0].startswith("tests/more.py:1: is no valid Python")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def generate(seed:\n", "variants.py:1: is no valid Python"),
        ("limit = 3\n", "variants.py: needs def generate(seed), at the left edge"),
        ("def generate():\n    return {'word': 1}\n", "variants.py:1: needs def generate(seed)"),
        ("def generate(seed, more=1):\n    return {'word': 1}\n", "variants.py:1: needs def generate(seed)"),
        ("def generate(seed, *more):\n    return {'word': 1}\n", "variants.py:1: needs def generate(seed)"),
        ("async def generate(seed):\n    return {'word': 1}\n", "variants.py: needs def generate(seed)"),
        ("def generate(seed):\n    pass\n", "variants.py:1: generate has one return, at its end"),
        ("def generate(seed):\n    return dict(word=1)\n", "variants.py:1: generate has one return, at its end"),
        (
            "def generate(seed):\n    if seed:\n        return {'word': 2}\n    return {'word': 1}\n",
            "variants.py:1: generate has one return, at its end",
        ),
        ("def generate(seed):\n    return {}\n", "variants.py:2: generate gives no value"),
        ("def generate(seed):\n    return {'Word': 1}\n", "variants.py:2: a name is a literal"),
        ("def generate(seed):\n    return {seed: 1}\n", "variants.py:2: a name is a literal"),
        ("def generate(seed):\n    return {**{'word': 1}}\n", "variants.py:2: a name is a literal"),
        ("def generate(seed):\n    return {'word': 1,\n      'word': 2}\n", 'variants.py:3: "word" is given twice'),
        (
            "def generate(seed):\n    return {" + ", ".join(f"'n{n}': {n}" for n in range(31)) + "}\n",
            "variants.py:2: there are 31 values; a variant may have 30",
        ),
        (
            SOURCE.replace("WORDS =", "import time\n\nT = time.time()\nWORDS ="),
            "variants.py:5: time.time reads the clock",
        ),
        (
            "import random\n" + SOURCE.replace("30 + seed", "random.randint(1, 2)"),
            "variants.py:9: random.randint is not",
        ),
        (SOURCE.replace("30 + seed", "open('x').read()"), "variants.py:8: open('x') looks at files of the box"),
        ("import socket\n" + SOURCE, "variants.py:1: socket opens connections"),
        ("\0", "variants.py"),
        (SOURCE + "#" * 65536, "variants.py: has 65773 bytes; it may have 65536"),
        ("def generate(seed):\n    return " + "(" * 3000 + ")" * 3000, "variants.py"),
        (f"def generate(seed):\n    return {{'word': {'-' * 5000}1}}\n", "variants.py: is nested too deeply"),
    ],
)
def test_it_tells_what_is_wrong_with_the_file(text, told):
    found = source(text)
    assert found
    assert found[0].startswith(told)


def test_a_file_that_is_no_text_is_told():
    files = varied()
    bundle = bundle_of(files)
    spoilt = type(bundle)(dict(bundle.files) | {"variants.py": b"\xff"})
    assert [str(finding) for finding in read_names(spoilt)[1]] == ["variants.py: is not UTF-8: byte 0 cannot be read"]


def test_functions_inside_have_returns_of_their_own():
    text = SOURCE.replace("    return {", "    def inner():\n        return 3\n    f = lambda: 3\n    return {")
    assert source(text) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("problem.toml", 'title = "Echo"', 'title = "Echo {{ word }}"'), "problem.toml: title: values are filled in"),
        (("problem.toml", '"The voice"', '"The {{ word }}"'), "problem.toml: criteria.voice: values are filled in"),
        (("tests/test_echo.py", "It greets.", "It says {{ word }}."), "tests: test_greets: values are not filled in"),
        (("tests/test_echo.py", "Mind your manners.", "Mind {{ word }}."), "tests: test_size: values are not filled"),
    ],
)
def test_a_placeholder_that_readers_would_see_is_named(change, told):
    path, before, after = change
    files = varied()
    found = findings(files | {path: files[path].replace(before, after)})
    assert found[0].startswith(told)


def test_an_asset_is_the_same_for_all():
    files = varied() | {"assets/words.txt": "a\n{{ word }}\n", "statement.md": "{{ word }} [all](assets/words.txt)\n"}
    assert findings(files) == ["assets/words.txt:2: values are not filled in in assets, which all read alike"]


def test_what_is_expected_is_the_same_for_all():
    """A value with a quote in it would leave no TOML."""
    expected = 'fails = ["test_twice"]\nwhy = "It says {{ word }}."\n'
    assert findings(varied() | {"wrong/no-1/expect.toml": expected}) == [
        "wrong/no-1/expect.toml:2: values are not filled in in what is expected of a wrong solution, the same for all"
    ]


def test_it_is_the_problem_of_one_variant():
    loaded = loaded_varied().in_variant(1)
    assert loaded.statement == "Say Ahoy again.\n"
    assert loaded.bundle.starter("python-flask")["words.py"] == b"WORDS = ['Ahoy']\n"
    assert loaded.bundle.solution("python-flask")["app.py"] == b"# right with Ahoy\n"
    assert loaded.bundle.text("editorial.md") == "It is Ahoy, 31 times.\n"
    assert loaded.problem.hints[0].text == "Say **Ahoy** first."
    assert loaded.problem.examples[0].path == "/say?word=Ahoy"
    assert loaded.bundle.files["tests/test_echo.py"] == loaded_varied().bundle.files["tests/test_echo.py"]


def test_without_a_number_it_is_the_first():
    assert loaded_varied().in_variant(None).statement == "Say Hello again.\n"


def test_a_problem_without_variants_is_itself():
    loaded = load(a_problem())
    assert loaded.in_variant(None) is loaded
    assert loaded.values(None) == {}
    assert source_of(loaded.bundle, loaded.problem) == ""


@pytest.mark.parametrize("number", [-1, 3])
def test_other_numbers_are_refused(number):
    with pytest.raises(Invalid, match="are 0 to 2"):
        loaded_varied().in_variant(number)


def test_values_must_have_been_made():
    with pytest.raises(Invalid, match="are made by the gate"):
        load(varied()).in_variant(0)
    with pytest.raises(Invalid, match="do not exist"):
        load(a_problem()).in_variant(0)


def test_values_are_known_again_by_what_they_were_made_from():
    loaded = loaded_varied()
    other = load(varied() | {"statement.md": "{{ word }}, {{ word }}.\n"})
    assert source_of(loaded.bundle, loaded.problem) == source_of(other.bundle, other.problem)
    changed = load(varied() | {"variants.py": SOURCE.replace("Ahoy", "Hi")})
    assert source_of(loaded.bundle, loaded.problem) != source_of(changed.bundle, changed.problem)
    assert loaded.manifest.variants == VALUES


def test_a_suite_may_name_a_value_and_nothing_else_need():
    files = varied() | {"tests/test_echo.py": suite() + '\n\nNAMES = ("limit", "colour")\n'}
    assert findings(files | {"variants.py": SOURCE.replace('"tags"', '"colour": "red", "tags"')}) == []


def test_a_figure_has_no_placeholders():
    files = varied() | {"statement.md": "{{ word }} ![a dot](assets/dot.png)\n"}
    figure = b"\x89PNG\r\n\x1a\n\xff{{ word }}"
    bundle = Bundle(dict(bundle_of(files).files) | {"assets/dot.png": figure})
    loaded = from_bundle(bundle, SLUG, STACKS).with_variants(VALUES).in_variant(1)
    assert loaded.bundle.files["assets/dot.png"] == figure
