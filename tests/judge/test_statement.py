"""Statements: what authors write becomes HTML, and nothing in it acts."""

import re

import pytest
from pygments.lexers import get_lexer_by_name

from judge import statement
from judge.statement import (
    LANGUAGES,
    LANGUAGES_BY_NAME,
    Reference,
    highlight,
    language_of,
    references,
    reveal,
    reveal_all,
    to_html,
)


def test_it_renders_headings_lists_and_links():
    page = to_html("## Contract\n\n- one\n- two\n\n[docs](https://example.org 'The docs')")
    assert "<h2>Contract</h2>" in page
    assert "<li>one</li>" in page
    assert '<a href="https://example.org" title="The docs" rel="noopener noreferrer nofollow">docs</a>' in page


def test_it_leaves_the_first_heading_level_to_the_page():
    assert to_html("# Title") == "<h2>Title</h2>\n"


def test_it_renders_a_table_with_alignment_by_class():
    page = to_html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="table-scroll" tabindex="0"><table>' in page
    assert '<td class="align-right">2</td>' in page
    assert "style=" not in page


def test_it_highlights_a_fence_with_classes():
    page = to_html('```json\n{"a": 1}\n```')
    assert '<pre class="highlight" tabindex="0"><code class="language-json">' in page
    assert '<span class="nt">"a"</span>' in page or '<span class="nt">&quot;a&quot;</span>' in page


def test_it_shows_a_fence_of_an_unknown_language_plain():
    page = to_html("```brainfog\n<b>x</b>\n```")
    assert '<code class="language-text">&lt;b&gt;x&lt;/b&gt;' in page


def test_it_shows_a_fence_without_a_language_as_text():
    assert '<code class="language-text">plain' in to_html("```\nplain\n```")


def test_it_cannot_be_broken_out_of_by_a_fence_language():
    page = to_html('```"><script>alert(1)</script>\nx\n```')
    assert "<script" not in page
    assert '<code class="language-text">' in page


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox(1))",
        "![x](https://tracker.example/pixel.png)",
        '<a href="https://x" onclick="alert(1)">x</a>',
        "<style>body{display:none}</style>",
        '<iframe src="https://x"></iframe>',
        '<svg><animate onbegin="alert(1)"/></svg>',
        "`</code><script>alert(1)</script>`",
        '[x](https://a"onmouseover="alert(1))',
    ],
)
def test_it_makes_every_attack_inert(attack):
    page = to_html(attack)
    for live in ("<script", "<img", "<svg", "<iframe", "<style", 'href="javascript', 'href="data', 'href="vbscript'):
        assert live not in page.lower()
    assert not re.search("<[^>]* on[a-z]+=", page)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("app.py", "python"),
        ("db/Query.SQL", "sql"),
        ("notes", "text"),
        ("x.unknown", "text"),
        ("a.b/c.yml", "yaml"),
        ("a.py/notes", "text"),
        ("docker/Dockerfile", "dockerfile"),
        ("nginx.conf", "nginx"),
        ("src/Main.java", "java"),
    ],
)
def test_it_knows_a_language_by_the_file_name(path, language):
    assert language_of(path) == language


def test_it_names_only_languages_that_the_highlighter_has():
    for language in {*LANGUAGES.values(), *LANGUAGES_BY_NAME.values()}:
        assert get_lexer_by_name(language)


def test_it_escapes_code_of_every_language():
    assert "<script" not in highlight("<script>", "python")
    assert highlight("<b>", "no such language") == "&lt;b&gt;"


def test_it_keeps_leading_and_missing_newlines_of_code():
    assert highlight("\nx", "text") == "\nx"


def test_it_spells_out_characters_that_deceive():
    assert reveal("if a:\u202e # \u2066x\x1b[2J") == "if a:[U+202E] # [U+2066]x[U+001B][2J"


def test_it_spells_out_characters_that_nobody_sees():
    assert reveal("is\xad_\u3164admin\U000e0061") == "is[U+00AD]_[U+3164]admin[U+E0061]"


def test_it_leaves_honest_text_as_it_is():
    assert reveal("def f():\r\n\treturn 'ünïcode 漢字'\n") == "def f():\n\treturn 'ünïcode 漢字'\n"


def test_it_spells_out_deceiving_characters_everywhere_in_json():
    told = {"a\u202e": ["x\x1b", {"b": "\u2066"}], "n": 1, "none": None}
    assert reveal_all(told) == {"a[U+202E]": ["x[U+001B]", {"b": "[U+2066]"}], "n": 1, "none": None}


# --- figures and downloads ----------------------------------------------------------------------------------------

BASE = "/problems/echo/assets/0123456789abcdef/"


def test_it_shows_figures_of_the_problem_under_their_address():
    page = to_html("![The *flow*](assets/a/flow.svg 'A title')", BASE)
    assert page == f'<p><img src="{BASE}a/flow.svg" alt="The flow" title="A title"></p>\n'


def test_it_links_to_downloads_under_their_address():
    page = to_html("[rows](assets/rows.csv)", BASE)
    assert f'<a href="{BASE}rows.csv"' in page


def test_it_shows_a_figure_that_links_to_something():
    page = to_html("[![small](assets/small.png)](assets/rows.csv)", BASE)
    assert f'href="{BASE}rows.csv"' in page
    assert f'<img src="{BASE}small.png" alt="small">' in page


@pytest.mark.parametrize(
    "target",
    [
        "https://tracker.example/pixel.png",
        "//tracker.example/pixel.png",
        "/static/x.png",
        "data:image/png;base64,AAAA",
        "assets/../secret.png",
        "assets//x.png",
        "assets/.x.png",
        "assets/",
        "../assets/x.png",
        "assets/x.png?y",
        "assets/%2e%2e/x.png",
        "ASSETS/x.png",
    ],
)
def test_it_puts_words_in_place_of_every_other_figure(target):
    page = to_html(f"A ![small <b>map</b>]({target}) here", BASE)
    assert "<img" not in page
    assert page == "<p>A small &lt;b&gt;map&lt;/b&gt; here</p>\n"


def test_it_has_no_figures_and_downloads_where_no_address_is_given():
    page = to_html("![map](assets/map.png) and [rows](assets/rows.csv)")
    assert page == '<p>map and <a rel="noopener noreferrer nofollow">rows</a></p>\n'


def test_it_lets_no_raw_figure_through():
    page = to_html(f'<img src="{BASE}x.png" onerror="alert(1)">', BASE)
    assert "<img" not in page


def test_it_drops_a_foreign_figure_even_if_the_renderer_made_one(monkeypatch):
    class Careless:
        def render(self, _markdown, _env):
            return '<img src="https://tracker.example/x.png" alt="x"><a href="https://example.org">y</a>'

    monkeypatch.setattr(statement, "_renderer", Careless)
    page = to_html("", BASE)
    assert "tracker" not in page
    assert 'href="https://example.org"' in page


def test_it_finds_every_reference_with_its_line():
    text = "One [a](b.md)\nand ![c *d*](assets/e.svg)\n\n> - ![](assets/f.png)\n\n[g]: https://example.org\n\n[h][g]\n"
    assert references(text) == [
        Reference("b.md", 1, is_figure=False, alternative=""),
        Reference("assets/e.svg", 2, is_figure=True, alternative="c *d*"),
        Reference("assets/f.png", 4, is_figure=True, alternative=""),
        Reference("https://example.org", 8, is_figure=False, alternative=""),
    ]


def test_it_finds_references_in_a_table():
    text = "Words\n\n| a |\n| --- |\n| ![x](assets/x.png) |\n"
    assert [(found.target, found.line) for found in references(text)] == [("assets/x.png", 5)]


def test_it_finds_no_reference_in_code():
    assert references("`![x](assets/x.png)`\n\n```\n![x](assets/x.png)\n```\n") == []
