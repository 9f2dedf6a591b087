"""Markdown and code as safe HTML: what authors write about a problem, and code wherever it is read.

Authors are trusted with a suite, not with a reader's browser: raw HTML is never passed through, and what the
renderer makes is filtered by an allow-list once more, so that a bug in the one is caught by the other.
"""

import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight as paint
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

ALLOWED_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "div", "pre", "code", "span"),
    *("strong", "em", "s", "a", "img", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "div": {"class", "tabindex"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "pre": {"class", "tabindex"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
}
ALLOWED_SCHEMES = {"https", "http", "mailto"}

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
ASSET = re.compile(rf"assets/({_NAME}(?:/{_NAME}){{0,5}})")  # how a text refers to a figure or download beside it

LANGUAGES = {  # by the ending, as the highlighter and the editor call them
    ".bash": "bash",
    ".cfg": "ini",
    ".cjs": "javascript",
    ".conf": "ini",
    ".cs": "csharp",
    ".css": "css",
    ".dockerfile": "dockerfile",
    ".go": "go",
    ".htm": "html",
    ".html": "html",
    ".ini": "ini",
    ".java": "java",
    ".js": "javascript",
    ".json": "json",
    ".jsx": "jsx",
    ".md": "markdown",
    ".mjs": "javascript",
    ".php": "php",
    ".properties": "properties",
    ".py": "python",
    ".pyi": "python",
    ".rb": "ruby",
    ".sh": "bash",
    ".sql": "sql",
    ".svg": "xml",
    ".toml": "toml",
    ".ts": "typescript",
    ".tsx": "tsx",
    ".txt": "text",
    ".xml": "xml",
    ".yaml": "yaml",
    ".yml": "yaml",
}
LANGUAGES_BY_NAME = {  # where the whole name says more than its ending
    "config.ru": "ruby",
    "dockerfile": "dockerfile",
    "gemfile": "ruby",
    "go.mod": "text",
    "nginx.conf": "nginx",
    "rakefile": "ruby",
}
# Some highlighters can be kept busy for minutes: none but those of our stacks is used, and for so much code.
KNOWN_LANGUAGES = frozenset(LANGUAGES.values()) | {*LANGUAGES_BY_NAME.values(), "http", "shell", "console", "diff"}
PAINTED_CHARACTERS = 20_000
CACHED_TEXTS = 256  # rendered: the longest statement takes seconds, and each of its readers would wait for them

# Characters that make code read differently from what it does: controls (tab and newline apart), bidi marks, breaks,
# and what is not seen at all: soft hyphens, empty letters, annotations, tags.
DECEIVING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A link or a figure in a text, as its author wrote it."""

    target: str
    line: int
    is_figure: bool
    alternative: str  # what a figure says to those who do not see it


def render(markdown: str, assets: str = "") -> str:
    """The text as HTML that can be put into a page as it is.

    `assets` is the address, with a slash at its end, of the folder of the same name: figures come from there or are
    replaced by their alternative text, since one from elsewhere would tell its host who reads.
    """

    def own(tag: str, name: str, value: str) -> str | None:
        is_foreign = (tag, name) == ("img", "src") and not (assets and value.startswith(assets))
        return None if is_foreign else value

    return nh3.clean(
        _renderer().render(markdown, {"assets": assets}),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=own,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


@lru_cache(maxsize=CACHED_TEXTS)
def to_html(markdown: str, assets: str = "") -> str:
    """The same, kept for the readers who come after; not for a text that is being written."""
    return render(markdown, assets)


def references(markdown: str) -> list[Reference]:
    """Every link and figure of a text, with its line."""
    found: list[Reference] = []
    _renderer().parse(markdown, {"assets": "", "found": found})
    return found


def language_of(path: str) -> str:
    """The language of a file by its name, as the highlighter and the editor call it."""
    name = path.rpartition("/")[2].lower()
    dot = name.rfind(".")
    known = LANGUAGES.get(name[dot:], "text") if dot >= 0 else "text"
    return LANGUAGES_BY_NAME.get(name, known)


def reveal(text: str) -> str:
    """The text with deceiving characters spelled out, so that a reader sees what a compiler sees."""
    return DECEIVING.sub(lambda found: f"[U+{ord(found.group()):04X}]", text.replace("\r\n", "\n"))


def reveal_all(value: Any) -> Any:
    """The same for every string inside of JSON, keys included."""
    if isinstance(value, str):
        return reveal(value)
    if isinstance(value, dict):
        return {reveal(key): reveal_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal_all(item) for item in value]
    return value


def highlight(code: str, language: str) -> str:
    """Code as HTML with classes and no styles; an unknown language is shown plain."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return html.escape(code)
    painted: str = paint(code, lexer, HtmlFormatter(nowrap=True))
    return painted if code.endswith("\n") else painted.removesuffix("\n")  # the formatter ends every line


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("js-default", {"highlight": _fence})
    renderer.core.ruler.push("site", _fit_into_page)
    # Scrollable parts can be reached with the keyboard: wide tables and code on a phone.
    renderer.add_render_rule("table_open", _table_open)
    renderer.add_render_rule("table_close", _table_close)
    return renderer


def _fence(code: str, language: str, _attributes: str) -> str:
    name = re.sub(r"[^a-z0-9+-]", "", language.lower()) or "text"
    name = name if name in KNOWN_LANGUAGES and len(code) <= PAINTED_CHARACTERS else "text"
    return f'<pre class="highlight" tabindex="0"><code class="language-{name}">{highlight(code, name)}</code></pre>'


def _fit_into_page(state: Any) -> None:
    """Leaves the first level of headings to the page, and says alignment by a class: the CSP refuses styles."""
    for token in state.tokens:
        if token.tag == "h1":
            token.tag = "h2"
        style = token.attrs.pop("style", "")
        if isinstance(style, str) and style.startswith("text-align:"):
            token.attrSet("class", f"align-{style.removeprefix('text-align:').strip()}")
        if token.type == "inline":
            token.children = [_referring(part, token, state) for part in token.children]


def _referring(part: Token, block: Token, state: Any) -> Token:
    """A link or figure with the address of what it refers to; anything else as it is."""
    if part.type not in ("image", "link_open"):
        return part
    is_figure = part.type == "image"
    name = "src" if is_figure else "href"
    target, assets = str(part.attrs.get(name, "")), state.env.get("assets", "")
    if "found" in state.env:
        line = _line_of(target, block, state.src)
        state.env["found"].append(Reference(target, line, is_figure, part.content.strip()))
    found = ASSET.fullmatch(target)
    if found and assets:
        part.attrs[name] = assets + found[1]
    elif is_figure:
        return Token("text", "", 0, content=part.content)
    elif found:
        part.attrs.pop(name)
    return part


def _line_of(target: str, block: Token, source: str) -> int:
    """The line of a block in which the target stands; the block's first when it stands elsewhere, as a footnote's."""
    first, after = block.map or (0, None)  # a table's cells know no lines
    lines = source.split("\n")[first:after]
    return first + 1 + next((number for number, line in enumerate(lines) if target in line), 0)


def _table_open(_self: Any, _tokens: list[Token], _index: int, _options: Any, _env: Any) -> str:
    return '<div class="table-scroll" tabindex="0"><table>\n'


def _table_close(_self: Any, _tokens: list[Token], _index: int, _options: Any, _env: Any) -> str:
    return "</table></div>\n"
