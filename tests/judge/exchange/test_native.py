"""A problem as a zip: byte for byte out and in again, nothing hidden for candidates, and nothing hostile let in."""

import io
import stat
import tracemalloc
import zipfile
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.catalogue.bundle import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, Bundle, file_faults
from judge.catalogue.load import from_bundle
from judge.domain.problem import StackInfo
from judge.errors import Invalid, ProblemInvalid
from judge.exchange.native import MAX_ARCHIVE_BYTES, candidate_zip, from_zip, to_zip
from judge.scaffold import kinds, new_problem
from judge.stacks import known_stacks
from tests.judge.catalogue.folders import SLUG, STACKS, a_problem, bundle_of
from tests.judge.exchange.exercises import BOMB_BYTES, bomb

CANARY = "c4n4ry"


def names_in(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def text_in(data: bytes, path: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(path).decode()


def packed(entries: Iterable[tuple[zipfile.ZipInfo | str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for entry, body in entries:
            if isinstance(entry, zipfile.ZipInfo):
                entry.compress_type = compression
            archive.writestr(entry, body)
    return buffer.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        from_zip(data)
    return f"{caught.value.where}: {caught.value}" if caught.value.where else str(caught.value)


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.create_system = 3
    made.external_attr = mode << 16
    return made


names = st.from_regex(r"[a-z0-9_][A-Za-z0-9_.-]{0,9}(/[a-z0-9_][a-z0-9_.-]{0,9}){0,3}", fullmatch=True)


@given(st.dictionaries(names, st.binary(max_size=300), min_size=1, max_size=8))
def test_it_gives_back_byte_for_byte_what_went_in(files: dict[str, bytes]):
    if file_faults(files) or any("__pycache__" in path for path in files):
        return
    data = to_zip(Bundle(files), SLUG)
    slug, bundle = from_zip(data)
    assert (slug, dict(bundle.files)) == (SLUG, files)
    assert to_zip(bundle, slug) == data


@pytest.mark.parametrize("kind", kinds())
def test_it_keeps_the_name_of_the_content(kind: str):
    bundle = new_problem("my-problem", "", kind, "", "")
    assert from_zip(to_zip(bundle, "my-problem"))[1].content_hash == bundle.content_hash


def test_it_gives_equal_bytes_in_whatever_order_the_files_came():
    files = {path: text.encode() for path, text in a_problem().items()}
    other = Bundle(dict(reversed(files.items())))
    assert to_zip(Bundle(files), SLUG) == to_zip(other, SLUG)


def test_it_stores_the_files_so_that_no_compressor_shows_in_the_bytes():
    with zipfile.ZipFile(io.BytesIO(to_zip(bundle_of(a_problem()), SLUG))) as archive:
        infos = archive.infolist()
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {3}


def test_it_takes_what_another_program_has_packed():
    folder = [(entry("echo/", stat.S_IFDIR | 0o755), b""), (entry("echo/tests/", stat.S_IFDIR | 0o755), b"")]
    debris = [("__MACOSX/echo/._problem.toml", b"x"), ("echo/.DS_Store", b"x"), ("echo/tests/__pycache__/a.pyc", b"x")]
    data = packed([*folder, ("echo/problem.toml", b"format"), *debris])
    assert from_zip(data) == ("echo", Bundle({"problem.toml": b"format"}))


def hostile_files() -> dict[str, str]:
    """A problem with a canary in everything that no candidate may have, and in what may be public some day."""
    shown = {"problem.toml", "statement.md"}
    files = a_problem()
    for path in files:
        if path not in shown and not path.startswith("starter/"):
            files[path] += f"# {CANARY} {path}\n"
    files["problem.toml"] = files["problem.toml"].replace(
        "[files]", f'services = ["postgres", "sqlite"]\n[[hints]]\ncost = 1\ntext = "{CANARY} of a hint"\n[files]', 1
    )
    return files | {
        "statement.md": "![The echo.](assets/echo.svg)\n",
        "assets/echo.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "editorial.md": f"{CANARY} ![The trick.](assets/editorial/trick.svg)",
        "assets/editorial/trick.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {CANARY} --></svg>',
        "services/postgres/init.sql": f"-- {CANARY}\n",
        "services/postgres/sample.sql": f"-- {CANARY}\n",
        "services/sqlite/init.sql": "CREATE TABLE words (word text);\n",
        "tests/data.json": f'"{CANARY}"',
    }


def test_it_gives_a_candidate_nothing_that_is_hidden():
    loaded = from_bundle(bundle_of(hostile_files()), SLUG, STACKS)
    data = candidate_zip(loaded)
    assert CANARY.encode() not in data
    assert names_in(data) == [
        "echo/README.md",
        "echo/assets/echo.svg",
        "echo/services/sqlite/init.sql",
        "echo/starter/python-flask/app.py",
        "echo/starter/python-flask/words.py",
        "echo/statement.md",
    ]
    hidden = [test.id for test in loaded.manifest.tests]
    assert not [name for name in hidden if name.encode() in data.replace(b"test_greets=failed", b"")]


@pytest.mark.parametrize("kind", kinds())
def test_it_tells_a_candidate_the_contract(kind: str):
    loaded = from_bundle(new_problem("my-problem", "", kind, "", ""), "my-problem", known_stacks())
    readme = text_in(candidate_zip(loaded), "my-problem/README.md")
    assert readme.startswith("# My problem\n\n")
    assert "5 s for each test" in readme
    assert all(criterion.title in readme for criterion in loaded.problem.criteria)
    assert all(example.title in readme for example in loaded.problem.examples)
    assert all(hint.text.strip() not in readme for hint in loaded.problem.hints)
    assert f"points): {loaded.problem.criteria[0].description}" in readme


def test_it_shows_examples_as_they_are_sent():
    loaded = from_bundle(new_problem("my-problem", "", "service", "", ""), "my-problem", known_stacks())
    readme = text_in(candidate_zip(loaded), "my-problem/README.md")
    assert '    POST /quotes\n    Content-Type: application/json\n\n    {"zone": "home"}\n' in readme


def test_it_says_which_files_are_readonly():
    loaded = from_bundle(
        bundle_of(a_problem()), SLUG, {"python-flask": StackInfo(name="python-flask", title="P", language="python")}
    )
    assert "Files to leave as they are: `words.py`." in text_in(candidate_zip(loaded), "echo/README.md")


@pytest.mark.parametrize(
    "name",
    [
        "echo/../../etc/passwd",
        "echo//etc/passwd",
        "echo/./a",
        "echo/a\\..\\b",
        "echo/C:/a",
        "echo/.ssh/config",
        "echo/a\nb",
        "echo/" + "a" * 200,
        "echo/" + "a/" * 20 + "b",
    ],
)
def test_it_refuses_a_name_that_leads_elsewhere(name: str):
    assert "has a name with other characters" in refused(packed([("echo/problem.toml", b""), (name, b"x")]))


@pytest.mark.parametrize("name", ["/etc/passwd", "../echo/a", "Echo/a", "e/a", "echo twice/a"])
def test_it_refuses_a_top_that_is_no_problem_of_ours(name: str):
    assert "must be 2 to 63" in refused(packed([(name, b"x")])) or "has a name" in refused(packed([(name, b"x")]))


def test_it_refuses_what_lies_beside_the_folder():
    assert "lies at the top" in refused(packed([("echo/a", b""), ("b", b"")]))
    assert "here it holds echo, other" in refused(packed([("echo/a", b""), ("other/b", b"")]))
    assert "here it holds nothing" in refused(packed([]))


def test_it_refuses_a_name_that_ends_early():
    data = packed([("echo/harmlessXevil", b"x")]).replace(b"harmlessXevil", b"harmless\0evil")
    assert "has a name" in refused(data)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_it_refuses_links_and_devices(kind: int):
    data = packed([("echo/problem.toml", b""), (entry("echo/link", kind | 0o777), b"/etc/passwd")])
    assert refused(data) == "echo/link: is a link or a device; a problem holds everything itself"


def test_it_refuses_a_link_that_is_named_like_a_folder():
    assert "is a link" in refused(packed([("echo/a", b""), (entry("echo/link/", stat.S_IFLNK), b"")]))


def test_it_refuses_two_of_one_name_and_twins_in_case():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed([("echo/a", b"1"), ("echo/a", b"2")])
    assert "is there twice" in refused(data)
    assert "differs from A only in case" in refused(packed([("echo/A", b"1"), ("echo/a", b"2")]))


def test_it_refuses_more_files_than_a_problem_has():
    assert f"a problem may have {MAX_FILES}" in refused(packed([(f"echo/f{n}", b"") for n in range(MAX_FILES + 1)]))


def test_it_refuses_a_bomb_before_it_unpacks_it():
    one = refused(packed([("echo/a", b"\0" * (MAX_FILE_BYTES + 1))]))
    assert f"unpacks to {MAX_FILE_BYTES + 1} bytes" in one
    count = MAX_TOTAL_BYTES // MAX_FILE_BYTES + 1
    many = refused(packed([(f"echo/f{n}", b"\0" * MAX_FILE_BYTES) for n in range(count)]))
    assert many.startswith(f"archive: unpacks to {count * MAX_FILE_BYTES} bytes")


def test_it_never_has_more_of_a_bomb_in_memory_than_it_says_it_has():
    data = bomb("echo/a")
    tracemalloc.start()
    assert "cannot be read" in refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BOMB_BYTES // 4


def test_it_reads_what_was_stored_no_further_than_it_says():
    row = Bundle({"a": bytes(BOMB_BYTES)}).to_bytes()
    lying = row.replace(BOMB_BYTES.to_bytes(4, "little"), (9).to_bytes(4, "little"))
    tracemalloc.start()
    for read in (Bundle.from_bytes, lambda data: Bundle.one_of(data, "a")):
        with pytest.raises(Invalid, match="cannot be read"):
            read(lying)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BOMB_BYTES // 4


def test_it_takes_files_without_content_and_of_the_largest_size():
    files = {"empty": b"", "large": bytes(range(256)) * (MAX_FILE_BYTES // 256)}
    assert from_zip(packed((f"echo/{name}", body) for name, body in files.items())) == ("echo", Bundle(files))


def test_it_refuses_a_file_where_others_need_a_folder():
    said = refused(packed([("echo/a", b"1"), ("echo/A/b", b"2"), ("echo/a.md", b"3")]))
    assert said == "a: is a file where others need a folder"


def test_it_refuses_a_way_of_packing_that_it_does_not_know():
    assert "store or deflate it" in refused(packed([("echo/a", b"x" * 99)], zipfile.ZIP_BZIP2))


def test_it_refuses_what_is_encrypted():
    data = bytearray(packed([("echo/a", b"x")], zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)) == "echo/a: is encrypted"


def test_it_refuses_an_archive_that_is_too_long_to_look_at():
    assert refused(b"\0" * (MAX_ARCHIVE_BYTES + 1)).startswith("archive: has ")


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\xff" * 18])
def test_it_refuses_what_is_no_archive(data: bytes):
    assert refused(data).startswith("archive: cannot be read as a zip archive")


@given(st.data())
def test_it_never_answers_a_broken_archive_with_anything_but_a_refusal(data: st.DataObject):
    whole = bytearray(packed([("echo/problem.toml", b"format = 1\n" * 9), ("echo/statement.md", b"Say it.")]))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        slug, bundle = from_zip(bytes(whole))
    except Invalid:
        return
    assert slug
    assert all(".." not in path and not path.startswith("/") for path in bundle.files)


def test_it_names_every_entry_that_is_wrong():
    with pytest.raises(ProblemInvalid) as caught:
        from_zip(packed([("echo/a b", b""), ("echo/c d", b"")]))
    assert [finding.file for finding in caught.value.findings] == ["echo/a b", "echo/c d"]
