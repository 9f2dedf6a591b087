"""Figures and downloads: texts and folder agree."""

import pytest

from judge.catalogue.assets import DOWNLOADS, FIGURES, MAX_ASSET_BYTES
from judge.catalogue.bundle import Bundle
from judge.catalogue.load import from_bundle
from judge.errors import ProblemInvalid
from tests.judge.catalogue.folders import PROBLEM, SLUG, STACKS, a_problem

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
BODIES = {
    "gif": b"GIF89a...",
    "jpeg": b"\xff\xd8\xff...",
    "jpg": b"\xff\xd8\xff...",
    "png": b"\x89PNG\r\n\x1a\n...",
    "svg": SVG,
    "webp": b"RIFF....WEBP",
}
SHOWN = "Look.\n\n![The flow](assets/flow.svg) and [the data](assets/data/rows.csv)\n"
ASSETS = {"assets/flow.svg": SVG, "assets/data/rows.csv": b"id\n1\n"}


def faults(statement: str = SHOWN, /, **files: bytes | str) -> list[str]:
    """What is wrong with a problem that has a figure and a download, once this is changed."""
    folder = {path: text.encode() for path, text in a_problem().items()} | ASSETS | {"statement.md": statement.encode()}
    folder |= {path: body if isinstance(body, bytes) else body.encode() for path, body in files.items()}
    try:
        from_bundle(Bundle(folder), SLUG, STACKS)
    except ProblemInvalid as error:
        return [str(finding) for finding in error.findings]
    return []


def test_it_takes_a_figure_and_a_download():
    assert faults() == []


@pytest.mark.parametrize("ending", FIGURES)
def test_it_takes_every_kind_of_figure(ending):
    text = f"{SHOWN}\n![All](assets/all.{ending})\n"
    assert faults(text, **{f"assets/all.{ending}": BODIES[ending]}) == []
    (line,) = faults(text, **{f"assets/all.{ending}": b"nothing of the kind"})
    assert line == f"assets/all.{ending}: is no {ending.upper()}, whatever its name says"


@pytest.mark.parametrize("ending", DOWNLOADS)
def test_it_takes_every_kind_of_download_as_text(ending):
    text = f"{SHOWN}\n[All](assets/all.{ending})\n"
    assert faults(text, **{f"assets/all.{ending}": "räksmörgås"}) == []
    assert "is not UTF-8" in faults(text, **{f"assets/all.{ending}": b"\xff\xfe"})[0]


@pytest.mark.parametrize("name", ["page.html", "run.js", "notes.pdf", "Makefile", "flow.svgz", "archive.zip"])
def test_it_refuses_other_files(name):
    (line,) = faults(f"{SHOWN}\n[x](assets/{name})\n", **{f"assets/{name}": "x"})
    assert line.startswith(f"assets/{name}: is neither a figure (gif, jpeg, jpg, png, svg, webp) nor a download (csv,")


def test_it_refuses_an_asset_that_is_too_large():
    (line,) = faults(**{"assets/data/rows.csv": b"x" * (MAX_ASSET_BYTES + 1)})
    assert line == f"assets/data/rows.csv: has {MAX_ASSET_BYTES + 1} bytes; an asset may have {MAX_ASSET_BYTES}"
    assert faults(**{"assets/data/rows.csv": b"x" * MAX_ASSET_BYTES}) == []


def test_it_names_the_line_of_an_asset_that_is_not_there():
    (line,) = faults(f"{SHOWN}\nTwo\nlines, ![then](assets/flaw.svg)\n")
    assert line == 'statement.md:6: there is no assets/flaw.svg; did you mean "assets/flow.svg"?'


def test_it_wants_words_for_who_cannot_see_a_figure():
    (line,) = faults(f"{SHOWN}\n![ ](assets/flow.svg)\n")
    expected = "the figure assets/flow.svg says nothing to who cannot see it: ![what it shows](assets/flow.svg)"
    assert line == f"statement.md:5: {expected}"


def test_it_shows_no_download_as_a_figure():
    (line,) = faults(f"{SHOWN}\n![rows](assets/data/rows.csv)\n")
    assert line == "statement.md:5: assets/data/rows.csv is no figure: link to it with [words](assets/data/rows.csv)"


@pytest.mark.parametrize(
    "target", ["https://example.org/x.png", "x.png", "../flow.svg", "/assets/flow.svg", "assets/../flow.svg"]
)
def test_it_takes_no_figure_from_elsewhere(target):
    (line,) = faults(f"{SHOWN}\n![x]({target})\n")
    assert line == f'statement.md:5: the figure "{target}" would not be shown: figures are files in assets/'


@pytest.mark.parametrize("target", ["starter/app.py", "rows.csv", "assets/", "assets", "./assets/flow.svg", "?x=1"])
def test_it_finds_links_that_lead_nowhere(target):
    (line,) = faults(f"{SHOWN}\n[x]({target})\n")
    assert line == f'statement.md:5: the link "{target}" leads nowhere: give assets/... or the whole address'


@pytest.mark.parametrize("target", ["https://example.org/", "http://x.org", "mailto:a@example.org", "/problems", "#a"])
def test_it_lets_other_links_lead_where_they_may(target):
    assert faults(f"{SHOWN}\n[x]({target})\n") == []


def test_it_finds_what_nobody_shows():
    assert faults("Look: assets/flow.svg\n") == [
        "assets/data/rows.csv: is used by no statement and no editorial",
        "assets/flow.svg: is used by no statement and no editorial",
    ]


def test_it_counts_what_a_translation_shows():
    german = '\n[translations.de]\ntitle = "Echo"\nsummary = "Sag noch einmal, was gesagt wurde."\n'
    files = {"problem.toml": PROBLEM + german, "assets/fluss.svg": SVG}
    assert faults(**files, **{"statement.de.md": "![Der Fluss](assets/fluss.svg)\n"}) == []
    (line, _) = faults(**files, **{"statement.de.md": "![Der Fluss](assets/flus.svg)\n"})
    assert line == "assets/fluss.svg: is used by no statement and no editorial"


def test_it_keeps_the_figures_of_an_editorial_for_the_end():
    late = {"editorial.md": "![Why](assets/editorial/why.svg)\n", "assets/editorial/why.svg": SVG}
    assert faults(**late) == []
    early = {"editorial.md": "![Why](assets/why.svg)\n", "assets/why.svg": SVG}
    assert faults(**early) == [
        "assets/why.svg: can be read before the end, but only an editorial shows it: put it into assets/editorial/"
    ]
    (line,) = faults(f"{SHOWN}\n![Why](assets/editorial/why.svg)\n", **late)
    assert line.startswith("statement.md:5: assets/editorial/why.svg is not shown before the end")


def test_it_shows_a_statements_figure_again_in_the_editorial():
    assert faults(**{"editorial.md": "![The flow](assets/flow.svg)\n"}) == []


@pytest.mark.parametrize("text", ["Look: ![x](assets/flow.svg)", "Take [x](assets/data/rows.csv)"])
def test_it_wants_hints_of_words(text):
    toml = f"{PROBLEM}\n[[hints]]\ncost = 1\ntext = '''\n{text}\n'''\n"
    assert faults(**{"problem.toml": toml}) == ["problem.toml:31: a hint has no figures and no downloads"]


def test_it_lets_hints_link_elsewhere():
    toml = f"{PROBLEM}\n[[hints]]\ncost = 1\ntext = 'See [the docs](https://example.org).'\n"
    assert faults(**{"problem.toml": toml}) == []


def test_it_takes_a_statement_that_cannot_be_read_for_one_fault():
    lines = faults(**{"statement.md": b"\xff"})
    assert "statement.md: is not UTF-8: byte 0 cannot be read" in lines
