"""Markdown of another system as a statement of ours: no figures from elsewhere, and no link that leads nowhere."""

import re
from collections.abc import Callable, Mapping

from judge.statement import ASSET, references

_ADMONITION = re.compile(r"(~{3,}|`{3,})exercism/(\w{1,40})[ \t]*")
_FIRST_HEADING = re.compile(r"\A\s*# [^\n]*\n")
_LINK = re.compile(r"(!?)\[([^\[\]\n]*)\]\(([^()\s]*)(?:\s+\"[^\"\n]*\")?\)")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]+)\]:\s*(\S+).*$", re.MULTILINE)
_ELSEWHERE = ("https://", "http://", "mailto:", "/", "#")
_MUSTACHE = re.compile(r"\{\{\{?[^{}\n]{0,200}\}\}\}?")


def without_heading(text: str) -> str:
    """A text without the heading on its first line: the page has the title above it."""
    return _FIRST_HEADING.sub("", text, count=1).strip()


def with_notes(text: str) -> str:
    """Boxes that the other system draws become quotations; one without an end goes on to the end of the text."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        begins = _ADMONITION.fullmatch(line)
        if not fence and begins:
            fence = begins[1]
            lines += [f"> **{begins[2].capitalize()}**", ">"]
        elif fence and line.rstrip() == fence:
            fence = ""
        else:
            lines.append(f"> {line}".rstrip() if fence else line)
    return "\n".join(lines)


def variables(text: str) -> list[str]:
    """What a template would fill in."""
    return _MUSTACHE.findall(text)


def fitting(text: str, assets: Mapping[str, bytes], tell: Callable[[str], None]) -> str:
    """The text with references that a statement may have; `tell` hears of each that was changed."""

    def mended(found: re.Match[str]) -> str:
        mark, words, target = found[1], found[2], found[3]
        asset = ASSET.fullmatch(target)
        if asset and asset[1] in assets and (words or not mark):
            return f"{mark}[{words}]({target})"
        if not mark and target.startswith(_ELSEWHERE):
            return f"[{words}]({target})"
        tell(f"the {'figure' if mark else 'link'} {target[:100]} was taken out: only its words are left")
        is_address = mark and target.startswith(("https://", "http://"))
        return f"[{words or 'figure'}]({target})" if is_address else words

    def kept(found: re.Match[str]) -> str:
        return found[0] if found[2].strip("<>").startswith(_ELSEWHERE) else ""

    return _last_resort(_DEFINITION.sub(kept, _LINK.sub(mended, text)), assets, tell)


def _last_resort(text: str, assets: Mapping[str, bytes], tell: Callable[[str], None]) -> str:
    """What is written in a way that the pattern does not know loses its brackets."""
    lines = text.split("\n")
    for reference in references(text):
        asset = ASSET.fullmatch(reference.target)
        is_kept = asset is not None and asset[1] in assets
        if is_kept or (not reference.is_figure and reference.target.startswith(_ELSEWHERE)):
            continue
        tell(f"the reference {reference.target[:100]} was spelled out")
        line = min(reference.line, len(lines)) - 1
        lines[line] = lines[line].replace("[", "\\[").replace("<", "\\<")
    return "\n".join(lines)
