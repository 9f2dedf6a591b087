"""Markdown of another system as a statement: every reference in it leads somewhere afterwards."""

import pytest

from judge.exchange.markdown import fitting, variables, with_notes, without_heading
from judge.statement import ASSET, references


def fitted(text: str) -> tuple[str, list[str]]:
    told: list[str] = []
    return fitting(text, {"a.png": b""}, told.append), told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[words](https://x.example/)", "[words](https://x.example/)"),
        ("![A.](assets/a.png)", "![A.](assets/a.png)"),
        ("[words](other.md)", "words"),
        ("![A.](pictures/b.png)", "A."),
        ("![A.](https://x.example/b.png)", "[A.](https://x.example/b.png)"),
        ("![](https://x.example/b.png)", "[figure](https://x.example/b.png)"),
        ('[words](other.md "A title")', "words"),
        ("[words](javascript:alert(1))", "[words](javascript:alert(1))"),
    ],
)
def test_it_keeps_what_leads_somewhere_and_the_words_of_the_rest(text: str, expected: str):
    assert fitted(text)[0] == expected


def test_it_says_what_it_took_out():
    assert fitted("[a](b.md) [c](https://x.example/)")[1] == [
        "the link b.md was taken out: only its words are left",
    ]
    assert fitted("![a](b.png)")[1] == ["the figure b.png was taken out: only its words are left"]


@pytest.mark.parametrize(
    "text",
    [
        "[words][there]\n\n[there]: other.md",
        "[words][there]\n\n[there]: https://x.example/",
        "[a (b)](other.md (title))",
        "[x [y](z.md)](w.md)",
        "[words]( <some place.md> )",
        "![](assets/none.png)",
        "![figure](<a b.png>)",
    ],
)
def test_it_leaves_no_reference_that_leads_nowhere(text: str):
    for reference in references(fitted(text)[0]):
        found = ASSET.fullmatch(reference.target)
        assert reference.target.startswith("https://") or (found and found[1] == "a.png")


def test_it_drops_the_heading_of_the_first_line_alone():
    assert without_heading("\n# Instructions\n\nText\n\n# More\n") == "Text\n\n# More"
    assert without_heading("## Smaller\n\nText") == "## Smaller\n\nText"


def test_it_makes_quotations_of_boxes():
    text = "a\n\n~~~~exercism/note\nOne\n\n```py\nx\n```\n~~~~\nb\n"
    assert with_notes(text) == "a\n\n> **Note**\n>\n> One\n>\n> ```py\n> x\n> ```\nb\n"
    assert with_notes("~~~~exercism/caution\nOne") == "> **Caution**\n>\n> One"
    assert with_notes("~~~~python\nx\n~~~~\n") == "~~~~python\nx\n~~~~\n"


def test_it_finds_what_a_template_would_fill_in():
    assert variables("a {{x}} b {{{y}}} c { d }") == ["{{x}}", "{{{y}}}"]
