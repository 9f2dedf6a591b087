"""A PrairieLearn question's page as Markdown: its panel in words, code and figures; what is an input is named."""

import re
import textwrap
from html.parser import HTMLParser

from judge.errors import Invalid

MAX_PAGE = 50_000  # characters
MAX_TAIL = 1_000  # characters of a tag that never ends: the parser begins again at each of them
MAX_INDENT = 8  # levels of lists

_HIDDEN = frozenset({"pl-submission-panel", "pl-answer-panel", "script", "style", "pl-hidden-hints"})
_SILENT = frozenset(
    {"pl-question-panel", "pl-external-grader-results", "pl-file-preview", "pl-external-grader-variables", "pl-card"}
)
_VERBATIM = frozenset({"markdown", "pl-code", "pl-file-editor", "pre"})
_INLINE = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`", "tt": "`"}
_BLOCKS = frozenset({"p", "div", "table", "tr", "section", "blockquote", "dl", "dd", "dt", "center"})
_SPECIAL = re.compile(r"([\\`*_\[\]<])")


class Page(HTMLParser):
    """What the page says and names. Lines are those of the file."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.editor: dict[str, str] = {}  # the attributes of what takes the answer
        self.initial = ""  # what stands in the editor
        self.left_out: list[tuple[int, str]] = []
        self.figures: list[str] = []
        self._parts: list[str] = []
        self._panel: list[str] = []
        self._is_in_panel = False
        self._hidden: list[str] = []
        self._verbatim: list[tuple[str, dict[str, str], list[str]]] = []
        self._lists: list[int] = []  # for each open list the next number; 0: bullets
        self._links: list[str] = []

    @property
    def markdown(self) -> str:
        """The question panel, or the whole page when it has none."""
        text = "".join(self._panel or self._parts)
        lines = [line.rstrip() for line in text.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins an element."""
        given = {name: value or "" for name, value in attrs}
        if self._verbatim:
            self._verbatim[-1][2].append(self.get_starttag_text() or "")
        elif self._hidden or tag in _HIDDEN:
            self._hide(tag)
        elif tag in _VERBATIM:
            self._verbatim.append((tag, given, []))
        elif tag == "pl-question-panel":
            self._is_in_panel = True
        elif tag.startswith("pl-"):
            self._element(tag, given)
        else:
            self._open(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in ("br", "img", "hr"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Ends an element."""
        if self._verbatim:
            if tag == self._verbatim[-1][0]:
                self._close_verbatim()
            else:
                self._verbatim[-1][2].append(f"</{tag}>")
        elif self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        elif tag == "pl-question-panel":
            self._is_in_panel = False
        else:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        """Words; white space is one blank, as on a page."""
        if self._verbatim:
            self._verbatim[-1][2].append(data)
        elif not self._hidden:
            self._write(_SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", data)))

    def _write(self, text: str) -> None:
        (self._panel if self._is_in_panel else self._parts).append(text)

    def _tell(self, message: str) -> None:
        self.left_out.append((self.getpos()[0], message))

    def _hide(self, tag: str) -> None:
        if not self._hidden:
            if tag in ("pl-answer-panel", "pl-hidden-hints", "script"):
                self._tell(f"<{tag}> is not part of the statement")
            self._hidden.append(tag)
        elif tag == self._hidden[-1]:
            self._hidden.append(tag)

    def _element(self, tag: str, given: dict[str, str]) -> None:
        if tag == "pl-file-upload":
            self.editor = self.editor or {"file-name": given.get("file-names", "").split(",")[0].strip()}
        elif tag == "pl-figure":
            self._figure(given.get("file-name", ""), given.get("alt", ""))
        elif tag not in _SILENT:
            self._tell(f"<{tag}> has no counterpart: an answer here is files")

    def _figure(self, name: str, words: str) -> None:
        self.figures.append(name)
        self._write(f"![{_SPECIAL.sub('', words) or 'Figure'}](assets/{name})")

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag in _INLINE:
            self._write(_INLINE[tag])
        elif re.fullmatch("h[1-6]", tag):
            self._write(f"\n\n{'#' * max(2, int(tag[1]))} ")
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else 0)
            self._write("\n")
        elif tag == "li":
            self._item()
        elif tag == "a":
            self._links.append(given.get("href", ""))
            self._write("[")
        elif tag == "img":
            self._figure(given.get("src", "").rpartition("/")[2], given.get("alt", ""))
        elif tag in _BLOCKS or tag in ("br", "hr"):
            self._write("\n\n")

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else 0
        mark = f"{number}. " if number else "- "
        if number:
            self._lists[-1] += 1
        self._write(f"\n{'  ' * min(len(self._lists) - 1, MAX_INDENT)}{mark}")

    def _close(self, tag: str) -> None:
        if tag in _INLINE:
            self._write(_INLINE[tag])
        elif tag == "a" and self._links:
            self._write(f"]({self._links.pop()})")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._write("\n\n")
        elif tag in _BLOCKS or re.fullmatch("h[1-6]", tag):
            self._write("\n\n")

    def _close_verbatim(self) -> None:
        tag, given, parts = self._verbatim.pop()
        text = textwrap.dedent("".join(parts)).strip("\n")
        if tag == "pl-file-editor":
            self.editor, self.initial = given, text
        elif tag == "markdown":
            self._write(f"\n\n{text}\n\n")
        elif given.get("source-file-name"):
            self._tell(f"<{tag}> shows the file {given['source-file-name']}")
        else:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
            language = re.sub(r"\W", "", given.get("language", ""))
            self._write(f"\n\n{fence}{language}\n{text}\n{fence}\n\n")


def read_page(html: str, path: str) -> Page:
    """The page, read to its end; raises Invalid when it is too long for any question, or a tag in it never ends."""
    if len(html) > MAX_PAGE:
        raise Invalid(f"has {len(html)} characters; {MAX_PAGE} are read", path)
    page = Page()
    page.feed(html)
    if len(page.rawdata) > MAX_TAIL:
        raise Invalid(f"has a tag or comment that does not end in the {len(page.rawdata)} characters after it", path)
    page.close()
    return page
