"""What the workspace's first load costs over the wire; what is loaded when it is asked for does not count."""

import gzip
import json
import os
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "web" / "static" / "dist"
ENTRIES = ("main.ts", "workspace.ts")
MAX_SCRIPT_BYTES = 250 * 1024  # gzipped
MAX_STUDIO_BYTES = 250 * 1024
MAX_REQUESTS = 12  # scripts and styles
SHOWN = 5


@pytest.fixture(scope="module")
def manifest():
    path = DIST / "manifest.json"
    if path.is_file():
        return json.loads(path.read_text())
    if os.environ.get("CI") == "true":  # noqa: TID251 - the tests' own switch
        pytest.fail("the front end has not been built: make frontend")
    return pytest.skip("the front end has not been built: make frontend")


def first_load(manifest, *entries: str) -> list[str]:
    """The files that the page names, as web.assets does: the entries, what they import, and their styles."""
    names = list(entries or ENTRIES)
    for name in names:  # grows while it is walked
        names += [imported for imported in manifest[name].get("imports", ()) if imported not in names]
    styles = [style for name in names for style in manifest[name].get("css", ())]
    return list(dict.fromkeys([*(manifest[name]["file"] for name in names), *styles]))


def weight(file: str) -> int:
    return len(gzip.compress((DIST / file).read_bytes(), mtime=0))


def test_it_loads_the_workspace_within_its_budget(manifest):
    weights = {file: weight(file) for file in first_load(manifest) if file.endswith(".js")}
    largest = sorted(weights.items(), key=lambda part: -part[1])[:SHOWN]
    told = ", ".join(f"{file} {size // 1024} KB" for file, size in largest)
    assert sum(weights.values()) <= MAX_SCRIPT_BYTES, f"{sum(weights.values()) // 1024} KB; the largest: {told}"


def test_it_asks_for_few_files_at_first(manifest):
    files = first_load(manifest)
    assert len(files) <= MAX_REQUESTS, files


def test_it_loads_the_studio_within_a_budget_of_its_own(manifest):
    weights = {file: weight(file) for file in first_load(manifest, "main.ts", "studio.ts") if file.endswith(".js")}
    assert sum(weights.values()) <= MAX_STUDIO_BYTES, weights
    assert len(weights) <= MAX_REQUESTS, sorted(weights)


@pytest.mark.parametrize("part", ["studio/merge.ts", "workspace/difference.ts", "@codemirror/merge"])
def test_it_loads_comparisons_in_the_studio_only_when_they_are_asked_for(manifest, part):
    first = set(first_load(manifest, "main.ts", "studio.ts"))
    found = {chunk["file"] for name, chunk in manifest.items() if part in name}
    assert found
    assert not found & first


@pytest.mark.parametrize(
    "part", ["codemirror-vim", "codemirror-emacs", "prettier", "ruff_fmt", "sql-formatter", "archive.ts"]
)
def test_it_loads_large_parts_only_when_they_are_asked_for(manifest, part):
    first = set(first_load(manifest))
    found = {chunk["file"] for name, chunk in manifest.items() if part in name}
    assert found, f"no part of the bundle is named after {part}"
    assert not found & first
