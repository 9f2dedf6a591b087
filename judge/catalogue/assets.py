"""Figures and downloads of a statement: what may be one, and whether texts and folder agree."""

from collections.abc import Mapping

from judge.catalogue.bundle import Bundle
from judge.catalogue.texts import EDITORIAL, texts
from judge.catalogue.toml import Place, did_you_mean, line_of
from judge.domain.problem import Problem
from judge.errors import Finding, Invalid
from judge.statement import ASSET, Reference, references

FOLDER = "assets"
AFTERWARDS = "editorial/"  # figures in assets/editorial/ are shown with the editorial, not before
MAX_ASSET_BYTES = 512 * 1024

FIGURES = {
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
DOWNLOADS = {
    "csv": "text/csv",
    "http": "text/plain",
    "json": "application/json",
    "sql": "application/sql",
    "txt": "text/plain",
    "yaml": "application/yaml",
    "yml": "application/yaml",
}
MEDIA_TYPES = FIGURES | DOWNLOADS
_BEGINNINGS = {
    "gif": b"GIF8",
    "jpeg": b"\xff\xd8\xff",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "webp": b"RIFF",
}
_ELSEWHERE = ("https://", "http://", "mailto:", "/", "#")


def ending_of(path: str) -> str:
    """What says of which kind a file is."""
    return path.rpartition(".")[2].lower()


def asset_faults(bundle: Bundle, problem: Problem, lines: Mapping[Place, int]) -> list[Finding]:
    """Assets that cannot be served or that nobody shows, and references that lead nowhere."""
    assets = bundle.under(FOLDER)
    faults = [
        Finding(f"{FOLDER}/{path}", None, fault) for path in sorted(assets) if (fault := _file_fault(bundle, path))
    ]
    shown: dict[str, set[bool]] = {}  # asset -> whether texts that show it are editorials
    for file, text in texts(bundle).items():
        for reference in references(text):
            is_editorial = file.startswith(EDITORIAL)
            fault = _reference_fault(reference, assets, is_editorial=is_editorial)
            faults += [Finding(file, reference.line, fault)] if fault else []
            if found := ASSET.fullmatch(reference.target):
                shown.setdefault(found[1], set()).add(is_editorial)
    faults += [
        Finding(f"{FOLDER}/{path}", None, fault)
        for path in sorted(assets)
        if (fault := _use_fault(path, shown.get(path, set())))
    ]
    return faults + _hint_faults(problem, lines)


def _file_fault(bundle: Bundle, path: str) -> str:
    """Why a file cannot be an asset; empty when it can."""
    ending, body = ending_of(path), bundle.files[f"{FOLDER}/{path}"]
    if ending not in MEDIA_TYPES:
        return f"is neither a figure ({', '.join(FIGURES)}) nor a download ({', '.join(DOWNLOADS)})"
    if len(body) > MAX_ASSET_BYTES:
        return f"has {len(body)} bytes; an asset may have {MAX_ASSET_BYTES}"
    if ending in _BEGINNINGS:
        return "" if body.startswith(_BEGINNINGS[ending]) else f"is no {ending.upper()}, whatever its name says"
    try:
        text = bundle.text(f"{FOLDER}/{path}")
    except Invalid as error:
        return str(error)
    return "is no SVG, whatever its name says" if ending == "svg" and "<svg" not in text else ""


def _reference_fault(reference: Reference, assets: Mapping[str, bytes], *, is_editorial: bool) -> str:
    """Why a link or figure leads nowhere; empty when it does not."""
    target = reference.target
    found = ASSET.fullmatch(target)
    if found is None:
        if reference.is_figure:
            return f'the figure "{target}" would not be shown: figures are files in {FOLDER}/'
        is_right = target.startswith(_ELSEWHERE)
        return "" if is_right else f'the link "{target}" leads nowhere: give {FOLDER}/... or the whole address'
    path = found[1]
    if path not in assets:
        return f"there is no {target}{did_you_mean(target, [f'{FOLDER}/{name}' for name in assets])}"
    if path.startswith(AFTERWARDS) and not is_editorial:
        return f"{target} is not shown before the end: what a statement shows stands outside {FOLDER}/{AFTERWARDS}"
    return _figure_fault(reference) if reference.is_figure else ""


def _figure_fault(reference: Reference) -> str:
    """Why a figure that is there would not be seen, or not by everybody."""
    target = reference.target
    if ending_of(target) not in FIGURES:
        return f"{target} is no figure: link to it with [words]({target})"
    if not reference.alternative:
        return f"the figure {target} says nothing to who cannot see it: ![what it shows]({target})"
    return ""


def _use_fault(path: str, shown_in_editorials: set[bool]) -> str:
    """Why an asset is not where it should be; empty when it is."""
    if not shown_in_editorials:
        return "is used by no statement and no editorial"
    if shown_in_editorials == {True} and not path.startswith(AFTERWARDS):
        return f"can be read before the end, but only an editorial shows it: put it into {FOLDER}/{AFTERWARDS}"
    return ""


def _hint_faults(problem: Problem, lines: Mapping[Place, int]) -> list[Finding]:
    """Hints are read beside the statement and have no assets of their own."""
    return [
        Finding("problem.toml", line_of(lines, ("hints", number, "text")), "a hint has no figures and no downloads")
        for number, hint in enumerate(problem.hints)
        if any(reference.is_figure or ASSET.fullmatch(reference.target) for reference in references(hint.text))
    ]
