"""Code as pages show it."""

from web.code import PAINTED_CHARS, code_files

LINE = "x = '<b>'\n"


def test_it_highlights_code_and_escapes_it():
    (file,) = code_files({"app.py": LINE})
    assert '<span class="n">x</span>' in file.html
    assert "&lt;b&gt;" in file.html
    assert "<b>" not in file.html


def test_it_spells_out_what_deceives():
    (file,) = code_files({"app.py": "# \u202eevil\u202c\n"})
    assert file.text == "# [U+202E]evil[U+202C]\n"
    assert "[U+202E]" in file.html


def test_it_shows_plain_what_would_take_long_to_highlight():
    long = LINE * (PAINTED_CHARS // len(LINE) + 1)
    first, second = code_files({"a.py": LINE, "b.py": long})
    assert "<span" in first.html
    assert second.html.count("&lt;b&gt;") == long.count("\n")
    assert "<" not in second.html


def test_it_counts_the_files_of_a_page_together():
    half = LINE * (PAINTED_CHARS // len(LINE) // 2 + 1)
    files = code_files({"a.py": half, "b.py": half, "c.py": LINE})
    assert ["<span" in file.html for file in files] == [True, False, True]


def test_it_counts_what_is_spelled_out():
    (file,) = code_files({"a.py": "\u200b" * (PAINTED_CHARS // 2)})
    assert "<span" not in file.html
